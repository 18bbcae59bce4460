"""What is said of an open program: findings, and facts of its layers. This runs in the worker processes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kerasrules.checking.settings import Overrides, Settings
from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.model.network import Model, Node, ReachingInput
from kerasrules.model.program import Program
from kerasrules.model.record import field, record, replace
from kerasrules.model.results import FAILED, FileResult, Notice
from kerasrules.rules import registered
from kerasrules.server.recent import Recent
from kerasrules.server.rule_page import RulePage, page_of
from kerasrules.source import disk

if TYPE_CHECKING:
    from kerasrules.checking.cache.store import Cache

_SHOWN = frozenset({"layer", "op", "input", "backbone", "custom"})
_MOST = 3
"""How many variants of a layer that is called several times are listed."""


@record(frozen=True)
class Request:
    """A program as it stands in the editor. folder: that of the workspace (in_workspace), or that the file is in.

    is_saved: the text is that of the file.
    """

    text: str
    path: str
    folder: str
    in_workspace: bool
    overrides: Overrides
    is_saved: bool = False


@record(frozen=True)
class LayerFacts:
    """What was recovered of what is made or called at a place.

    shape: that of the outputs, where it is known. is_call: tensors go through it here.
    """

    location: Location
    title: str
    shape: str = ""
    lines: tuple[str, ...] = ()
    is_call: bool = False


@record(frozen=True)
class Recovered:
    """What an editor wants to know beside what a check says. broken: as in `Analysis`."""

    facts: tuple[LayerFacts, ...] = ()
    broken: frozenset[int | None] = frozenset()


@record(frozen=True)
class Analysis:
    """What came of a program.

    broken: the cells that could not be parsed; for a script, None. excluded: the settings leave the file out.
    problem: why nothing could be checked. lines: those of other files that findings lead to, by path and number.
    own_rules: those rules, by code, that users wrote: only the worker processes load them.
    """

    findings: tuple[Finding, ...] = ()
    facts: tuple[LayerFacts, ...] = ()
    notices: tuple[Notice, ...] = ()
    broken: frozenset[int | None] = frozenset()
    excluded: bool = False
    problem: str = ""
    lines: Mapping[tuple[str, int], str] = field(default_factory=dict)
    own_rules: Mapping[str, RulePage] = field(default_factory=dict)


def analyze(request: Request) -> Analysis:
    """What is to be said of a program; it is read only where that is not known already."""
    from kerasrules.checking.prefilter import concerns_keras

    settings = settings_of(request)
    if isinstance(settings, Analysis):
        return settings
    data = request.text.encode("utf-8", "surrogatepass")
    if not concerns_keras(data, request.path, settings.folders):
        return Analysis()
    analysis = _looked_up(request, settings, data)
    if not settings.refused_rules:
        return analysis
    return replace(analysis, notices=(*analysis.notices, _refusal(settings)))


def _looked_up(request: Request, settings: Settings, data: bytes) -> Analysis:
    from kerasrules.source.source import MAX_SOURCE_BYTES, start_of

    if len(request.text) > MAX_SOURCE_BYTES and not request.path.endswith(".ipynb"):
        why = f"skipped: the text has more than {MAX_SOURCE_BYTES // 1_000_000} MB"
        return Analysis(notices=(Notice(why, start_of(request.path)),))
    known = _recent.get(request.path, request.text, settings)
    if known is not None:
        return known
    cache = _cache_for(request)
    kept = cache.get_with(Recovered, request.path, data, settings) if cache else None
    if kept is not None:
        return _analysis(*kept)
    with disk.recording() as answers:
        result, recovered = _checked(request, settings)
    if recovered is None:
        return Analysis(problem="; ".join(notice.message for notice in result.notices), notices=result.notices)
    analysis = _analysis(result, recovered)
    if not settings.own_rules:  # those may depend on anything
        _recent.put(request.path, request.text, settings, answers, analysis)
    if cache is not None:
        cache.put(request.path, data, settings, result, answers, recovered)
        cache.tidy(1)
    return analysis


def _refusal(settings: Settings) -> Notice:
    """What is said of own rules that are not run; it has one place, so that it is said once and not of each program."""
    from kerasrules.checking.own_rules import refused
    from kerasrules.source.source import start_of

    without = "`allowOwnRules` in the editor's own settings"
    return Notice(refused(settings.refused_rules, without), start_of(settings.sources[-1]))


_recent: Recent[Analysis] = Recent()


def _cache_for(request: Request) -> Cache | None:
    """The results of earlier runs. Texts that come and go while somebody types are not kept."""
    from kerasrules.checking.cache.folder import is_switched_off
    from kerasrules.checking.cache.store import Cache

    return Cache() if request.is_saved and request.in_workspace and not is_switched_off() else None


def _checked(request: Request, settings: Settings) -> tuple[FileResult, Recovered | None]:
    """What a check says, and what was recovered; None where the interpreter failed."""
    from kerasrules.checking.engine import examine

    source, program, result = examine(request.text, request.path, settings)
    if source is not None and program is None:
        return result, None
    failed = result.status == FAILED
    broken = frozenset({None} if failed else () if source is None else (e.location.cell for e in source.errors))
    return result, Recovered(tuple(_facts(program)) if program else (), broken)


def _analysis(result: FileResult, recovered: Recovered) -> Analysis:
    lines = dict(_lines_elsewhere(result.findings, result.path))
    users = {finding.code for finding in result.findings}.intersection(registered())
    own_rules = {code: page_of(code) for code in users}
    return Analysis(
        result.findings, recovered.facts, result.notices, recovered.broken, lines=lines, own_rules=own_rules
    )


def settings_of(request: Request) -> Settings | Analysis:
    """The settings for a program; where it is not to be checked, what that comes to."""
    from kerasrules.checking.discovery import leaves_out
    from kerasrules.checking.settings import SettingsFinder
    from kerasrules.checking.settings_files import SettingsError
    from kerasrules.source.reading_root import folders_given

    if not request.in_workspace and {"site-packages", "dist-packages"}.intersection(request.path.split(os.sep)):
        return Analysis(excluded=True)  # a library that the user looks into
    try:
        folders = folders_given((request.folder,) if request.in_workspace else (), with_current=False)
        finder = SettingsFinder(replace(request.overrides, folders=folders), root=request.folder)
    except SettingsError as error:
        return Analysis(problem=f"editor settings: {error}")
    try:
        settings = finder.for_file(request.path)
    except SettingsError as error:
        return Analysis(problem=str(error))
    return Analysis(excluded=True) if leaves_out(settings, request.path) else settings


def _lines_elsewhere(findings: Iterable[Finding], path: str) -> Iterator[tuple[tuple[str, int], str]]:
    """The lines of other files that places begin and end on: what their columns are converted with."""
    from kerasrules.source.source_texts import SourceTexts

    texts = SourceTexts()
    for finding in findings:
        for location in (finding.location, *(related.location for related in finding.related)):
            if location.path != path:
                for number in (location.start.line, location.end.line):
                    yield (location.path, number), texts.line(location.path, None, number) or ""


def _facts(program: Program) -> Iterator[LayerFacts]:
    """Facts by place. What stands in a helper or a loop is called several times: its variants come together."""
    reaching_inputs = _reaching_inputs(program)
    models = {model.location for model in program.models}
    calls: dict[Location, list[Node]] = {}
    makers: dict[Location, list[Node]] = {}
    for node in program.nodes:
        if node.layer.kind in _SHOWN and node.location not in models:
            calls.setdefault(node.location, []).append(node)
            if node.layer.location != node.location:
                makers.setdefault(node.layer.location, []).append(node)
    for locations, is_call in ((calls, True), (makers, False)):
        for location, nodes in locations.items():
            if location.path == program.path:
                yield _layer_facts(
                    location, nodes, [reaching_inputs[node] for node in nodes if node in reaching_inputs], is_call
                )
    for model in program.models:
        if model.location.path == program.path:
            yield _model_facts(model)


def _reaching_inputs(program: Program) -> dict[Node, ReachingInput]:
    return {
        reaching.node: reaching
        for training in program.trainings
        for fit in training.fits
        if fit.trains
        for reaching in fit.reaching_inputs
    }


def _layer_facts(
    location: Location, nodes: list[Node], reaching_inputs: list[ReachingInput], is_call: bool
) -> LayerFacts:
    from kerasrules.report.recovered_program import array_facts, output_shape

    def shapes_of(node: Node) -> str:
        shapes = [output_shape(tensor.shape) for tensor in node.outputs]
        return ", ".join(shapes) if shapes else "?"

    shapes = _variants(map(shapes_of, nodes))
    lines = [f"output shape: {_either(f'`{shape}`' if shape != '?' else 'unknown' for shape in shapes)}"]
    weights = _variants("unknown" if node.parameters is None else f"{node.parameters:,}" for node in nodes)
    lines.append(f"parameters: {_either(weights)}")
    named = (node.layer.config.get("activation") for node in nodes)
    activations = _variants(f"`{activation}`" for activation in named if isinstance(activation, str))
    if activations:
        lines.append(f"activation: {_either(activations)}")
    lines.extend(f"input in training: {fact}" for fact in _variants(array_facts(a.value) for a in reaching_inputs))
    lines.extend(f"cannot be built: {error}" for error in _variants(node.error for node in nodes if node.error))
    title = _either(_variants(node.layer.class_name for node in nodes))
    known = _either(shape for shape in shapes if shape != "?")
    return LayerFacts(location, title, known, tuple(lines), is_call)


def _model_facts(model: Model) -> LayerFacts:
    from kerasrules.model.network import Tensor
    from kerasrules.report.recovered_program import output_shape

    title = f"{model.class_name} “{model.name}”" if model.name else model.class_name
    outputs = [
        output_shape(tensor.shape) for output in model.outputs for tensor in output[:1] if isinstance(tensor, Tensor)
    ]
    counted = [row.parameters for row in model.layers]
    total = f"{sum(number or 0 for number in counted):,}"
    lines = [f"{model.kind} model of {len(model.layers)} layers{'' if model.complete else ', partially recovered'}"]
    if model.inputs:
        lines.append("input shape: " + ", ".join(f"`{output_shape(tensor.shape)}`" for tensor in model.inputs))
    if outputs:
        lines.append("output shape: " + ", ".join(f"`{shape}`" for shape in outputs))
    if counted:
        lines.append(f"parameters: {total}" if None not in counted else f"parameters: at least {total}")
    lines.extend(f"unknown: {unknown.reason}" for unknown in model.unknown[:_MOST])
    return LayerFacts(model.location, title, "", tuple(lines))


def _variants(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _either(variants: Iterable[str]) -> str:
    """`a`, `a or b`, `a or b or … (5 variants)`."""
    words = list(variants)
    if len(words) > _MOST:
        return f"{' or '.join(words[:_MOST])} or … ({len(words)} variants)"
    return " or ".join(words)
