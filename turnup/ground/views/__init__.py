"""Pages of permits, leases and buildings."""
