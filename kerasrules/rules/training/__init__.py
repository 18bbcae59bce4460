"""KR5xx: optimizers, what is trained, and the calls that train."""
