"""libcst's parser in Python, where the one in Rust is: that one has no build for browsers on the package index.

It knows the syntax of Python 3.8. libcst says of newer statements that it cannot parse them.
"""

from __future__ import annotations

from typing import Any

from libcst._parser.detect_config import detect_config
from libcst._parser.grammar import get_grammar
from libcst._parser.python_parser import PythonCSTParser
from libcst._parser.types.config import PartialParserConfig


def parse_module(source: str, encoding: str | None = None) -> Any:
    """A `libcst.Module`."""
    return _parsed("file_input", source)


def parse_statement(source: str) -> Any:
    """A statement."""
    return _parsed("stmt_input", source)


def parse_expression(source: str) -> Any:
    """An expression."""
    return _parsed("expression_input", source)


def _parsed(start: str, source: str) -> Any:
    config = PartialParserConfig()
    found = detect_config(source, partial=config, detect_trailing_newline=True, detect_default_newline=True)
    grammar = get_grammar(config.parsed_python_version, config.future_imports)
    parser = PythonCSTParser(tokens=found.tokens, config=found.config, pgen_grammar=grammar, start_nonterminal=start)
    return parser.parse()
