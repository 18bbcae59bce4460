"""Cells that are in memory as the JSON that a notebook of them would be stored as."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any


def notebook_json(codes: Sequence[str | None]) -> str:
    """A notebook of these cells; None stands for one that holds no code."""
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "metadata": {}, "source": ""}
        if code is None
        else {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": code}
        for code in codes
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
