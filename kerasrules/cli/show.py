"""`kerasrules show`: the models that a program makes."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from kerasrules.cli.verbs import (
    CLEAN,
    ERROR,
    add_files,
    add_output,
    add_paths,
    complain,
    complain_of,
    files,
    finder,
    for_stdin,
    report_notices,
    stdin,
    write,
)

if TYPE_CHECKING:
    from kerasrules.model.program import Program
    from kerasrules.model.results import FileResult

EPILOG = """\
examples:
  kerasrules show train.py                    layers, shapes, parameters, loss and data
  kerasrules show --output-format json src

The program is not run and TensorFlow is not needed. Parts that could not be recovered are shown as unknown, with
the reason.
"""


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the options of this verb."""
    parser.set_defaults(select=None, extend_select=None, ignore=None)
    add_paths(parser)
    output = parser.add_argument_group("output")
    output.add_argument(
        "--output-format", choices=("table", "json"), default="table", help="output format (default: table)"
    )
    add_output(output)
    add_files(parser, jobs=False)


def run(options: argparse.Namespace) -> int:
    """Show, and return the exit status."""
    from kerasrules.checking.engine import read_data, read_file
    from kerasrules.checking.merge import merge
    from kerasrules.report import colors, recovered_program

    missing: list[str] = []
    read: list[tuple[Program | None, FileResult]]
    if "-" in options.paths:
        data, path = stdin(options)
        read = [read_data(data, path, for_stdin(finder(options), options))]
    else:
        found, missing = files(options, finder(options))
        read = [read_file(path, settings) for path, settings in found]
    programs = [program for program, _ in read if program is not None]
    if len(read) > 1:  # a folder's other files would be a list of "no Keras model found"
        programs = [program for program in programs if program.models or program.trainings]
    if options.output_format == "json":
        write([recovered_program.render_json(programs)])
    else:
        write(recovered_program.render_table(programs, colors.choose(options.color, sys.stdout)))
    if not programs and not missing and not options.quiet and all(program is not None for program, _ in read):
        told = f"no Keras model found in {len(read)} files" if read else "no Python files or notebooks to show"
        complain("notice", told)
    shown = merge([result for _, result in read])
    from kerasrules.report.one_line import format_location

    for finding in shown.findings:
        complain("error", f"{format_location(finding.location)}: {finding.message}")
    report_notices(shown, options)
    for note in () if options.quiet else [note for _, result in read for note in result.unknown]:
        complain("note", f"{format_location(note.location)}: {note.message}")
    complain_of(missing)
    unread = any(program is None for program, _ in read)
    return ERROR if missing or unread else CLEAN
