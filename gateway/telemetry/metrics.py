"""Knows what is counted for an operator, and that no label can hold anything of a person.

A label is one of the words a metric was made with; any other is counted as `other`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
OTHER: Final = "other"
ANSWERED: Final = "OK"
PARTLY: Final = "DATA_WITH_ERRORS"
DURABLE_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)


class Metrics:
    """The counts of one process; `outcomes` are the codes by which a request may end."""

    def __init__(self, *, outcomes: Collection[str] = ()) -> None:
        self._registry = CollectorRegistry()
        self._outcomes = frozenset({ANSWERED, PARTLY, *outcomes})
        self._operations = Counter(
            "cgt_operations",
            "GraphQL operations by outcome: OK, DATA_WITH_ERRORS or the code of the refusal",
            ["outcome"],
            registry=self._registry,
        )
        self._ended: dict[str, Counter] = {}
        self._shed = Counter(
            "cgt_requests_shed",
            "Requests turned away because one turn of the loop had enough to do",
            registry=self._registry,
        )
        self._durable = Histogram(
            "cgt_audit_durable_seconds",
            "From an event handed to the audit until it is durable, or refused",
            buckets=DURABLE_S,
            registry=self._registry,
        )

    def ended(self, outcome: str) -> None:
        """An operation ended so."""
        word = outcome if outcome in self._outcomes else OTHER
        counted = self._ended.get(word)
        if counted is None:
            counted = self._ended[word] = self._operations.labels(outcome=word)
        counted.inc()

    def shed(self) -> None:
        """A request was turned away before it was read."""
        self._shed.inc()

    def audited(self, seconds: float) -> None:
        """An event took so long to become durable."""
        self._durable.observe(seconds)

    def watch(self, name: str, told: str, value: Callable[[], float]) -> None:
        """A gauge that is asked for at each scrape; raises `ValueError` for a name in use."""
        self._registry.register(_Asked(lambda: [GaugeMetricFamily(name, told, value())]))

    def watch_counts(
        self, name: str, told: str, *, label: str, words: Collection[str], of: Mapping[str, int]
    ) -> None:
        """Counts that a room keeps itself, by `words`; what is none of them counts as `other`."""

        def family() -> list[Metric]:
            counted = dict.fromkeys(words, 0)
            for word, count in of.items():
                known = word if word in words else OTHER
                counted[known] = counted.get(known, 0) + count
            found = CounterMetricFamily(name, told, labels=[label])
            for word, count in counted.items():
                found.add_metric([word], count)
            return [found]

        self._registry.register(_Asked(family))

    def text(self) -> bytes:
        """Everything, in Prometheus' text format."""
        return generate_latest(self._registry)


class _Asked(Collector):
    """Metrics whose values are kept elsewhere."""

    def __init__(self, ask: Callable[[], Iterable[Metric]]) -> None:
        self._ask = ask

    def collect(self) -> Iterable[Metric]:
        """See `Collector`."""
        return self._ask()
