"""The REST door of orders and of what every room stands on. docs/api.md tells a caller how."""
