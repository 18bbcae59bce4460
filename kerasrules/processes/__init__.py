"""Processes: what the work for one file may take, and how helpers start and end."""
