"""Lists: their order, pages, filters and look-ups, and what none of these gives away."""

from dataclasses import replace

import pytest

from gateway.disclosure.filters import MOST_WORDS
from gateway.disclosure.reads import RequestReads
from gateway.disclosure.refusals import (
    CURSOR_INVALID,
    FILTER_REFUSED,
    LIMIT_FILTER,
    LOOKUP_REFUSED,
    RefusedError,
)
from gateway.store.engine import Store
from gateway.vault.seal import Vault
from schema.api.ports import LookUp, Page, Treated, Wanted
from schema.vocabulary.counts import CountBy, CountOver
from schema.vocabulary.principals import Principal, Purpose, RealmRole, Role
from schema.vocabulary.sensitivity import FieldClass
from tests.world.asking import asking, someone
from tests.world.loop import run
from tests.world.sealed_orders import AT, SealedOrder, write

IDS = "{ pageInfo { endCursor } nodes { id } edges { cursor } totalCount }"
LIST = f"{{ worklist {IDS} orders {IDS} }}"
ANY = Wanted()
LATER = AT.replace("2031", "2032")
COORDINATOR = someone(Role.COORDINATOR)
SITE_ADMIN = someone(Role.SITE_ADMIN)
AT_TWO_SITES = replace(
    COORDINATOR, roles=frozenset({("a", Role.COORDINATOR), ("b", Role.SITE_ADMIN)})
)


@pytest.fixture
def listed_store(store: Store, vault: Vault) -> Store:
    async def fill() -> None:
        await write(
            store,
            vault,
            SealedOrder(name="1", urgency=12, document={"coi_id": "CHA99992600000A"}),
            SealedOrder(name="2", urgency=3, overlays=("EXCEPTION",), status="QC_TESTING"),
            SealedOrder(name="3", urgency=12, stale_at=LATER, overlays=("HOLD", "STALE")),
            SealedOrder(name="4", ended=True, status="COMPLETED", urgency=13),
            SealedOrder(name="5", own="b", others=("b", "b", "b")),
            SealedOrder(name="6", own="b", others=("b", "a", "b")),
            SealedOrder(name="7", own="z", others=("z", "z", "z"), document={"coi_id": "FOREIGN"}),
        )
        await store.close()

    run(fill())
    return store


def ids(page: Page) -> str:
    return "".join(str(row["id"]).removeprefix("order-") for row in page.nodes)


def listing(
    store: Store,
    vault: Vault,
    me: Principal,
    root: str = "worklist",
    *,
    first: int = 50,
    after: str | None = None,
    wanted: Wanted = ANY,
) -> Page:
    async def ask(reads: RequestReads) -> Page:
        return await reads.page(root, first=first, after=after, wanted=wanted)

    return asking(store, vault, me, LIST, ask)[0]


def refusal(store: Store, vault: Vault, me: Principal, **asked: object) -> str:
    with pytest.raises(RefusedError) as caught:
        listing(store, vault, me, **asked)  # pyright: ignore[reportArgumentType]
    return caught.value.code


def test_the_worklist_comes_harm_first_without_ended_orders(
    listed_store: Store, vault: Vault
) -> None:
    page = listing(listed_store, vault, COORDINATOR)
    assert ids(page) == "213"
    assert page.total == 3


def test_orders_come_by_id_with_ended_ones(listed_store: Store, vault: Vault) -> None:
    assert ids(listing(listed_store, vault, COORDINATOR, "orders")) == "1234"


@pytest.mark.parametrize("root", ["worklist", "orders"])
def test_pages_join_without_gap_or_double_while_rows_arrive(
    root: str, listed_store: Store, vault: Vault
) -> None:
    whole = ids(listing(listed_store, vault, COORDINATOR, root))
    first = listing(listed_store, vault, COORDINATOR, root, first=2)
    run(write_one(listed_store, vault, SealedOrder(name="0", urgency=1)))
    rest = listing(listed_store, vault, COORDINATOR, root, after=first.end)
    assert ids(first) + ids(rest) == whole
    assert (first.has_next, first.has_previous) == (True, False)
    assert (rest.has_next, rest.has_previous) == (False, True)


async def write_one(store: Store, vault: Vault, one: SealedOrder) -> None:
    await write(store, vault, one)
    await store.close()


def test_a_cursor_serves_its_caller_list_and_filter_only(listed_store: Store, vault: Vault) -> None:
    cursor = listing(listed_store, vault, COORDINATOR, first=1).start or ""
    other = replace(COORDINATOR, subject="user-other")
    hold = Wanted(overlay=("HOLD",))
    for me, asked in (
        (other, {"after": cursor}),
        (replace(COORDINATOR, purpose=Purpose.HOPERAT), {"after": cursor}),
        (COORDINATOR, {"after": cursor, "root": "orders"}),
        (COORDINATOR, {"after": cursor, "wanted": hold}),
        (COORDINATOR, {"after": cursor[:-2]}),
        (COORDINATOR, {"after": "b3JkZXItMQ"}),
        (COORDINATOR, {"after": "\ud800 ü %"}),
    ):
        assert refusal(listed_store, vault, me, **asked) == CURSOR_INVALID


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(status=("QC_TESTING", "COMPLETED")), "24"),
        (Wanted(overlay=("HOLD",)), "3"),
        (Wanted(overlay=("HOLD", "EXCEPTION")), "23"),
        (Wanted(connection=("helvance",), kind=("AUTOLOGOUS",)), "1234"),
        (Wanted(owner=("nobody",)), ""),
        (Wanted(site=("z", "b")), ""),
        (Wanted(status=("' OR 1=1 --",)), ""),
    ],
)
def test_a_filter_takes_any_of_each_and_all_of_them(
    wanted: Wanted, found: str, listed_store: Store, vault: Vault
) -> None:
    assert ids(listing(listed_store, vault, COORDINATOR, "orders", wanted=wanted)) == found


@pytest.mark.parametrize("fields", [("owner",), ("site",), ("connection", "owner")])
def test_a_filter_takes_so_many_words_and_no_more(
    fields: tuple[str, ...], listed_store: Store, vault: Vault
) -> None:
    """A statement is made, and kept, for each number of words."""

    def wanted(count: int) -> Wanted:
        words = tuple(f"word-{number}" for number in range(count // len(fields)))
        return Wanted(**dict.fromkeys(fields, words))

    assert ids(listing(listed_store, vault, COORDINATOR, wanted=wanted(MOST_WORDS))) == ""
    many = wanted(MOST_WORDS + 2)
    assert refusal(listed_store, vault, COORDINATOR, wanted=many) == LIMIT_FILTER


def test_a_word_counts_once_and_in_any_order(listed_store: Store, vault: Vault) -> None:
    """A cursor is bound to its filter, as a kept statement is."""
    wanted = Wanted(status=("QC_TESTING", "COMPLETED"), site=("b", "a"))
    begun = listing(listed_store, vault, COORDINATOR, "orders", first=1, wanted=wanted)
    again = Wanted(status=("COMPLETED", "QC_TESTING") * MOST_WORDS, site=("a", "b", "a"))
    after = listing(
        listed_store,
        vault,
        COORDINATOR,
        "orders",
        after=begun.end or begun.cursors[0],
        wanted=again,
    )
    assert ids(begun) + ids(after) == "24"


def test_who_sees_no_status_in_clear_can_not_filter_and_gets_id_order(
    listed_store: Store, vault: Vault
) -> None:
    for me in (SITE_ADMIN, replace(COORDINATOR, assurance=1)):
        wanted = Wanted(status=("RELEASED",))
        assert refusal(listed_store, vault, me, wanted=wanted) == FILTER_REFUSED
        assert ids(listing(listed_store, vault, me)).startswith("1234")


def test_a_case_that_only_break_glass_reaches_matches_no_other_row(
    listed_store: Store, vault: Vault
) -> None:
    research = replace(someone(Role.PHYSICIAN), purpose=Purpose.HRESCH)
    assert ids(listing(listed_store, vault, research)) == "12346"
    assert ids(listing(listed_store, vault, research, wanted=Wanted(status=("RELEASED",)))) == ""


def test_a_row_that_is_not_clear_never_matches_and_is_not_sorted_by(
    listed_store: Store, vault: Vault
) -> None:
    released = Wanted(status=("RELEASED",))
    assert ids(listing(listed_store, vault, AT_TWO_SITES)) == "12356"
    assert ids(listing(listed_store, vault, AT_TWO_SITES, wanted=released)) == "13"


def test_nobody_without_a_role_sees_a_row(listed_store: Store, vault: Vault) -> None:
    nobody = replace(COORDINATOR, roles=frozenset())
    admin = replace(nobody, realm_roles=frozenset({RealmRole.PLATFORM_ADMIN}))
    for me in (nobody, admin):
        page = listing(listed_store, vault, me)
        assert ([*page.nodes], page.total, page.has_next) == ([], 0, False)


def one_order(store: Store, vault: Vault, me: Principal, look_up: LookUp, text: str) -> object:
    async def ask(reads: RequestReads) -> object:
        found = await reads.order(look_up, text)
        return found and found["id"]

    return asking(store, vault, me, "{ order(by: {id: 1}) { id } }", ask)[0]


def test_an_unknown_order_and_one_of_another_site_are_the_same_nothing(
    listed_store: Store, vault: Vault
) -> None:
    assert one_order(listed_store, vault, COORDINATOR, LookUp.ID, "order-1") == "order-1"
    assert one_order(listed_store, vault, COORDINATOR, LookUp.ID, "order-7") is None
    assert one_order(listed_store, vault, COORDINATOR, LookUp.ID, "order-none") is None


def test_an_identifier_finds_its_order_at_the_own_site_only(
    listed_store: Store, vault: Vault
) -> None:
    assert one_order(listed_store, vault, COORDINATOR, LookUp.COI, "CHA99992600000A") == "order-1"
    assert one_order(listed_store, vault, COORDINATOR, LookUp.COI, "FOREIGN") is None
    number = LookUp.VENDOR_ORDER_NUMBER
    assert one_order(listed_store, vault, COORDINATOR, number, "CHA99992600000A") is None


@pytest.mark.parametrize("role", [Role.FINANCE, Role.LOGISTICS, Role.AUDITOR, Role.INTEGRATOR])
def test_a_look_up_needs_the_identifier_in_clear(
    role: Role, listed_store: Store, vault: Vault
) -> None:
    with pytest.raises(RefusedError) as caught:
        one_order(listed_store, vault, someone(role), LookUp.COI, "CHA99992600000A")
    assert caught.value.code == LOOKUP_REFUSED
    assert "CHA9999" not in str(caught.value)


def test_node_finds_orders_and_patients_of_ones_own(listed_store: Store, vault: Vault) -> None:
    async def ask(reads: RequestReads) -> list[object]:
        names = ("order-1", "patient-1", "order-7", "patient-7", "nothing")
        found = [await reads.node(name) for name in names]
        return [each and (each["__typename"], each["id"]) for each in found]

    question = "{ node(id: 1) { id ... on Patient { mrn { value } } } }"
    assert asking(listed_store, vault, COORDINATOR, question, ask)[0] == [
        ("Order", "order-1"),
        ("Patient", "patient-1"),
        None,
        None,
        None,
    ]


def test_sources_count_the_orders_one_may_group_by(listed_store: Store, vault: Vault) -> None:
    async def ask(reads: RequestReads) -> object:
        return (await reads.sources())[0]["order_count"]

    for me, count in ((COORDINATOR, 4), (SITE_ADMIN, 0), (AT_TWO_SITES, 4)):
        assert asking(listed_store, vault, me, "{ sources { orderCount } }", ask)[0] == count


def test_what_was_shown_is_told_for_the_audit(listed_store: Store, vault: Vault) -> None:
    async def ask(reads: RequestReads) -> Page:
        return await reads.page("orders", first=2, after=None, wanted=ANY)

    question = "{ orders { nodes { coiId { value } patient { mrn { value } sex { value } } } } }"
    _, reads = asking(listed_store, vault, someone(Role.FINANCE), question, ask)
    told = reads.disclosed()
    assert told.orders == ("order-1", "order-2")
    assert told.patients == ("patient-1", "patient-2")
    assert told.disclosed == (FieldClass.DIRECT, FieldClass.QUASI)
    assert told.withheld == (FieldClass.CHAIN,)


def test_a_count_is_told_to_the_audit_by_its_class_and_no_order(
    listed_store: Store, vault: Vault
) -> None:
    async def ask(reads: RequestReads) -> Treated:
        return await reads.counts((CountBy.STATUS,), over=CountOver.ORDERS, wanted=ANY)

    question = "{ counts(by: [STATUS]) { groups { count } } }"
    _, reads = asking(listed_store, vault, COORDINATOR, question, ask)
    told = reads.disclosed()
    assert (told.orders, told.disclosed) == ((), (FieldClass.OPERATIONAL,))
