"""The runtime mode: build the recovered model, train it briefly as written and as fixed, and say what happened.

    Program ──► plan: models, trials ──► run: [worker process] build, probe, train ──► judge: verdicts ──► document

`run` may import `judge`, and both may import `plan`. Nothing here knows how a report looks: the document is plain
data, which `report` prints.
"""
