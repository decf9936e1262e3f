"""A plan can be read: which field is shown how, to whom, in which rows, without reading any."""

from graphql import OperationDefinitionNode, parse

from gateway.disclosure.compile import compile_plan
from gateway.disclosure.explain import Explained, case_parts, case_words, explain
from gateway.disclosure.plan import Plan, PlanKey, Plans
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.resolve import Case
from gateway.disclosure.selection import select
from schema.vocabulary.disclosure import CaseFlag, CasePlace, Reason, Visibility
from schema.vocabulary.principals import Principal, Role
from schema.vocabulary.sensitivity import FieldClass
from tests.world.asking import someone

POLICY = load_policy()
QUESTION = "{ order(by: {id: 1}) { patient { birthDate { value } } coiId { value } } }"


def key_of(principal: Principal) -> PlanKey:
    return PlanKey("h", None, (), "1", POLICY.version, principal.principal_class)


def planned(principal: Principal, text: str = QUESTION) -> Plan:
    document = parse(text)
    operation = next(n for n in document.definitions if isinstance(n, OperationDefinitionNode))
    chosen = select(document, operation, variables={})
    return compile_plan(key_of(principal), selection=chosen, policy=POLICY)


def explained(role: Role) -> dict[str, Explained]:
    return {line.path: line for line in explain(planned(someone(role)), policy=POLICY)}


def test_whether_logistics_sees_a_birth_date_is_answered_by_the_plan() -> None:
    line = explained(Role.LOGISTICS)["order.patient.birthDate"]
    assert line.field_class is FieldClass.QUASI
    assert {sight.visibility for sight in line.shown} == {Visibility.WITHHELD}
    assert "orders.chain_partial" in planned(someone(Role.LOGISTICS)).roots["order"].columns.sealed


def test_each_way_of_showing_names_its_reason_and_its_rows() -> None:
    shown = explained(Role.QUALITY)["order.patient.birthDate"].shown
    told = {
        (sight.visibility, sight.reason): [case_words(case) for case in cases]
        for sight, cases in shown.items()
    }
    assert "quality at own site, on the care team" in told[Visibility.PARTIAL, Reason.ROLE]
    assert "quality at own site, restricted" in told[Visibility.WITHHELD, Reason.RESTRICTED]


def test_a_case_is_told_as_data_that_says_no_less_than_its_words() -> None:
    shown = explained(Role.PHYSICIAN)["order.patient.birthDate"].shown
    cases = [case for same in shown.values() for case in same]
    parts = [repr(case_parts(case)) for case in cases]
    assert len(set(parts)) == len({case_words(case) for case in cases}) == len(cases)
    most = Case(
        own=frozenset({Role.PHYSICIAN}),
        step=frozenset({Role.PHYSICIAN}),
        on_team=True,
        restricted=True,
        erased=True,
        granted=True,
    )
    assert case_parts(most) == {
        "roles": [
            {"role": "physician", "place": CasePlace.OWN_SITE},
            {"role": "physician", "place": CasePlace.SERVING_SITE},
        ],
        "flags": list(CaseFlag),
    }
    assert case_parts(Case()) == {"roles": [], "flags": []}


def test_a_count_tells_the_class_it_counts_by() -> None:
    plan = planned(someone(Role.SITE_ADMIN), "{ counts(by: [STATUS]) { groups { count } } }")
    (line,) = explain(plan, policy=POLICY)
    assert (line.path, line.field_class) == ("counts", FieldClass.OPERATIONAL)
    assert {sight.visibility for sight in line.shown} == {Visibility.PARTIAL}


def test_a_plan_is_made_once_and_the_oldest_is_dropped() -> None:
    plans = Plans(most=2)
    people = [someone(role) for role in (Role.QUALITY, Role.FINANCE, Role.QUALITY, Role.AUDITOR)]
    for me in people:
        plans.get(key_of(me), lambda me=me: planned(me))
    assert (plans.compiled, len(plans)) == (3, 2)
    plans.get(key_of(someone(Role.FINANCE)), lambda: planned(someone(Role.FINANCE)))
    assert plans.compiled == 4
