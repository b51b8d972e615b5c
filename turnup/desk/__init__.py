"""The desk: reads across all rooms, and the doors that people and programs use: pages and REST."""
