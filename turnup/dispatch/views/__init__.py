"""The pages of planning, one module for each thing that people look at or do."""
