"""The REST door of contracts: their papers, and the text that stands."""
