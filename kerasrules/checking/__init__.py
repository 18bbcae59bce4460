"""A run of the linter: which files, which rules, one program or many, suppressions and baselines.

`engine` checks files and `merge` joins their results. `settings`, `select` and `discovery` decide what is checked;
`unused_suppressions`, `baseline` and `fingerprints` decide what of it is new.
"""
