"""What we know of Keras, as data and pure functions; nothing here imports TensorFlow, Keras or numpy.

The files under `data/` are written by `tools/generate_keras_api.py` from a real Keras of each generation. `generated`
reads them, and the other modules answer questions about them: `signatures` (layers), `activations`, `losses`,
`metrics`, `optimizers`, `initializers`, `applications`. What is known beyond that stands in one table each:
`layer_traits`, `removed`, and, computed rather than listed, `shapes` (layers) and `operations` (functions on tensors).
"""
