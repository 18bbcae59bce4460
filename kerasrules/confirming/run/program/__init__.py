"""The user's own program, run up to its first `fit` and trained from there, as written and with each fix.

`coordinator` has no Keras; it starts one `child` for each version of the program and compares their trainings.
"""
