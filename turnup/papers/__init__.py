"""Papers: numbers without gaps, typeset PDF, and files that never change."""
