"""Reports: one file for each output format, all listed in `formats`, each a pure function of results.

What a format gets is a `Report` (`inputs`). This room imports `model` alone.
"""
