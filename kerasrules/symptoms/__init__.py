"""What a training shows (a loss of 0.693, nan, always the same class), and which findings of the program explain it."""
