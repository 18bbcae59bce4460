"""Functions on tensors: a table with an entry for each (`table`), and the functions that tell its outputs' shapes."""

from kerasrules.keras_api.operations.output_shapes import infer_op
from kerasrules.keras_api.operations.table import OPERATIONS, PRODUCTS, Operation, Range, operation

__all__ = ["OPERATIONS", "PRODUCTS", "Operation", "Range", "infer_op", "operation"]
