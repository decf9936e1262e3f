"""Whatever is asked, by whom, over whatever data: each way to answer gives the same bytes.

One way is the product's: compiled writers over plans that everybody of a class shares. The other is
graphql-core, field by field, over a plan made anew for each question. What is shown is searched
besides for values that DOMAIN §13 withholds. Data come through the real intake, on both databases.
"""

from pathlib import Path
from random import Random

import pytest

from gateway.disclosure.execute import Disclosure
from gateway.disclosure.policy import DEFAULT_FILE, Policy
from gateway.disclosure.policy_file import parse_policy
from gateway.store.engine import Store
from tests.properties.same_answers import Comparison, DifferentAnswersError, Tally
from tests.properties.ways import ByLibrary, Planned
from tests.world.both_ways import ground
from tests.world.counts import examples
from tests.world.drawn_operations import ROOTS
from tests.world.drawn_people import Crowd
from tests.world.loop import run
from tests.world.odd_plans import (
    ChainAsDirect,
    FreshPlans,
    OtherReason,
    OurIdsForAll,
    SwappedCases,
    UnmaskedContact,
    UnreadColumn,
)

LEAST_A_BATCH = 850
BATCHES = 3
FAULTS = (ChainAsDirect, OtherReason, OurIdsForAll, SwappedCases, UnmaskedContact, UnreadColumn)


async def compared(
    store: Store,
    folder: Path,
    seed: int,
    *,
    least: int = LEAST_A_BATCH,
    kind: type[Disclosure] = Disclosure,
    policy: Policy | None = None,
    titles: bool = True,
) -> Tally:
    """At least so many cases over the random orders of this seed; the people change."""
    random = Random(seed)  # noqa: S311 (repeatable, no secret)
    try:
        on = await ground(store, folder, random, titles=titles)
        planned, library = on.execution(policy, kind), on.execution(policy, FreshPlans)
        weights = ROOTS if titles else {"sources": 3, "orders": 1, "order": 1}
        comparison = Comparison(on, Planned(planned), ByLibrary(library), weights)
        crowd = Crowd(random, on.words().patients)
        while comparison.tally.cases < least:
            people = [*crowd.always(), crowd.granted(), *crowd.strangers(2)]
            await comparison.operations(random, people, many=6)
            await comparison.pages(random, people, many=1)
            await comparison.changes(random, people, many=1)
        comparison.tally.fell_back = planned.writers.fell_back
        assert planned.writers.written + planned.writers.fell_back.total() >= least
        comparison.tally.straight = planned.writers.straight
        return comparison.tally
    finally:
        await store.close()


def test_the_batches_are_five_thousand_cases_over_both_databases() -> None:
    assert LEAST_A_BATCH * BATCHES * 2 >= 5_000


@pytest.mark.parametrize("seed", range(examples(BATCHES)))
def test_both_ways_answer_alike(store: Store, tmp_path: Path, seed: int) -> None:
    tally = run(compared(store, tmp_path, seed))
    assert tally.cases >= LEAST_A_BATCH
    assert tally.fell_back.total() <= tally.cases / 100, tally.fell_back
    assert tally.straight > tally.cases / 4
    # of some hundred batches drawn at length the emptiest had 3.8 rows and 19.7 fields a case
    assert tally.rows > 3 * tally.cases
    assert tally.fields > 15 * tally.cases
    assert tally.canaries > tally.cases / 3
    # of 82 batches drawn at length one had 13 of the rarest, most have hundreds
    assert min(tally.masks[mask] for mask in ("WITHHELD", "PARTIAL", "PSEUDONYM")) > 8
    assert tally.full > tally.cases / 3
    assert tally.granted > tally.cases / 50
    assert tally.changes > tally.cases / 50
    assert tally.too_large <= 3, "hardly any operation is drawn in vain"
    assert {"CURSOR_INVALID", "LOOKUP_REFUSED", "FILTER_REFUSED"} <= set(tally.codes)


def test_a_field_that_must_not_be_null_nulls_its_parents_alike(
    store: Store, tmp_path: Path
) -> None:
    tally = run(compared(store, tmp_path, 77, least=300, titles=False))
    assert tally.codes["INTERNAL"] > 10


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_fault_planted_in_a_plan_is_found(
    store: Store, tmp_path: Path, fault: type[Disclosure]
) -> None:
    with pytest.raises(DifferentAnswersError):
        run(compared(store, tmp_path, 5, kind=fault))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_leak_that_both_ways_share_is_found(store: Store, tmp_path: Path) -> None:
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    leaky = parse_policy(text.replace('all       = { CONTACT = "WITHHELD" }', "all = {}", 1))
    with pytest.raises(AssertionError, match="ZqCONTACT"):
        run(compared(store, tmp_path, 5, policy=leaky))
