"""The ground that an installation stands on: buildings, their holders' permits, leases, safety.

One permit serves every later order at its building.
"""
