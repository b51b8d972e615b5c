"""The pages of lines and services."""
