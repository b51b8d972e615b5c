"""The phones' door, and the pages about what came through it."""
