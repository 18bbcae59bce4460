"""A command line in plain options means what argparse says that it means."""

from __future__ import annotations

import pytest

from kerasrules.cli import check, plain_options
from kerasrules.cli.argument_parser import parsed

PLAIN = [
    "",
    "train.py",
    "-",
    "train.py notebooks/ *.py",
    "-q train.py",
    "train.py -q",
    "--no-cache --isolated a.py b.py --statistics",
    "--select KR1,linear-stack --select KR2 --ignore KR102 train.py",
    "--output-format json --output-file out.json train.py",
    "--output-format=sarif train.py",
    "--config= train.py",
    "--reason=a=b --add-ignores train.py",
    "--preview --no-unsafe-fixes --fix train.py",
    "--no-preview --preview",
    "--min-severity warning --fail-on error --color never",
    "-j 2 --jobs 3 --budget 5 --confirm --device cpu",
    "--data table.csv --target price train.py",
    "--config one.toml --config two.toml",
    "--symptom - train.py",
]
NOT_PLAIN = [
    "--help",
    "--no-cach train.py",
    "-qv train.py",
    "-j2 train.py",
    "--changed",
    "--changed main train.py",
    "train.py --fix other.py",
    "-- train.py",
    "--quiet=yes",
    "--output-format",
    "--output-format xml",
    "--output-format -q",
    "--jobs none",
    "--budget -1",
    "--unknown",
]


@pytest.mark.parametrize("line", PLAIN)
def test_plain_words_mean_the_same(line: str) -> None:
    options = plain_options.said(line.split(), check.declare)
    assert options is not None
    options.run = check.run
    assert vars(options) == vars(parsed(["check", *line.split()]))


@pytest.mark.parametrize("line", NOT_PLAIN)
def test_all_else_is_left_to_argparse(line: str) -> None:
    assert plain_options.said(line.split(), check.declare) is None
