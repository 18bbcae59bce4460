"""Programs that are nearly what somebody could write: small changes of tokens, lines, syntax trees and characters."""

from __future__ import annotations

import ast
import copy
import io
import random
import re
import tokenize
import warnings
from collections.abc import Callable, Sequence

NUMBERS = (
    *(
        "0",
        "1",
        "-1",
        "2",
        "1" + "0" * 400,
        "0.0",
        "-0.0",
        "1e308",
        "1e-320",
        "1e999",
        "-1e999",
        "1j",
        "10**400",
        "2**63",
        "2**31",
    ),
    *("99999999999999999999", "True", "None", "0x7fffffff", "1_000", "-(2**70)"),
)
STRINGS = (
    *('""', '"\\0"', '"\\ud800"', '"\\u202e"', '"\\x1b[31m"', '"é😀"', 'b"x"', 'f"{x!r:>{y}}"', '"softmax"', '"relu"'),
    *(
        '"%s%s"',
        '"{0}{1:>9}"',
        '"a" * 10**9',
        "'''\n'''",
        'r"\\"',
        '"sparse_categorical_crossentropy"',
        '"channels_first"',
    ),
)
EXPRESSIONS = (
    *NUMBERS,
    *STRINGS,
    *("[]", "{}", "()", "[None]", "{1: 2, **x}", "[*x]", "x", "x.y", "x()", "x[0]", "x[::-1]", "x[..., None]", "..."),
    *("lambda *a, **k: a", "[x for x in y]", "{k: v for k, v in z}", "(yield)", "(x := 1)", "x if y else z", "not x"),
    *("keras.Input((3,))", "keras.layers.Dense(1)", "keras.Sequential()", "np.array(1.5)", "np.zeros((0, 3))"),
    *("slice(None, 10**30)", "range(10**12)", "float('nan')", "float('inf')", "type(x)", "super()", "self", "print"),
    *("np.array([[1, 2], [3]])", "pd.read_csv('t.csv')", "tf.data.Dataset.range(3)", "x @ y", "-x", "x < y < z"),
)
CHARACTERS = (
    *("\0", "\t", "\r", "\f", "\x0b", "\x1a", "\x85", "\xa0", "\u2028", "\ufeff", "\u202e", "é", "😀", "\ud800", "\\"),
    *("'", '"', '"""', "#", "(", ")", "[", "]", "{", "}", ":", ";", ",", "\n", "\r\n", "\n\n    ", "%", "!", "`", "$"),
    *(
        "# kerasrules: ignore[KR101]",
        "# kerasrules: ignore",
        "# noqa: KR101",
        "# shape: (?, 3)",
        "# type: ignore",
        "...  ",
    ),
)
WRAPPERS = (
    *("if x:\n{0}\n", "if x:\n{0}\nelse:\n{0}\n", "for i in x:\n{0}\n", "for i in range(3):\n{0}\n", "while x:\n{0}\n"),
    *("def f(a, *b, c=1, **d):\n{0}\n", "def f():\n{0}\n\nf()\n", "class C:\n{0}\n", "with x as y:\n{0}\n"),
    *(
        "try:\n{0}\nexcept E as e:\n{0}\nfinally:\n    pass\n",
        "async def f():\n{0}\n",
        "match x:\n    case [1, *r]:\n{1}\n",
    ),
    *("class C(keras.Model):\n    def call(self, x, training=None):\n{1}\n", "while True:\n{0}\n    break\n"),
    *('if __name__ == "__main__":\n{0}\n', "@tf.function\ndef f(x):\n{0}\n    return x\n\nf(1)\n"),
)

Mutator = Callable[[str, random.Random, Sequence[str]], str]


def mutant(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """A program with one to four changes; others are programs that parts may be taken from.

    Most changes make a program that does not parse, of which little is read: few of those are kept.
    """
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
        for _ in range(4):
            changed = chance.choice(MUTATORS)(text, chance, others)
            if chance.random() < 0.1 or _parsed(changed) is not None:
                break
        text = changed
    return text


def _parsed(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _tokens(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """A token goes, comes twice, changes its place, or gives way to another."""
    try:
        tokens = [token for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.string.strip()]
    except (tokenize.TokenError, SyntaxError):
        return _characters(text, chance, others)
    if not tokens:
        return text
    token, other = chance.choice(tokens), chance.choice(tokens)
    if token.type == tokenize.NUMBER:
        new = chance.choice(NUMBERS)
    elif token.type == tokenize.STRING:
        new = chance.choice(STRINGS)
    else:
        new = chance.choice(
            ("", f"{token.string} {token.string}", other.string, other.string, chance.choice(EXPRESSIONS))
        )
    lines = text.splitlines(keepends=True)
    return _replaced(lines, token.start, token.end, new)


def _numbers(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """A number becomes one that no network has."""
    found = list(re.finditer(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)", text))
    if not found:
        return text
    one = chance.choice(found)
    return text[: one.start()] + chance.choice(NUMBERS) + text[one.end() :]


def _replaced(lines: Sequence[str], start: tuple[int, int], end: tuple[int, int], new: str) -> str:
    try:
        before = "".join(lines[: start[0] - 1]) + lines[start[0] - 1][: start[1]]
        return before + new + lines[end[0] - 1][end[1] :] + "".join(lines[end[0] :])
    except IndexError:  # the tokenizer counts lines otherwise where there are odd line ends
        return "".join(lines)


def _lines(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """Lines go, come twice, change places, are indented, or come from another program."""
    lines = text.splitlines(keepends=True) or [""]
    start = chance.randrange(len(lines))
    end = min(len(lines), start + chance.choice((1, 1, 1, 2, 5)))
    kind = chance.randrange(6)
    if kind == 0:
        lines[start:end] = []
    elif kind == 1:
        lines[start:start] = lines[start:end] * chance.choice((1, 1, 2, 30))
    elif kind == 2:
        place = chance.randrange(len(lines))
        moved = lines[start:end]
        lines[start:end] = []
        lines[place:place] = moved
    elif kind == 3:
        lines[start:end] = [chance.choice(("    ", "\t", " ")) + line for line in lines[start:end]]
    elif kind == 4:
        lines[start:end] = [line[4:] if line.startswith("    ") else line for line in lines[start:end]]
    else:
        foreign = chance.choice(others).splitlines(keepends=True) or [""]
        begin = chance.randrange(len(foreign))
        lines[start:start] = foreign[begin : begin + chance.choice((1, 3, 10, 1000))]
    return "".join(lines)


def _tree(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """An expression or a statement gives way to another, or an argument comes, goes or changes places."""
    tree = _parsed(text)
    if tree is None:
        return _lines(text, chance, others)
    spans = [node for node in ast.walk(tree) if isinstance(node, ast.expr) and node.end_lineno is not None]
    if not spans:
        return text
    node = chance.choice(spans)
    if isinstance(node, ast.Call) and chance.random() < 0.7:
        new = _call(copy.copy(node), chance)
    elif chance.random() < 0.5:
        new = ast.unparse(chance.choice(spans))
    else:
        new = chance.choice(EXPRESSIONS)
    # ast counts bytes
    lines = [line.encode("utf-8", "surrogatepass") for line in text.split("\n")]
    try:
        before = lines[node.lineno - 1][: node.col_offset]
        after = lines[node.end_lineno - 1][node.end_col_offset :]  # type: ignore[operator]
    except IndexError:
        return text
    lines[node.lineno - 1 : node.end_lineno] = [before + new.encode("utf-8", "surrogatepass") + after]
    return b"\n".join(lines).decode("utf-8", "replace")


def _call(call: ast.Call, chance: random.Random) -> str:
    """A call with other arguments."""
    args, keywords = list(call.args), list(call.keywords)
    other = ast.parse(
        chance.choice(("x", "[]", "None", "3", "-1", '"relu"', "(3,)", "keras.Input((3,))")), mode="eval"
    ).body
    kind = chance.randrange(7)
    if kind == 0 and args:
        args.pop(chance.randrange(len(args)))
    elif kind == 1 and keywords:
        keywords.pop(chance.randrange(len(keywords)))
    elif kind == 2:
        chance.shuffle(args)
    elif kind == 3:
        keywords.append(
            ast.keyword(chance.choice((None, "name", "activation", "input_shape", "epochs", "axis")), other)
        )
    elif kind == 4:
        args.insert(chance.randrange(len(args) + 1), chance.choice((other, ast.Starred(other, ast.Load()))))
    elif kind == 5 and keywords:
        one = chance.choice(keywords)
        keywords[keywords.index(one)] = ast.keyword(one.arg, other)
    else:
        return f"{ast.unparse(call)}({ast.unparse(other)})"
    return ast.unparse(ast.Call(call.func, args, keywords))


def _wrapped(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """Statements of the module come into a loop, a branch, a function or a class."""
    tree = _parsed(text)
    if tree is None or not tree.body:
        return _lines(text, chance, others)
    body = tree.body
    first = chance.randrange(len(body))
    last = min(len(body), first + chance.choice((1, 2, 5, 100))) - 1
    lines = text.split("\n")
    start, end = body[first].lineno - 1, body[last].end_lineno or 0
    inner = lines[start:end]
    once, twice = ("\n".join(by + line if line else line for line in inner) for by in ("    ", "        "))
    lines[start:end] = chance.choice(WRAPPERS).format(once, twice).split("\n")
    return "\n".join(lines)


def _characters(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """Characters come, go, or all line ends become others."""
    place = chance.randrange(len(text) + 1)
    kind = chance.randrange(5)
    if kind < 2:
        return text[:place] + chance.choice(CHARACTERS) * chance.choice((1, 1, 1, 3, 200)) + text[place:]
    if kind == 2:
        return text[:place] + text[place + chance.choice((1, 1, 2, 10, 100)) :]
    if kind == 3:
        return text[:place]
    return text.replace("\n", chance.choice(("\r\n", "\r", "\n\n", "\n#\n")))


MUTATORS: tuple[Mutator, ...] = (_tokens, _tokens, _numbers, _lines, _tree, _tree, _tree, _wrapped, _characters)
