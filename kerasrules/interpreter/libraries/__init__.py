"""What is known of the libraries around Keras, one module (or more) per library.

Nothing lists these modules: `registry.load` imports every one of them when the first name is looked up.
"""
