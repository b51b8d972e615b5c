"""What we sell and build with: technologies, tariffs, works, equipment, and the tax on them."""
