"""What is to be tried: the findings of a file, sorted to its models, and each model with their fixes applied.

Plain data that pickle carries into the worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kerasrules.confirming.plan.apply_fix import apply_fix, apply_fixes
from kerasrules.confirming.plan.data_plan import DataPlan, plan_data
from kerasrules.confirming.plan.model_plan import ModelPlan, Unbuildable, Untouched
from kerasrules.confirming.plan.plan_model import optimizer_alone, plan_model, plan_optimizer, with_current_names
from kerasrules.confirming.plan.request import ConfirmOptions
from kerasrules.confirming.plan.text_input import with_numbered_words
from kerasrules.model.edits import Fix, RemoveArgument, RenameArgument, place_of
from kerasrules.model.findings import Effect, Finding
from kerasrules.model.locations import Location
from kerasrules.model.program import Program
from kerasrules.model.record import record
from kerasrules.model.training import Training

NO_FIX = "there is no fix for this finding to test"
STANDARD_TARGETS = "Standardize the targets"


@record(frozen=True)
class TrialPlan:
    """The findings of one rule in one model, and the model with all their fixes.

    plan None: there is nothing to try, and `why` says so.
    """

    code: str
    findings: tuple[Finding, ...]
    fix: str
    plan: ModelPlan | None
    why: str = ""


@record(frozen=True)
class ModelJob:
    """One compiled model with what is to be tried on it. together: with the fixes of every trial.

    mended: what was fixed first, so that the rest can be judged, in words. judges_data: whether the user's data are to
    be judged with it, as they are once. own: the program's own samples (`LoadedData`, or `LaterSamples`), where they
    are known. missing: the built-in data set that it trains on and that is not in the cache of Keras.
    """

    plan: ModelPlan
    data: DataPlan
    trials: tuple[TrialPlan, ...]
    together: ModelPlan | None = None
    mended: str = ""
    judges_data: bool = True
    own: object = None
    missing: str | None = None


@record(frozen=True)
class Job:
    """All that is asked about one file. left_out: findings that cannot be tried at all, with the reason."""

    path: str
    models: tuple[ModelJob, ...]
    left_out: tuple[tuple[Finding, str], ...]
    options: ConfirmOptions

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that are asked about and can be tried."""
        return tuple(finding for model in self.models for trial in model.trials for finding in trial.findings)

    @property
    def data_source(self) -> str:
        """Where the data are to come from."""
        return "synthetic" if self.options.data is None else "file"


def plan_trials(program: Program, findings: Sequence[Finding], options: ConfirmOptions) -> Job:
    """Sort the findings to the models that they are about."""
    plans: list[tuple[Training, ModelPlan]] = []
    reasons: list[str] = []
    alone: list[ModelPlan] = []
    for training in program.trainings:
        try:
            plans.append((training, with_numbered_words(plan_model(training))))
        except Unbuildable as error:
            reasons.append(str(error))
            alone += [plan for plan in [plan_optimizer(training)] if plan is not None]
    left_out: list[tuple[Finding, str]] = []
    sorted_in: list[list[Finding]] = [[] for _ in plans]
    of_optimizers: dict[Location | None, tuple[ModelPlan, list[Finding]]] = {}
    for finding in findings:
        about = [i for i, (_, plan) in enumerate(plans) if concerns(finding, plan)]
        if about:
            # a model that is compiled twice: what fixes the finding tells which of them it is about
            sorted_in[next((i for i in about if _is_fixed(plans[i][1], finding)), about[0])].append(finding)
        elif (only := next((plan for plan in alone if _is_of_optimizer(finding, plan)), None)) is not None:
            of_optimizers.setdefault(only.optimizer.location, (only, []))[1].append(finding)
        else:
            left_out.append((finding, _why_none(program, plans, reasons)))
    models: list[ModelJob] = []
    if options.data is None:
        for plan, own in of_optimizers.values():
            models.append(ModelJob(plan, DataPlan(), tuple(_trials(plan, own)), judges_data=False))
    for (training, plan), own in zip(plans, sorted_in, strict=True):
        if own or options.data is not None:
            models += _rounds(plan, plan_data(training), own, options.data is None)
    if options.data is not None and len(models) > 1:
        # the file holds the data of one model: of that with findings, else of the first that is trained
        chosen = next((one.data for one in models if one.trials), models[0].data)
        models = [one for one in models if one.data is chosen]
    models.sort(key=lambda model: not _only_first(model))
    return Job(program.path, tuple(models), tuple(left_out), options)


def comes_first(finding: Finding) -> bool:
    """Whether it is fixed before the others are judged: Keras stops there, or has another name for it now."""
    return finding.effect is Effect.STOPS or (
        finding.fix is not None and (finding.fix.safe or _only_names(finding.fix))
    )


def _only_first(model: ModelJob) -> bool:
    """Whether Keras itself tells all that is asked, in a moment: before the time is spent on trainings."""
    return all(comes_first(finding) for trial in model.trials for finding in trial.findings)


def _only_names(fix: Fix) -> bool:
    return all(isinstance(edit, (RenameArgument, RemoveArgument)) for edit in fix.edits)


def _rounds(plan: ModelPlan, data: DataPlan, findings: Sequence[Finding], apart: bool = True) -> Iterator[ModelJob]:
    """What comes first is tried with the others of that kind fixed, and everything else with all of them fixed.

    apart: what is said of the optimizer alone is tried without the model, which takes no time.
    """
    first = [finding for finding in findings if comes_first(finding)]
    others = [finding for finding in findings if not comes_first(finding)]
    current = with_current_names(plan)
    mended, done = _mended(current, first)
    if not done:
        trials = tuple(_trials(current, findings))
        yield ModelJob(current, data, trials, _together(current, trials))
        return
    of_optimizer = [finding for finding in first if apart and _is_of_optimizer(finding, plan)]
    if of_optimizer:
        alone = optimizer_alone(plan.optimizer, plan.location)
        yield ModelJob(alone, DataPlan(), tuple(_trials(alone, of_optimizer)), judges_data=False)
    for code, own in by_rule(one for one in first if one not in of_optimizer).items():
        is_old = any(finding.fix is not None and _only_names(finding.fix) for finding in own)
        rest = [one for one in first if one.code != code or one in of_optimizer]
        base, words = _mended(plan if is_old and not of_optimizer else current, rest)
        trials = tuple(_trials(base, own))
        is_last = not others and code == first[-1].code
        yield ModelJob(base, data, trials, mended=words, judges_data=is_last)
    if others:
        trials = tuple(_trials(mended, others))
        yield ModelJob(mended, data, trials, _together(mended, trials), done)


def _mended(plan: ModelPlan, findings: Sequence[Finding]) -> tuple[ModelPlan, str]:
    """The model with these fixed, as far as they are of it, and what was done in words."""
    done: list[Finding] = []
    for finding in findings:
        if finding.fix is not None and all(finding.fix != one.fix for one in done):
            try:
                plan = apply_fix(plan, finding.fix)
            except Untouched:
                # the name that it is about was taken for the current one
                done += [finding] if _only_names(finding.fix) else []
                continue
            except (Unbuildable, ValueError):
                continue  # what is not of the model keeps nobody from building it
            done.append(finding)
    return plan, ", ".join(dict.fromkeys(f"{finding.name} ({finding.code})" for finding in done))


def _is_of_optimizer(finding: Finding, plan: ModelPlan) -> bool:
    """Whether the finding says that Keras does not make the optimizer, whatever the model is."""
    edits = finding.fix.edits if finding.fix is not None else ()
    return bool(edits) and comes_first(finding) and all(place_of(edit) == plan.optimizer.location for edit in edits)


def _why_none(program: Program, plans: Sequence[object], reasons: Sequence[str]) -> str:
    if not program.trainings:
        return "no compiled model was found in this file"
    if not plans:
        return f"the model could not be rebuilt: {reasons[0]}"
    return "it does not concern a model that could be rebuilt" + (f" ({reasons[0]})" if reasons else "")


def concerns(finding: Finding, plan: ModelPlan) -> bool:
    """Whether one of the finding's locations is a part of the model or of its compile call."""
    own = {
        plan.location,
        plan.optimizer.location,
        *(loss.location for loss in plan.losses),
        *(i.location for i in plan.inputs),
    }
    own |= {call.location for call in plan.calls}
    own |= {location for layer in plan.layers for location in (layer.location, layer.core.location)}
    edits = finding.fix.edits if finding.fix is not None else ()
    locations = [finding.location, *(related.location for related in finding.related), *map(place_of, edits)]
    return any(location in own for location in locations)


def _is_fixed(plan: ModelPlan, finding: Finding) -> bool:
    """Whether the finding's fix can be applied to the model."""
    try:
        return finding.fix is not None and apply_fixes(plan, [finding.fix]) is not plan
    except (Unbuildable, ValueError):
        return False


def _trials(plan: ModelPlan, findings: Iterable[Finding]) -> Iterator[TrialPlan]:
    """One for each rule: its fixes are applied together, as a user would."""
    for code, group in by_rule(findings).items():
        fixable = tuple(finding for finding in group if finding.fix is not None)
        unfixable = tuple(finding for finding in group if finding.fix is None)
        if fixable:
            yield _trial(plan, code, fixable)
        if unfixable:
            yield TrialPlan(code, unfixable, "", None, NO_FIX)


def by_rule(findings: Iterable[Finding]) -> Mapping[str, Sequence[Finding]]:
    """The findings of each rule."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.code, []).append(finding)
    return groups


def words_of(fixes: Iterable[Fix]) -> str:
    """What fixes that are applied together do, each once."""
    return "; ".join(dict.fromkeys(fix.description for fix in fixes))


def _trial(plan: ModelPlan, code: str, findings: tuple[Finding, ...]) -> TrialPlan:
    fixes = [finding.fix for finding in findings if finding.fix is not None]
    words = words_of(fixes)
    try:
        return TrialPlan(code, findings, words, apply_fixes(plan, fixes))
    except Untouched as error:
        if all(fix.safe for fix in fixes):
            return TrialPlan(
                code, findings, words, None, "the fix changes how the program is written, not what is trained"
            )
        return TrialPlan(code, findings, words, None, f"the fix could not be applied: {error}")
    except Unbuildable as error:
        return TrialPlan(code, findings, words, None, f"the fix could not be applied: {error}")
    except ValueError as error:
        return TrialPlan(code, findings, words, None, f"the fix is not a constant: {error}")


def _together(plan: ModelPlan, trials: Sequence[TrialPlan]) -> ModelPlan | None:
    """The model with every fix, where there are several and they do not exclude one another."""
    if sum(trial.plan is not None for trial in trials) < 2:
        return None
    try:
        fixes = [f.fix for trial in trials if trial.plan is not None for f in trial.findings]
        return apply_fixes(plan, [fix for fix in fixes if fix is not None])
    except (Unbuildable, ValueError):
        return None
