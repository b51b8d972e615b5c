"""The REST door: how any request is read, answered once for its key, and described."""
