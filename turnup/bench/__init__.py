"""The project's own benchmarks: each figure beside its floor or its peer in the same run.

They work in a throw-away database on the embedded server, tuned and durable as in production
(fsync on). Machines differ and are shared: read the ratios, not the seconds.
"""
