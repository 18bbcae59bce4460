"""Notebooks: their cells as one program, where each stands in the JSON, and edits that leave the rest byte for byte."""
