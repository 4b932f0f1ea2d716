"""What is known of vulnerable packages: the store, its importers, version order, matching."""
