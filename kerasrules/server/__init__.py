"""The language server: kerasrules in editors, over the Language Server Protocol.

It knows no rule: texts go to `engine` and `fixing`, and what these say is put into the protocol's terms. Reading is
done in processes of its own (`workers`), so that the one that talks with the editor always answers.
"""
