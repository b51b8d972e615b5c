"""Stage 3: the contract drawn up, duties explained, terms approved, disputes settled, signed."""
