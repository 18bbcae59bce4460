"""What travels between the rooms: frozen classes that import nothing but each other.

`locations`; the recovered `program` with its `network`, `data` and `training`, where any part can be `unknown`;
`findings` with the `edits` of their fixes; `suppressions`; the `results` of a run and their form `as_json`.
"""
