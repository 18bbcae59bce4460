"""The runtime mode: build the recovered model, train it briefly as written and as mended, and say what happened.

    Program ──► blueprint ──► edits ──► [worker process] build ──► proofs, trials ──► verdicts ──► reports

`blueprint` and `edits` are plain data and run beside the linter; everything that needs numpy or Keras runs in a
worker process of its own (`worker`), which `session` starts, watches and, when the budget is used up, ends.
"""
