"""Stage 4 on site: the crews' phones, which work without network, and what comes home from them."""
