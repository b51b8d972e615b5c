"""The pages of the address plan."""
