"""Who works here: staff, the roles they held and when, sign-in, tokens, and who may do what."""
