"""Results kept from one run to the next: `Cache` in `store.py` is what the rest of the package uses."""
