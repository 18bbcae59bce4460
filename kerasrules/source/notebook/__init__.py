"""Notebooks: their code as one program, where it stands in the JSON, and changes of it that touch nothing else."""
