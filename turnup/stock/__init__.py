"""What the company keeps stock of: where each device and metre is, and for which order it waits.

The ledger of movements is the truth; a device's place and the balances are its fold, kept by
triggers. A reservation holds goods for an order at the place where they lie, and goes with them.
"""
