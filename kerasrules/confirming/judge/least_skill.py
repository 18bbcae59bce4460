"""Where skills begin to mean something. Apart from the tests of them, which need numpy."""

LEAST_SKILL = 0.1
"""A side without this much skill has not learned, however much worse the other one is."""
