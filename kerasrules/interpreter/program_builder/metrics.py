"""The metrics of a compile call."""

from __future__ import annotations

from kerasrules.interpreter.budget import Allowance
from kerasrules.interpreter.eval.call_syntax import entry_locations
from kerasrules.interpreter.values import DictValue, ExternalName, ListValue, MetricObject, Value
from kerasrules.keras_api import metrics
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.training import Metric
from kerasrules.model.unknown import Unknown


class MetricBuilder:
    """Finds the metrics that compile is given."""

    def metrics(self, value: Value, location: Location, names: tuple[str | None, ...] = ()) -> list[Metric | Unknown]:
        """Every metric of a value as compile takes it; `names`: those of the outputs."""
        return self._metrics(value, location, names, Allowance())

    def _metrics(
        self, value: Value, location: Location, names: tuple[str | None, ...], parts: Allowance
    ) -> list[Metric | Unknown]:
        if value is None:
            return []
        if not parts.take():
            return [Unknown("too many metrics", location)]
        if isinstance(value, (ListValue, tuple)):
            items = value if isinstance(value, tuple) else value.items
            if isinstance(items, Unknown):
                return [items]
            locations = entry_locations(value) if len(items) < 100 else {}
            return [
                metric
                for index, item in enumerate(items)
                for metric in self._metrics(item, locations.get(index, location), (), parts)
            ]
        if isinstance(value, DictValue):
            return self._metrics_by_output(value, location, names, parts)
        if isinstance(value, str):
            known = metrics.canonical_metric(value)
            known_metric = Metric(known, location, spelling=value) if known is not None else None
            return [known_metric or Unknown(f"the metric {value!r}", location)]
        if isinstance(value, MetricObject):
            return [value.metric]
        if isinstance(value, ExternalName):
            known = metrics.canonical_metric(value.name.rpartition(".")[2])
            return [Metric(known, location) if known is not None else Unknown(f"the metric {value.name}", location)]
        return [Unknown("an unknown metric", location)]

    def _metrics_by_output(
        self, value: DictValue, location: Location, names: tuple[str | None, ...], parts: Allowance
    ) -> list[Metric | Unknown]:
        if isinstance(value.items, Unknown):
            return [value.items]
        locations = entry_locations(value)
        return [
            replace(metric, output=names.index(key)) if isinstance(metric, Metric) and key in names else metric
            for key, item in value.items.items()
            for metric in self._metrics(item, locations.get(key, location), (), parts)
        ]
