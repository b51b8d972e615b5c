"""The REST door of the stock: goods, special equipment, stocktaking."""
