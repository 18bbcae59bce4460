"""From bytes to a `Source`, and from patches back to bytes.

`load` decodes and parses; `notebook` makes one program of a notebook's cells; `suppressions` reads and writes the
comments that suppress findings. `units`, `patches`, `with_patches` and `atomic_write` are the way back.
"""
