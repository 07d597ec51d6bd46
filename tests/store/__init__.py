"""The store, tried on both databases."""
