"""The RusNet company of Kaluga with six months of simulated history, for demonstrations.

Everything in it was done by the rooms' own actions, at moments of a simulated clock: what the
demo shows is what Turnup does. No person, company or address holder here exists.
"""
