"""The pages of stage 3, one module for each thing that people look at or do."""
