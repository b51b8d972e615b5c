"""The statistics server: traffic of each service by hour and day, from accounting and NetFlow."""
