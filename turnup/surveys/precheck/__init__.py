"""What can be computed before anybody drives out. Pure: numbers in, numbers out, no Django.

Each formula names its recommendation, and its units stand in the names. Arguments called
`Values` may be numbers or numpy arrays of any shapes that go together.
"""
