"""The REST door of the ground: permits and access, leases and rents."""
