"""Which survey on which day, in which order, and which places lie together. Pure."""
