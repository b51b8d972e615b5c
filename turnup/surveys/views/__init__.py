"""The pages of stage 2."""
