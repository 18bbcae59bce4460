"""Files of settings: every key with values that fit, nearly fit, and do not."""

from __future__ import annotations

import random

KEYS = (
    *("select", "extend-select", "ignore", "exclude", "extend-exclude", "per-file-ignores", "baseline", "unsafe-fixes"),
    *("keras-version", "read-data", "min-severity", "min-confidence", "cache-dir", "respect-gitignore", "teaching"),
    *("layers", "losses", "loaders", "values", "data", "target", "force-exclude", "slect", "é"),
)
VALUES = (
    *(
        '"KR101"',
        '["KR101"]',
        '["KR1", "linear-stack"]',
        '["ALL"]',
        '[""]',
        "[]",
        "{}",
        "true",
        "0",
        "-1",
        "1.5",
        "nan",
    ),
    *(
        '"[z-a]"',
        '["[z-a]"]',
        '["**/*"]',
        '["!"]',
        '["\\\\"]',
        '"\\u0000"',
        '["\\u0000"]',
        '"../x"',
        '"/"',
        '"~"',
        '""',
    ),
    *(
        '{ "*.py" = ["KR101"] }',
        '{ "[z-a]" = ["ALL"] }',
        '{ "a" = "KR1" }',
        '{ "" = [] }',
        "1979-05-27",
        '"é😀"',
        '"3.0"',
    ),
    *('"info"', '"error"', '"high"', '[["KR101"]]', '["KR101", 1]', '"\\u202e"', "{ a = { b = { c = 1 } } }", '"2"'),
    *('["a" , ]', "[[[[[[[[[[]]]]]]]]]]", '"""\n"""', "'a\\b'", "9" * 30, "0x1F", "inf", '["*" , "*" , "*"]'),
)
ODD = (
    *("\ufeff", "[tool.kerasrules]\n", "[[tool.kerasrules]]\n", "[tool]\nkerasrules = 1\n", "\0", "a = \n", "= 1\n"),
    *(
        "[tool.kerasrules.x]\n",
        "a = " + "[" * 2000 + "\n",
        "a.b.c = 1\n",
        "\r",
        '"\\q"\n',
        "[tool.kerasrules\n",
        "# é\n",
    ),
)


def settings_file(chance: random.Random) -> str:
    """A pyproject.toml."""
    lines = ["[tool.kerasrules]\n"]
    for key in chance.sample(KEYS, chance.randrange(1, 6)):
        lines.append(f"{key if key.isascii() else chr(34) + key + chr(34)} = {chance.choice(VALUES)}\n")
    while chance.random() < 0.25:
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(ODD))
    text = "".join(lines)
    if chance.random() < 0.1:
        place = chance.randrange(len(text))
        text = text[:place] + chance.choice(ODD) + text[place + chance.randrange(4) :]
    return text
