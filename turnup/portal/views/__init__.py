"""The pages of customers, and of the staff about them."""
