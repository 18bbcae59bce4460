"""Python itself: built-in functions, the methods of its containers, and parts of the standard library."""
