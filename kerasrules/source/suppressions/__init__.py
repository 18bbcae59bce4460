"""Comments that suppress findings: found by `parse`, written by `add`."""
