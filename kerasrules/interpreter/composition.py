"""The interpreter put together of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasrules.interpreter.branches import Branches
from kerasrules.interpreter.context import Context
from kerasrules.interpreter.eval.assignments import Assignments
from kerasrules.interpreter.eval.attributes import Attributes
from kerasrules.interpreter.eval.calls import Calls
from kerasrules.interpreter.eval.classes import Classes
from kerasrules.interpreter.eval.comprehensions import Comprehensions
from kerasrules.interpreter.eval.definitions import Definitions
from kerasrules.interpreter.eval.expressions import Expressions
from kerasrules.interpreter.eval.functions import Functions
from kerasrules.interpreter.eval.imports import Imports
from kerasrules.interpreter.eval.items import Items
from kerasrules.interpreter.eval.library_calls import LibraryCalls
from kerasrules.interpreter.eval.loops import Loops
from kerasrules.interpreter.eval.operators import Operators
from kerasrules.interpreter.eval.snippets import Snippets
from kerasrules.interpreter.eval.statements import Statements
from kerasrules.interpreter.keras_calls.deferred_build import DeferredBuild
from kerasrules.interpreter.keras_calls.gradient_steps import GradientSteps
from kerasrules.interpreter.keras_calls.graph_builder import GraphBuilder
from kerasrules.interpreter.keras_calls.keras_one_calls import KerasOne
from kerasrules.interpreter.keras_calls.layers import Layers
from kerasrules.interpreter.keras_calls.losses import Losses
from kerasrules.interpreter.keras_calls.model_calls import ModelCalls
from kerasrules.interpreter.keras_calls.model_copies import ModelCopies
from kerasrules.interpreter.keras_calls.model_graph import ModelGraph
from kerasrules.interpreter.keras_calls.model_layers import ModelLayers
from kerasrules.interpreter.keras_calls.model_members import ModelMembers
from kerasrules.interpreter.keras_calls.models import Models
from kerasrules.interpreter.keras_calls.optimizers import Optimizers
from kerasrules.interpreter.keras_calls.running_calls import RunningCalls
from kerasrules.interpreter.keras_calls.tensors import Tensors
from kerasrules.interpreter.keras_calls.training_calls import TrainingCalls
from kerasrules.interpreter.module_finder import ModuleFinder
from kerasrules.interpreter.taught.taught_calls import TaughtCalls
from kerasrules.interpreter.taught.taught_values import TaughtValues

if TYPE_CHECKING:
    from kerasrules.model.reading_options import ReadingOptions
    from kerasrules.source.source import Source


def compose(source: Source, options: ReadingOptions | None = None) -> Context:
    """A context for one source, with all parts."""
    ctx = Context(source, options)
    ctx.branches = Branches(ctx)
    ctx.operators, ctx.items, ctx.attributes = Operators(ctx), Items(ctx), Attributes(ctx)
    ctx.comprehensions = Comprehensions(ctx)
    ctx.expressions = Expressions(ctx)
    ctx.assignments, ctx.definitions, ctx.loops = Assignments(ctx), Definitions(ctx), Loops(ctx)
    ctx.imports = Imports(ctx, ModuleFinder(ctx.root, source.modules, alone=options is not None and options.alone))
    ctx.statements = Statements(ctx)
    ctx.calls, ctx.functions, ctx.classes = Calls(ctx), Functions(ctx), Classes(ctx)
    ctx.libraries, ctx.snippets = LibraryCalls(ctx), Snippets(ctx)
    ctx.graph, ctx.tensors, ctx.layers = GraphBuilder(ctx), Tensors(ctx), Layers(ctx)
    ctx.keras_one = KerasOne(ctx)
    ctx.models, ctx.model_graph = Models(ctx), ModelGraph(ctx)
    ctx.deferred_build = DeferredBuild(ctx)
    ctx.model_calls, ctx.model_members, ctx.model_layers = ModelCalls(ctx), ModelMembers(ctx), ModelLayers(ctx)
    ctx.model_copies, ctx.running_calls = ModelCopies(ctx), RunningCalls(ctx)
    ctx.losses, ctx.optimizers, ctx.training = Losses(ctx), Optimizers(ctx), TrainingCalls(ctx)
    ctx.gradients = GradientSteps(ctx)
    ctx.taught_calls, ctx.taught_values = TaughtCalls(ctx), TaughtValues(ctx)
    return ctx
