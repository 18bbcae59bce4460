"""What the numbers say: skill of predictions, the sequential test, findings in the data, proofs and verdicts.

Nothing here builds or trains a model.
"""
