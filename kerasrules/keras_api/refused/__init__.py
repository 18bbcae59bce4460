"""Calls that Keras 3 refuses for their arguments alone, whatever tensors or data come.

Each function gets the arguments as plain data, `Unknown` where one is unknown, and returns the reason of a refusal in
words that complete "… cannot be created: ", or None. tests/test_refused_arguments.py tries them with Keras.
"""
