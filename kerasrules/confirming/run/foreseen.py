"""What is known of a job before Keras is imported: which samples the program has, and what no trial can decide."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.confirming.plan.model_plan import Unbuildable
from kerasrules.confirming.plan.request import DataFile
from kerasrules.confirming.plan.trials import Job, ModelJob
from kerasrules.confirming.run import synthetic
from kerasrules.confirming.run.own_arrays import NotOwn
from kerasrules.confirming.run.own_samples import OwnSamples, ProgramText
from kerasrules.model.findings import Finding
from kerasrules.model.record import replace
from kerasrules.rules import rule_of


def foresee(job: Job, program: ProgramText) -> Job:
    """The job with the program's own samples, and without the models on which nothing can be tried."""
    if job.options.data is not None:
        return _with_given(job, program, job.options.data)
    asked = [model for model in job.models if _is_tried(model) or _changes_data(model)]
    own = OwnSamples(program, [model.data for model in asked])
    models = [_with_samples(model, own, job.options.first_seed) if model in asked else model for model in job.models]
    left_out = [pair for model in models if not _is_tried(model) for pair in _reasons(model)]
    return replace(job, models=tuple(filter(_is_tried, models)), left_out=(*job.left_out, *left_out))


def _with_given(job: Job, program: ProgramText, given: DataFile) -> Job:
    """The job with what the program makes of a file that the user names, where it reads one of that name."""
    if given.names or given.more:
        return job
    own = OwnSamples(program, [model.data for model in job.models], given.path)
    models = []
    for model in job.models:
        try:
            found = own.of(model.plan, model.data, job.options.first_seed)
        except NotOwn:
            found = None
        is_of_it = found is not None and given.path in found.files
        models.append(replace(model, own=found) if is_of_it else model)
    return replace(job, models=tuple(models))


def _is_tried(model: ModelJob) -> bool:
    return any(trial.plan is not None for trial in model.trials) or (model.own is not None and _changes_data(model))


def _changes_data(model: ModelJob) -> bool:
    """Whether something is to be tried on the data themselves."""
    return any(rule_of(trial.code).confirm.changes_data for trial in model.trials)


def _reasons(model: ModelJob) -> Iterator[tuple[Finding, str]]:
    return ((finding, trial.why) for trial in model.trials for finding in trial.findings)


def _with_samples(model: ModelJob, own: OwnSamples, seed: int) -> ModelJob:
    try:
        return replace(model, own=own.of(model.plan, model.data, seed))
    except NotOwn as error:
        if own.needs_worker:
            return replace(model, own=own.later())
        model = replace(model, missing=error.missing)
    try:
        synthetic.shapes(model.plan)
    except Unbuildable as error:
        reason = f"the model could not be rebuilt: {error}"
        return replace(model, trials=tuple(replace(one, plan=None, why=one.why or reason) for one in model.trials))
    return model
