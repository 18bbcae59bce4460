"""What to change in a call that Keras refuses, by the words of the refusal."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ADVICE: Mapping[str, str] = {
    r"the argument (\w+) is missing": r"pass \1",
    r"there is no argument (\w+)": r"remove \1, or correct its name",
    r"(\w+) is passed twice": r"pass \1 once",
    r"it takes at most": "pass the other arguments by name",
    r"'[^']*' is not the name of (an? \w+)": r"pass the name of \1 of Keras, or an object",
    r"its name contains a slash": "separate the parts of the name by an underscore",
    r"(\w+) must be a tuple, such as (.+?), not ": r"pass \1=\2",
    r"(\w+) must be (between .+?), (?:not|but) ": r"pass a \1 \2",
    r"(\w+) must be (.+?), (?:not|but) ": r"pass \2 as \1",
    r"(its \w+) must be passed as one list": r"put brackets around \1",
    r"the input must be at least": "use larger images, or a network for small ones",
    r"the pretrained classifier": "pass include_top=False, and add an output layer of your own",
    r"an output depends on an input": "add that input to inputs",
    r"(the loss|a metric) is called with": "make y_true and y_pred its only arguments; functools.partial fixes others",
    r"it computes with": "add such a term with add_loss in a layer, or pass the values as targets",
    r"validation_split needs arrays": "divide the dataset with take and skip, and pass one part as validation_data",
    r"(\w+) cannot be passed together with a dataset": r"remove \1",
    r"it receives a tensor, on which the layer must be called: (.*)$": r"write \1, the arguments first",
    r"the class (\w+) is passed instead of": r"put parentheses behind \1",
    r"it is called on the (?:class|function) (\w+) instead of": r"put parentheses behind \1 where it is assigned",
    r"it is called on a layer, (\w+),": r"call \1 on a tensor, too",
    r"this model was made with the functional API": "call the layer on the model's output, and make a new model",
}
"""Patterns that a refusal begins with; the first that matches counts. Compiled when one is looked for."""


def advice(reason: str) -> str:
    """What to change, for a reason as the modules beside this one word it."""
    matches = ((re.match(pattern, reason), words) for pattern, words in _ADVICE.items())
    found = next((match.expand(words) for match, words in matches if match is not None), None)
    return found or "check the arguments of the call"


_WHOLE = r"(\w+) must be a float\b.*, but (-?\d+) is an integer"


def same_as_float(reason: str) -> tuple[str, str] | None:
    """The argument that must be a float and is a whole number, with the same value as a float; None for others."""
    match = re.match(_WHOLE, reason)
    return (match[1], f"{match[2]}.0") if match is not None else None
