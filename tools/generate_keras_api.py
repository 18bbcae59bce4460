"""Write the files of `kerasrules/keras_api/data` about whichever generation of Keras is installed.

    python -m tools.generate_keras_api [directory]

What is written is read off the installed Keras: signatures by inspection, spellings from its registries, and the
preprocessing of the applications by running `preprocess_input` and by building each model without weights.
Output is deterministic, so that a change of Keras shows as a diff.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from operator import attrgetter
from pathlib import Path
from typing import Any

from kerasrules.keras_api import generated

KERAS_1 = {"nb_filter", "border_mode", "subsample", "init"}
"""Spellings that no longer exist; a base class that swallows them does not make them parameters."""


ODD_SIDES = (257, 259)
"""Stay odd through five halvings, rounded up, the second after a first one without padding.

Padding that depends on parity then shows its general form.
"""


def literal(value: object) -> bool:
    """Whether a default can be written down as plain Python."""
    if value is None or isinstance(value, bool | int | str):
        return True
    if isinstance(value, float):
        return value == value and value not in (float("inf"), float("-inf"))
    if isinstance(value, tuple | list):
        return all(literal(item) for item in value)
    return False


def own_parameters(function: Callable[..., Any]) -> tuple[list[tuple[Any, ...]], bool]:
    """The parameters of one function, and whether it takes further keywords."""
    rows: list[tuple[Any, ...]] = []
    open_ended = False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD:
            open_ended = True
        elif parameter.name != "self" and parameter.kind is not parameter.VAR_POSITIONAL:
            name = parameter.name
            if parameter.kind is parameter.KEYWORD_ONLY:
                name = "*" + name
            if parameter.default is parameter.empty:
                rows.append((name,))
            else:
                rows.append((name, parameter.default if literal(parameter.default) else ...))
    return rows, open_ended


def parameters(cls: type, base: Iterable[tuple[Any, ...]] = ()) -> tuple[tuple[Any, ...], ...]:
    """Parameters of a class' constructor: its own, then those of the bases that it passes `**kwargs` on to.

    A name starts with "*" where it can only be given by keyword; a parameter without default is a 1-tuple; a default
    that is no literal is `...`. `base` are keywords which the outermost base takes without naming them.
    """
    rows: list[tuple[Any, ...]] = []
    seen: set[str] = set(KERAS_1)
    constructor: type | None = None
    for ancestor in cls.__mro__:
        if "__init__" not in vars(ancestor) or ancestor is object:
            continue
        found, open_ended = own_parameters(ancestor.__init__)  # type: ignore[misc]
        inherited = constructor is not None
        constructor = constructor or ancestor
        for row in found:
            name = row[0].lstrip("*")
            if name in seen or name.startswith("_"):
                continue
            seen.add(name)
            if inherited and len(row) == 1:
                continue  # the class gives its base's required parameter itself
            keyword_only = inherited or row[0].startswith("*")
            rows.append((("*" if keyword_only else "") + name, *row[1:]))
        if not open_ended:
            return tuple(rows)
    rows += [row for row in base if row[0].lstrip("*") not in seen]
    return tuple(rows)


def function_parameters(function: Callable[..., Any]) -> tuple[tuple[Any, ...], ...]:
    """Parameters of a plain function, encoded as in `parameters`."""
    return tuple(own_parameters(function)[0])


class Installed:
    """The installed Keras, with the differences between its generations in one place."""

    def __init__(self) -> None:
        self.keras = importlib.import_module("keras")
        self.generation = int(self.keras.__version__.split(".")[0])
        # `tf.keras` of TensorFlow with Keras 3 has a few names more than `keras`.
        self.roots = [self.keras]
        if self.generation >= 3:
            self.roots.append(importlib.import_module("keras._tf_keras.keras"))

    def names(self, module: str) -> Iterator[tuple[str, Any]]:
        """Public names of `keras.<module>` with what they stand for, sorted."""
        found: dict[str, Any] = {}
        for root in self.roots:
            if root is self.keras:
                space = attrgetter(module)(root)
            else:
                space = importlib.import_module(f"{root.__name__}.{module}")
            for name in dir(space):
                if not name.startswith("_"):
                    found.setdefault(name, getattr(space, name))
        yield from sorted(found.items())

    def classes(self, module: str) -> Iterator[tuple[str, type]]:
        """Public classes of `keras.<module>`."""
        for name, value in self.names(module):
            if inspect.isclass(value):
                yield name, value

    def functions(self, module: str) -> Iterator[tuple[str, Callable[..., Any]]]:
        """Public functions of `keras.<module>` except those that look up and (de)serialize."""
        for name, value in self.names(module):
            if inspect.isfunction(value) and name not in {"get", "serialize", "deserialize"}:
                yield name, value

    def registry(self, module: str) -> dict[str, Any]:
        """What `keras.<module>.get` understands as a string."""
        if self.generation >= 3:
            return dict(importlib.import_module(f"keras.src.{module}").ALL_OBJECTS_DICT)
        source = importlib.import_module(f"keras.src.{module}")
        return {name: value for name, value in vars(source).items() if not name.startswith("_")}

    def unbuilt(self) -> AbstractContextManager[object]:
        """A context in which models are made without allocating their weights, where Keras has one."""
        if self.generation >= 3:
            scope: AbstractContextManager[object] = self.keras.StatelessScope()
            return scope
        return nullcontext()

    @property
    def base_layer_keywords(self) -> tuple[tuple[Any, ...], ...]:
        """Keywords that every layer takes through `**kwargs` without naming them in a signature."""
        common: tuple[tuple[Any, ...], ...] = (("*input_dim", None), ("*input_shape", None))
        if self.generation >= 3:
            return common
        more = (("*batch_input_shape", None), ("*batch_size", None), ("*weights", None))
        return (*common, *more, ("*activity_regularizer", None), ("*autocast", True), ("*implementation", None))


def layers(installed: Installed) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """Signatures by public name, aliases, and the functions that make and call a layer (`layers.add`)."""
    signatures: dict[str, Any] = {}
    aliases: dict[str, str] = {}
    public: dict[type, str] = {}
    for name, cls in installed.classes("layers"):
        if name in {"InputSpec", "Pipeline"}:
            continue
        if cls.__name__ == name or cls not in public:
            public[cls] = name
    for name, cls in installed.classes("layers"):
        if cls in public and public[cls] == name:
            signatures[name] = parameters(cls, installed.base_layer_keywords)
        elif cls in public:
            aliases[name] = public[cls]
    own_names = {cls.__name__: name for cls, name in public.items() if cls.__name__ != name}
    aliases.update({name: target for name, target in own_names.items() if name not in signatures})
    functions = {}
    for name, _ in installed.functions("layers"):
        if name.capitalize() in signatures:
            functions[name] = name.capitalize()
        elif name == "Input":
            signatures[name] = function_parameters(dict(installed.names("layers"))["Input"])
    return signatures, aliases, functions


def activations(installed: Installed) -> dict[str, str]:
    """Every spelling of an activation, to the name of the function."""
    found: dict[str, str] = {}
    for name, value in [*installed.registry("activations").items(), *installed.functions("activations")]:
        if not inspect.isfunction(value) or not value.__module__.startswith("keras.src.activations"):
            continue
        if name not in {"get", "serialize", "deserialize"}:
            found[name] = value.__name__
    if "silu" not in found:
        found["silu"] = found["swish"]
    return dict(sorted(found.items()))


def losses(installed: Installed) -> tuple[dict[str, Any], dict[str, Any], dict[str, str], dict[str, str]]:
    """Class signatures, function signatures, class to function, spelling to function."""
    classes: dict[str, Any] = {}
    functions: dict[str, Any] = {}
    to_function: dict[str, str] = {}
    spellings: dict[str, str] = {}
    for name, function in installed.functions("losses"):
        functions[function.__name__] = function_parameters(function)
        spellings[name] = function.__name__
    for name, cls in installed.classes("losses"):
        if name in {"Loss", "Reduction"}:
            continue
        classes[name] = parameters(cls)
        to_function[name] = cls().fn.__name__
        functions.setdefault(to_function[name], ())
        spellings[name] = to_function[name]
    for name, value in installed.registry("losses").items():
        if inspect.isfunction(value) and value.__name__ in functions:
            spellings[name] = value.__name__
    return classes, functions, to_function, dict(sorted(spellings.items()))


def snake(name: str) -> str:
    """BinaryAccuracy -> binary_accuracy, AUC -> auc, as Keras names its objects."""
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def metrics(installed: Installed) -> tuple[dict[str, Any], dict[str, str]]:
    """Class signatures, and every spelling to the metric's name in snake case."""
    classes: dict[str, Any] = {}
    spellings: dict[str, str] = {}
    sorted_by_class: dict[str, str] = {}
    for name, cls in installed.classes("metrics"):
        if name in {"Metric", "MeanMetricWrapper"}:
            continue
        classes[name] = parameters(cls)
        sorted_by_class[name] = spellings[name] = spellings[snake(name)] = snake(name)
    for name, function in installed.functions("metrics"):
        spellings.setdefault(name, function.__name__)
    for name, value in installed.registry("metrics").items():
        if inspect.isclass(value) and value.__name__ in sorted_by_class:
            spellings.setdefault(name, sorted_by_class[value.__name__])
        elif inspect.isfunction(value) and value.__name__ in spellings:
            spellings.setdefault(name, value.__name__)
    return classes, dict(sorted(spellings.items()))


def optimizers(installed: Installed) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """Signatures, signatures of `optimizers.legacy`, and strings to classes."""
    classes = {}
    for name, cls in installed.classes("optimizers"):
        if name not in {"Optimizer", "OptimizerMap", "MultiOptimizer"}:
            classes[name] = parameters(cls)
    legacy = {}
    if installed.generation < 3:
        legacy = {name: parameters(cls) for name, cls in installed.classes("optimizers.legacy") if name != "Optimizer"}
    return classes, legacy, {name.lower(): name for name in classes}


def schedules(installed: Installed) -> dict[str, Any]:
    """Signatures of `optimizers.schedules`."""
    space = installed.keras.optimizers.schedules
    names = [name for name in dir(space) if inspect.isclass(getattr(space, name)) and name != "LearningRateSchedule"]
    return {name: parameters(getattr(space, name)) for name in sorted(names)}


def initializers(installed: Installed) -> tuple[dict[str, Any], dict[str, str]]:
    """Signatures, and every spelling to the class."""
    classes: dict[str, Any] = {}
    spellings: dict[str, str] = {}
    for name, cls in installed.classes("initializers"):
        if name == "Initializer":
            continue
        canonical = name if name == cls.__name__ else re.sub(r"V\d$", "", cls.__name__)
        canonical = canonical if canonical in dict(installed.classes("initializers")) else name
        spellings[name] = canonical
        if canonical == name:
            classes[name] = parameters(cls)
            spellings[snake(name)] = name
    if installed.generation >= 3:
        for name, value in installed.registry("initializers").items():
            if inspect.isclass(value) and value.__name__ in classes:
                spellings.setdefault(name, value.__name__)
    else:
        module = importlib.import_module("keras.src.initializers")
        module.populate_deserializable_objects()
        for name, value in module.LOCAL.ALL_OBJECTS.items():
            plain = re.sub(r"V\d$", "", getattr(value, "__name__", ""))
            if plain in classes and not name.endswith(("V1", "V2")):
                spellings.setdefault(name, plain)
    return classes, dict(sorted(spellings.items()))


# --- applications ------------------------------------------------------------------------------------------------


def preprocessing_mode(module: Any) -> str:
    """What `preprocess_input` does to pixels: "caffe", "tf", "torch" or "none"."""
    numpy = importlib.import_module("numpy")
    low, high = (numpy.asarray(module.preprocess_input(numpy.full((1, 1, 1, 3), v, "float32"))) for v in (0.0, 255.0))
    ends = float(low.min()), float(high.max())
    modes = {"none": (0, 255), "tf": (-1, 1), "caffe": (-123.68, 151.061), "torch": (-2.118, 2.64)}
    for mode, expected in modes.items():
        if abs(ends[0] - expected[0]) < 0.01 and abs(ends[1] - expected[1]) < 0.01:
            return mode
    raise ValueError(f"{module.__name__}: unknown preprocessing, 0..255 becomes {ends}")


def scaling_layers(model: Any) -> list[Any]:
    """The Rescaling and Normalization layers directly behind the model's input."""
    found = []
    for layer in getattr(model, "operations", model.layers)[1:8]:
        if type(layer).__name__ in {"Rescaling", "Normalization"}:
            found.append(layer)
        elif type(layer).__name__ not in {"Lambda", "TrueDivide", "Subtract", "TFOpLambda"}:
            break
    return found


def included_mode(model: Any) -> str | None:
    """What the scaling inside a model does to pixels, None where there is none: "tf", "torch" or "unit"."""
    scaling = scaling_layers(model)
    if not scaling:
        return None
    numpy = importlib.import_module("numpy")
    low, high = numpy.zeros(3), numpy.full(3, 255.0)
    for layer in scaling:
        config = layer.get_config()
        if type(layer).__name__ == "Rescaling":
            scale, offset = numpy.asarray(config["scale"]), numpy.asarray(config["offset"])
            low, high = low * scale + offset, high * scale + offset
        elif config.get("mean") is not None:
            mean, deviation = numpy.asarray(config["mean"]), numpy.sqrt(numpy.asarray(config["variance"]))
            low, high = (low - mean) / deviation, (high - mean) / deviation
        else:  # adapted by the weights, to ImageNet's statistics
            return "torch"
    ends = float(numpy.min(low)), float(numpy.max(high))
    for mode, expected in {"unit": (0, 1), "tf": (-1, 1), "torch": (-2.118, 2.64)}.items():
        if abs(ends[0] - expected[0]) < 0.01 and abs(ends[1] - expected[1]) < 0.02:
            return mode
    raise ValueError(f"{model.name}: unknown scaling inside, 0..255 becomes {ends}")


def pair(value: Any) -> int:
    """The first of two equal sizes."""
    return int(value[0] if isinstance(value, tuple | list) else value)


def spatial_formula(model: Any) -> tuple[int, int]:
    """(stride, offset): a side of n pixels leaves the backbone with (n + offset) // stride.

    Each strided or padded step maps n to (n + c) // s, and such maps compose to one of the same form.
    """
    state: dict[int, tuple[int, int]] = {id(tensor): (1, 0) for tensor in model.inputs}
    for operation in getattr(model, "operations", model.layers):
        for node in operation._inbound_nodes:
            inputs = getattr(node, "input_tensors", None)
            inputs = inputs if isinstance(inputs, list | tuple) else [inputs]
            known = [state[id(tensor)] for tensor in inputs if id(tensor) in state]
            if not known:
                continue
            outputs = getattr(node, "output_tensors", None)
            outputs = getattr(node, "outputs", outputs)
            outputs = outputs if isinstance(outputs, list | tuple) else [outputs]
            for tensor in outputs:
                state[id(tensor)] = spatial_step(operation, *max(known))
    return state[id(model.outputs[0])]


def spatial_step(layer: Any, stride: int, offset: int) -> tuple[int, int]:
    """One layer's part of `spatial_formula`."""
    for inner in getattr(layer, "layers", ()):
        stride, offset = spatial_step(inner, stride, offset)
    name = type(layer).__name__
    config = layer.get_config() if hasattr(layer, "strides") or "2D" in name else {}
    if name == "ZeroPadding2D":
        return stride, offset + stride * sum(config["padding"][0])
    if name == "Cropping2D":
        return stride, offset - stride * sum(config["cropping"][0])
    if "strides" in config and config.get("padding") is not None:
        step = pair(config["strides"])
        kernel = pair(config.get("kernel_size") or config.get("pool_size"))
        reach = step - 1 if config["padding"] == "same" else step - kernel
        return stride * step, offset + stride * reach
    return stride, offset


def minimal_size(module: Any) -> int:
    """The smallest side that a family accepts without top, as its source says."""
    source = Path(str(inspect.getsourcefile(inspect.unwrap(module.preprocess_input)))).read_text(encoding="utf-8")
    found = re.search(r"min_size=(\d+)", source)
    return int(found.group(1)) if found else 32


def applications(installed: Installed) -> dict[str, dict[str, Any]]:
    """One entry per model of keras.applications; of Keras 2, all but the call only where Keras 3 has it no more."""
    space = installed.keras.applications
    facts = {}
    for name in sorted(dir(space)):
        make = getattr(space, name)
        if not inspect.isfunction(make):
            continue
        if installed.generation < 3 and name in generated.facts("applications", "3")["models"]:
            # The networks are the same and the newer table leads: only the call may differ.
            facts[name] = {"signature": signature(function_parameters(make))}
            continue
        # The defining module, not the one that shows it: `mobilenet_v3` has only the functions beside the models.
        module = getattr(space, inspect.unwrap(make).__module__.rsplit(".", 1)[-1])
        print(name, file=sys.stderr, flush=True)
        facts[name] = application(installed, make, module)
        installed.keras.backend.clear_session()
    return facts


def application(installed: Installed, make: Callable[..., Any], module: Any) -> dict[str, Any]:
    """What one model is made of. One model at a time, because some take gigabytes."""
    call = function_parameters(make)
    switch = any(row[0] == "include_preprocessing" for row in call)
    with installed.unbuilt():
        top = make(weights=None)
        size, parameters_top = top.input_shape[1], int(top.count_params())
        del top
        if switch:
            # A scaling layer that stays without the switch would mean that it does not do what its name says.
            without = make(weights=None, include_top=False, include_preprocessing=False)
            assert included_mode(without) is None
            del without
        formulas = []
        for side in ODD_SIDES:
            bare = make(weights=None, include_top=False, input_shape=(side, side, 3))
            formulas.append(spatial_formula(bare))
            facts = {"included": included_mode(bare), "channels": int(bare.output_shape[-1])}
            parameters_bare = int(bare.count_params())
            del bare
            installed.keras.backend.clear_session()
    stride, offset = max(formulas)
    return {
        "module": module.__name__.rsplit(".", 1)[-1],
        "mode": preprocessing_mode(module),
        "included": facts["included"],
        "switch": switch,
        "size": size,
        "min_size": minimal_size(module),
        "channels": facts["channels"],
        "stride": stride,
        "offset": offset,
        "parameters_top": parameters_top,
        "parameters_bare": parameters_bare,
        "signature": signature(call),
    }


# --- writing -----------------------------------------------------------------------------------------------------


SHARED = "base"


def signature(rows: Sequence[tuple[Any, ...]], ending: Sequence[tuple[Any, ...]] = ()) -> str:
    """Parameters as Python writes them, `...` for a default that is no literal; a shared ending by its name."""
    shared = bool(ending) and tuple(rows[-len(ending) :]) == tuple(ending)
    parts = []
    for row in rows[: -len(ending)] if shared else rows:
        if row[0].startswith("*") and "*" not in parts:
            parts.append("*")
        parts.append(row[0].lstrip("*") + (f"={'...' if row[1] is ... else repr(row[1])}" if len(row) > 1 else ""))
    return ", ".join([*parts, *([f"**{SHARED}"] if shared else [])])


def signatures(table: dict[str, Any], ending: Sequence[tuple[Any, ...]] = ()) -> dict[str, str]:
    """The signatures of a table."""
    return {name: signature(rows, ending) for name, rows in table.items()}


def shared_ending(table: dict[str, Any]) -> tuple[tuple[Any, ...], ...]:
    """The rows at the end of so many signatures that most is saved by writing them down once."""
    count: Counter[tuple[tuple[Any, ...], ...]] = Counter()
    for rows in table.values():
        keywords = [row for row in rows if row[0].startswith("*")]
        count.update(tuple(keywords[start:]) for start in range(len(keywords) - 1))
    return max(count, key=lambda ending: ((count[ending] - 1) * len(ending), repr(ending)), default=())


def documents(installed: Installed) -> dict[str, dict[str, Any]]:
    """Every kind of fact but applications, which take minutes."""
    classes, aliases, functions = layers(installed)
    ending = shared_ending(classes)
    loss_classes, loss_functions, loss_of_class, loss_names = losses(installed)
    metric_classes, metric_names = metrics(installed)
    optimizer_classes, legacy, optimizer_names = optimizers(installed)
    initializer_classes, initializer_names = initializers(installed)
    return {
        "layers": {
            "shared": {SHARED: signature(ending)},
            "classes": signatures(classes, ending),
            "aliases": aliases,
            "functions": functions,
        },
        "activations": {"spellings": activations(installed)},
        "losses": {
            "classes": signatures(loss_classes),
            "functions": signatures(loss_functions),
            "function_of_class": loss_of_class,
            "spellings": loss_names,
        },
        "metrics": {"classes": signatures(metric_classes), "spellings": metric_names},
        "optimizers": {
            "classes": signatures(optimizer_classes),
            "legacy": signatures(legacy),
            "schedules": signatures(schedules(installed)),
            "spellings": optimizer_names,
        },
        "initializers": {"classes": signatures(initializer_classes), "spellings": initializer_names},
    }


def rendered(version: str, document: dict[str, Any]) -> str:
    """JSON with a line for each entry of each table, so that a change shows as a diff."""
    parts = [f'"keras": {json.dumps(version)}']
    for table, entries in document.items():
        lines = [f"  {json.dumps(name)}: {json.dumps(entries[name])}" for name in sorted(entries)]
        parts.append(f"{json.dumps(table)}: {{" + (f"\n{NEXT.join(lines)}\n}}" if lines else "}"))
    return f"{{\n{NEXT.join(parts)}\n}}\n"


NEXT = ",\n"


def write(directory: Path, version: str, found: dict[str, dict[str, Any]]) -> None:
    """The files of one generation."""
    directory.mkdir(parents=True, exist_ok=True)
    for kind, document in found.items():
        path = directory / f"{kind}.json"
        path.write_text(rendered(version, document), encoding="utf-8")
        print(path)


def main() -> None:
    """Write the files for the installed Keras where the package has them, or into the directory given."""
    installed = Installed()
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(generated.DATA)
    found = {**documents(installed), "applications": {"models": applications(installed)}}
    write(directory / f"keras{min(installed.generation, 3)}", installed.keras.__version__, found)


if __name__ == "__main__":
    main()
