"""The abstract domain of arrays: shape, dtype, range and origin, and how operations change them."""
