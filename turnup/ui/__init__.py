"""What every page is made of: the base page, the components, the static files.

It knows no word of the trade: components take plain data and show it.
"""
