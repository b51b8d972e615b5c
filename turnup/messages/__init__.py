"""Letters to people: who is told of which step, in the program and by e-mail."""
