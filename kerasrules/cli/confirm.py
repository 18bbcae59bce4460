"""`kerasrules confirm`: train the model briefly, as written and as fixed, and say which findings hold."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

from kerasrules.cli.confirm_jobs import complain_of, read_job, run_job
from kerasrules.cli.verbs import (
    CLEAN,
    ERROR,
    FINDINGS,
    INTERRUPTED,
    UsageError,
    add_trial,
    finder,
    shown,
    write,
)
from kerasrules.model.record import replace

if TYPE_CHECKING:
    from kerasrules.checking.settings import Settings
    from kerasrules.confirming.plan.program_job import ProgramJob
    from kerasrules.confirming.plan.request import ConfirmOptions, DataFile, ModelFactory
    from kerasrules.confirming.plan.trials import Job
    from kerasrules.confirming.run.session import Session
    from kerasrules.model.confirm_document import ConfirmDocument

PATIENCE = 600.0
"""Seconds beyond the budget for the programs to come to fit, one for each fix."""

EPILOG = """\
examples:
  kerasrules confirm train.py                          on synthetic data
  kerasrules confirm train.py --data sample.npz        arrays x and y, as passed to fit
  kerasrules confirm train.py --data d.npz:images,labels
  kerasrules confirm train.py --data x.npy,y.npy
  kerasrules confirm train.py --data table.csv --target price
  kerasrules confirm train.py --data flowers/          a folder of images or texts for each class
  kerasrules confirm train.py --run                    run the program itself up to its first fit
  kerasrules confirm train.py --run -- --epochs 5      with arguments for it
  kerasrules confirm train.py --report report.html     HTML report with training curves

The recovered model is rebuilt with Keras; no code of the program is run unless --run or --import is passed.
A verdict applies to this model on these data. Exit status: 0 no finding confirmed, 1 some confirmed,
2 kerasrules could not run.
"""


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the options of this verb."""
    parser.add_argument("path", metavar="FILE", help="the program: a script or a notebook")
    rules = parser.add_argument_group("rules")
    for flag, text in (
        ("--select", "test only the findings of these rules"),
        ("--extend-select", "test the findings of these rules in addition"),
        ("--ignore", "do not check these rules"),
    ):
        rules.add_argument(flag, metavar="RULES", action="append", help=f"{text} (comma-separated list)")
    data = parser.add_argument_group("data and model")
    data.add_argument(
        "--data",
        metavar="PATH[:X,Y]",
        help="arrays x and y (or the names given after the colon) of an .npz or .h5 file, two .npy files with a comma"
        " between them, a table (.csv, .tsv, .parquet), or a folder with a folder of images or texts for each class;"
        " a sample is enough",
    )
    data.add_argument("--target", metavar="COLUMN", help="the column of the table to predict (several: A,B)")
    data.add_argument(
        "--import",
        dest="imported",
        metavar="MODULE:CALLABLE",
        help="build the model by running this callable in an isolated subprocess",
    )
    data.add_argument(
        "--run",
        dest="run_program",
        action="store_true",
        help="run the program in isolated subprocesses, as written and with each fix, up to its first fit,"
        " and train its own model on its own data; arguments for it go behind `--`",
    )
    data.add_argument("--kwargs", metavar="JSON", help="arguments of the callable as a JSON object")
    trial = parser.add_argument_group("training")
    add_trial(trial)
    trial.add_argument(
        "--seeds", type=_positive, default=16, metavar="N", help="maximum number of training pairs (default: 16)"
    )
    trial.add_argument("--first-seed", type=_natural, default=0, metavar="N", help="first random seed (default: 0)")
    trial.add_argument(
        "--steps",
        type=_positive,
        metavar="N",
        help="steps per training (default: those of the program, 300 to 1000)",
    )
    output = parser.add_argument_group("output")
    output.add_argument(
        "--output-format", choices=("full", "json"), default="full", help="output format (default: full)"
    )
    output.add_argument("--report", metavar="FILE.html", help="write an HTML report with curves, tables and raw data")
    output.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colored output (default: auto)"
    )
    output.add_argument("-q", "--quiet", action="store_true", help="print no progress and no explanations")
    output.add_argument("-v", "--verbose", action="store_true", help="print details of internal errors")
    files = parser.add_argument_group("settings")
    files.add_argument("--config", metavar="FILE", help="read the settings from this TOML file")
    files.add_argument("--isolated", action="store_true", help="ignore all settings files")
    parser.set_defaults(exclude=None, force_exclude=False)


def run(options: argparse.Namespace) -> int:
    """Confirm, report, and return the exit status."""
    from kerasrules.confirming.plan.trials import Job
    from kerasrules.confirming.run.backends import backend_for
    from kerasrules.confirming.run.session import Session

    settings = _settings(options)
    asked = _options(options, settings)
    if asked.runs_program:
        return _run_program(options, settings, asked)
    folder = os.path.dirname(os.path.abspath(options.path))
    job = Job(options.path, (), (), asked) if asked.imported else read_job(options.path, settings, asked)
    contained = (asked.budget, folder) if asked.imported else None
    backend = options.backend or backend_for(job, options.device)
    with Session(backend, contained=contained, device=options.device) as session:
        return _reported(session, job, options)


def _reported(session: Session, job: Job | ProgramJob, options: argparse.Namespace) -> int:
    """Have the job done, report, and say how it ended."""
    from kerasrules.confirming.run.session import WorkerError

    try:
        document = run_job(session, job, options.quiet or options.output_format == "json")
    except WorkerError as error:
        complain_of(error)
        return ERROR
    session.close()
    _report(document, options)
    if document["interrupted"]:
        return INTERRUPTED
    if session.gave_up:
        return ERROR
    return FINDINGS if confirmed(document) else CLEAN


def _run_program(options: argparse.Namespace, settings: Settings, asked: ConfirmOptions) -> int:
    from importlib.util import find_spec

    from kerasrules.cli.confirm_program import COORDINATOR, read_program
    from kerasrules.confirming.run.containment import hide_environment
    from kerasrules.confirming.run.session import Session
    from kerasrules.model.project import how_to_install
    from kerasrules.processes.helpers import python_command

    if find_spec("numpy") is None:
        raise UsageError(f"confirm needs numpy, which is not installed: {how_to_install('confirm')}")
    hide_environment()
    job = read_program(options.path, settings, asked, options.arguments)
    with Session(options.backend, python_command(COORDINATOR), patience=PATIENCE) as session:
        return _reported(session, job, options)


def confirmed(document: ConfirmDocument) -> bool:
    """Whether some finding was confirmed."""
    return any(verdict["verdict"] == "confirmed" for verdict in document["verdicts"])


def _settings(options: argparse.Namespace) -> Settings:
    from kerasrules.checking.settings_files import SettingsError
    from kerasrules.cli.suggestions import missing_path

    if not os.path.exists(options.path):
        raise UsageError(missing_path(options.path))
    if os.path.isdir(options.path):
        raise UsageError(f"{options.path} is a folder: confirm takes one file (use check --confirm for several)")
    try:
        return finder(options).for_file(options.path)
    except SettingsError as error:
        raise UsageError(str(error)) from None


def _options(options: argparse.Namespace, settings: Settings) -> ConfirmOptions:
    from kerasrules.confirming.plan.request import ConfirmOptions
    from kerasrules.confirming.run.devices import GPU

    if options.kwargs and not options.imported:
        raise UsageError("--kwargs requires --import")
    if options.run_program and (options.imported or options.data):
        raise UsageError("--run uses the program's own model and data: neither --import nor --data goes with it")
    if options.device == GPU and (options.imported or options.run_program):
        raise UsageError(
            "--device gpu trains the model that was recovered: the process of --run and --import is isolated, and it"
            " has no GPU"
        )
    if options.arguments and not options.run_program:
        raise UsageError("arguments behind `--` are those of the program, and it is run with --run only")
    data, imported = data_file(options), _imported(options, settings)
    if data is not None and imported is not None:  # that process works in its own folder
        data = replace(data, path=os.path.abspath(data.path), more=tuple(map(os.path.abspath, data.more)))
    asked = ConfirmOptions(options.seeds, options.first_seed, options.steps, options.budget, data, imported)
    return replace(asked, runs_program=options.run_program)


def _imported(options: argparse.Namespace, settings: Settings) -> ModelFactory | None:
    """What --import and --kwargs ask for."""
    from kerasrules.confirming.plan.request import ModelFactory

    if options.imported is None:
        return None
    module, _, name = options.imported.partition(":")
    if not module or not name.isidentifier() or not all(part.isidentifier() for part in module.split(".")):
        raise UsageError(f"--import {options.imported}: must be MODULE:CALLABLE, such as train:build_model")
    try:
        arguments = json.loads(options.kwargs or "{}")
    except ValueError as error:
        raise UsageError(f"--kwargs is not valid JSON: {error}") from None
    if not isinstance(arguments, dict):
        raise UsageError('--kwargs must be a JSON object: {"name": value}')
    folders = (os.path.dirname(os.path.abspath(options.path)), os.getcwd())
    return ModelFactory(module, name, arguments, folders, frozenset(settings.selection.codes))


def data_file(options: argparse.Namespace) -> DataFile | None:
    """Where the data are, as --data and --target say."""
    from kerasrules.confirming.plan.request import TABLES, DataFile

    if options.data is None:
        if options.target is not None:
            raise UsageError("--target requires --data FILE.csv")
        return None
    if options.data.lower().endswith(".npy") and "," in options.data and not os.path.exists(options.data):
        path, *more = (part.strip() for part in options.data.split(","))
        for one in (path, *more):
            _require_data(one, (".npy",))
        return DataFile(path, more=tuple(more))
    path, _, names = options.data.rpartition(":")
    if not path or os.path.exists(options.data) or (len(path) == 1 and os.name == "nt"):
        path, names = options.data, ""
    _require_data(path, (*TABLES, *_ARRAYS, ".npy"))
    lower = path.lower()
    if options.target is not None and not lower.endswith(TABLES):
        raise UsageError(f"--target requires a table ({', '.join(TABLES)})")
    if names and not lower.endswith(_ARRAYS):
        raise UsageError(f"{options.data}: names behind the colon are those of arrays in {', '.join(_ARRAYS)}")
    return DataFile(path, tuple(name.strip() for name in names.split(",") if name.strip()), options.target)


_ARRAYS = (".npz", ".h5", ".hdf5", ".hdf")


def _require_data(path: str, endings: tuple[str, ...]) -> None:
    """Raise UsageError for what is no file of a kind that is read, and no folder."""
    if not os.path.exists(path):
        raise UsageError(f"no such file: {path}")
    if os.path.isdir(path):
        return
    if not os.path.isfile(path):
        raise UsageError(f"{path} is neither a file nor a folder")
    if not path.lower().endswith(endings):
        raise UsageError(f"{path}: data must be a folder with a folder for each class, or one of {', '.join(endings)}")


def _report(document: ConfirmDocument, options: argparse.Namespace) -> None:
    if options.output_format == "json":
        from kerasrules.report.json import dumps

        write([dumps(document)])
    else:
        from kerasrules.report import colors, confirm_text

        painted = colors.choose(options.color, sys.stdout).on
        write(confirm_text.render(document, painted, quiet=options.quiet))
    if options.report:
        _write_page(document, options)


def _write_page(document: ConfirmDocument, options: argparse.Namespace) -> None:
    from kerasrules.report import confirm_html
    from kerasrules.source.atomic_write import atomic_write
    from kerasrules.source.regular_files import reason_of
    from kerasrules.source.source_texts import SourceTexts

    try:
        with open(options.path, "rb") as stream:
            source = SourceTexts({str(document["path"]): shown(stream.read(), options.path)})
        atomic_write(options.report, confirm_html.render(document, source).encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"{options.report}: cannot be written: {reason_of(error)}") from None


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not an integer of at least 1")
    return number


def _natural(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not an integer of at least 0")
    return int(text)
