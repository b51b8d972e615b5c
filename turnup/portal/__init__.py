"""What customers see and do without signing in: the request form, and one link to their order."""
