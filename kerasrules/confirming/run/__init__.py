"""The worker process: samples, models built with Keras, trainings, and the document with what came of them.

`session` is the linter's end of it; everything else needs numpy, and most of it Keras.
"""
