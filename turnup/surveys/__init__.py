"""Stage 2: survey days and results, estimates, and the decisions on developing the network."""
