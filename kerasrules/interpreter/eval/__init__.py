"""Evaluation of Python: expressions, statements, calls, classes and imports."""
