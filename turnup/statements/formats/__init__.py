"""The forms that banks write statements in, read line by line into movements. Pure."""
