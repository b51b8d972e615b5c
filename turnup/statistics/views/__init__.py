"""The pages of the statistics server."""
