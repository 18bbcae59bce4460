"""The data that the user names: files and folders of each kind, read within bounds.

A path in, arrays of a few thousand samples out, drawn evenly over the whole. Nothing of a file is executed: arrays of
Python objects are refused, and only regular files and folders are opened.
"""
