"""What the customers' pages write in a way of their own."""
