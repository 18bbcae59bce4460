"""The language server: kerasrules in editors, over the Language Server Protocol.

It knows no rule: texts go to `check` and `fixing`, and what these say is put into the protocol's terms. Programs are
checked in separate processes (`worker_pool`), so that the one that talks with the editor always answers.
"""
