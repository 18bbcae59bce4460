"""What we know of Keras, as data and pure functions; nothing here imports TensorFlow, Keras or numpy.

`_keras2` and `_keras3` are written by `generate` from a real Keras of each generation; the other modules answer
questions about them: `signatures` (layers), `activations`, `losses`, `metrics`, `optimizers`, `initializers`,
`applications`, and, computed rather than listed, `shapes` (layers) and `ops` (functions on tensors).
"""
