"""Data files of the repository: what a program names is looked at, bounded, and nothing of it is executed.

A file in, plain facts out: columns with their ranges, shapes, classes. Nothing here knows of programs.
"""
