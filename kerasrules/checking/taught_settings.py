"""`[tool.kerasrules.layers]`, `.losses` and `.loaders`: what the user's own layers, losses and loaders do."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from kerasrules.keras_api import losses, signatures
from kerasrules.model.teaching import StandIn, TaughtValue, Teaching
from kerasrules.model.unknown import Unknown
from kerasrules.processes.python_parser import expression_tree
from kerasrules.source.teaching.value_words import described

_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_T = TypeVar("_T")


def teaching(table: Mapping[str, Mapping[str, object]]) -> Teaching:
    """What the three tables say. Raises ValueError in words that complete "in [tool.kerasrules.…"."""
    return Teaching(
        _entries("layers", table.get("layers", {}), _layer),
        _entries("losses", table.get("losses", {}), _loss),
        _entries("loaders", table.get("loaders", {}), _loaded),
    )


def _entries(key: str, table: Mapping[str, object], read: Callable[[object], _T]) -> Mapping[str, _T]:
    found: dict[str, _T] = {}
    for name, value in entries(table):
        where = f"[tool.kerasrules.{key}]"
        if not _NAME.fullmatch(name):
            raise ValueError(f'{where}: {name!r} is not a name; write one such as Gate or "company.layers.Gate"')
        try:
            found[name] = read(value)
        except ValueError as error:
            raise ValueError(f"{where}, {name}: {error}") from None
    return found


def entries(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """The entries with their whole names: `a.Gate = "Dense"` is a table in a table to TOML."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from entries(value, f"{before}{name}.")
        else:
            yield before + name, value


def _layer(value: object) -> StandIn:
    text = _without(value, "acts like", "is a", "is")
    word = text.lower().replace(" ", "-")
    if word in ("keeps-values", "keeps-the-values"):
        return StandIn("Identity", "keeps the values of its input")
    if word == "nonlinearity":
        return StandIn("Activation", "is a nonlinearity", {"activation": Unknown("a nonlinearity of the user's own")})
    name, arguments = _call(text, "a layer of Keras such as `Dense`, `keeps-values` or `nonlinearity`")
    known = signatures.canonical_layer(name)
    if known is None or known not in signatures.LAYERS:
        raise ValueError(f"{name!r} is no layer of Keras{_nearest(name, signatures.LAYERS)}")
    _check_arguments(known, arguments, signatures.LAYERS[known])
    return StandIn(known, f"acts like {text}", arguments)


def _loss(value: object) -> StandIn:
    text = _without(value, "wraps", "acts like", "is")
    name, arguments = _call(text, "a loss of Keras such as `SparseCategoricalCrossentropy(from_logits=True)`")
    signature = losses.loss_signature(name)
    if losses.canonical_loss(name) is None or signature is None:
        raise ValueError(f"{name!r} is no loss of Keras{_nearest(name, losses.CLASSES)}")
    _check_arguments(name, arguments, signature)
    return StandIn(name, f"wraps {text}", arguments)


def _without(value: object, *verbs: str) -> str:
    """The text without the verb that it may begin with."""
    text = " ".join(str(value).split())
    return next((text[len(verb) :] for verb in verbs if text.lower().startswith(f"{verb} ")), text).strip()


def _loaded(value: object) -> TaughtValue:
    return tuple(map(_loaded, value)) if isinstance(value, list) else described(str(value))


def _call(text: str, wanted: str) -> tuple[str, dict[str, object]]:
    """The class and the arguments of `Dense(activation="relu")`; they are read, not run."""
    try:
        node = expression_tree(text.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(f"{text!r} is not {wanted}") from None
    call = node if isinstance(node, ast.Call) else ast.Call(node, [], [])
    name = ast.unparse(call.func).rpartition(".")[2] if isinstance(call.func, (ast.Name, ast.Attribute)) else ""
    if not name:
        raise ValueError(f"{text!r} is not {wanted}")
    if call.args or any(keyword.arg is None for keyword in call.keywords):
        raise ValueError(f"the arguments of {text!r} must be given by name")
    try:
        return name, {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    except ValueError:
        raise ValueError(f"the arguments of {text!r} must be numbers, texts, tuples, True, False or None") from None


def _check_arguments(name: str, arguments: Iterable[str], signature: signatures.Signature) -> None:
    known = [parameter.name for parameter in signature.parameters]
    for argument in arguments:
        if argument not in known:
            raise ValueError(f"{name} has no argument {argument!r}{_nearest(argument, known)}")


def _nearest(word: str, words: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, sorted(words), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
