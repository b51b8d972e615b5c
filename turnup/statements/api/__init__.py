"""The REST door of bank statements: files, and operations of the bank."""
