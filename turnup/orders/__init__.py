"""The spine: an order, its journal, its card and its open steps.

An order moves in one place only: `journal.record()`. Everything else here reads.
"""
