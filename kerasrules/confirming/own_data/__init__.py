"""The data that a program makes or loads itself, computed from its text without running it.

Only functions that are known here are called, on values that were computed here. What is not known is UNKNOWN, and
spoils what it may have changed.
"""
