"""No label of a metric can hold anything but a listed word."""

from collections import Counter

from prometheus_client.parser import text_string_to_metric_families

from gateway.telemetry.metrics import Metrics

PERSON = "Müller-Canary 1961-04-02"


def samples(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Name and label values → value."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(metrics.text().decode())
        for sample in family.samples
    }


def test_an_outcome_that_is_no_code_is_counted_as_other() -> None:
    metrics = Metrics(outcomes=["BUDGET_SPENT"])
    for outcome in ("BUDGET_SPENT", "OK", PERSON, PERSON):
        metrics.ended(outcome)
    found = samples(metrics)
    assert found["cgt_operations_total", "BUDGET_SPENT"] == 1
    assert found["cgt_operations_total", "OK"] == 1
    assert found["cgt_operations_total", "other"] == 2
    assert PERSON.encode() not in metrics.text()


def test_a_reason_that_is_none_of_the_words_is_counted_as_other() -> None:
    metrics, counted = Metrics(), Counter({"root": 2, PERSON: 3})
    metrics.watch_counts("cgt_given", "Given.", label="reason", words=("root", "kind"), of=counted)
    counted["root"] += 1
    found = samples(metrics)
    assert (found["cgt_given_total", "root"], found["cgt_given_total", "kind"]) == (3, 0)
    assert found["cgt_given_total", "other"] == 3


def test_a_watched_gauge_is_asked_at_each_scrape() -> None:
    metrics, held = Metrics(), [1]
    metrics.watch("cgt_held", "Held.", lambda: len(held))
    assert samples(metrics)["cgt_held",] == 1
    held.append(2)
    assert samples(metrics)["cgt_held",] == 2


def test_the_audits_latency_falls_into_buckets() -> None:
    metrics = Metrics()
    metrics.audited(0.004)
    found = samples(metrics)
    assert found["cgt_audit_durable_seconds_bucket", "0.0025"] == 0
    assert found["cgt_audit_durable_seconds_bucket", "0.005"] == 1
