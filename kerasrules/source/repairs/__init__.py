"""Repairs of pasted text that is not valid Python as it stands.

One file per kind of damage; each finds `Edit`s and changes no line count. `repair` tries them in order and stops as
soon as the text parses. Text that parses is never touched.
"""
