"""What planning an operation costs that was never asked before: in CPU, in this process."""

import time
from collections.abc import Callable
from itertools import count
from statistics import median
from typing import Final

from graphql import GraphQLSchema, OperationDefinitionNode

from gateway.disclosure.compile import compile_plan
from gateway.disclosure.limits import Limits, parse_limited
from gateway.disclosure.plan import PlanKey
from gateway.disclosure.policy_file import load_policy
from gateway.disclosure.roots import Writers
from gateway.disclosure.selection import select
from schema.api.schema import build_schema, executable
from schema.vocabulary.principals import PrincipalClass, PrincipalKind, Purpose, Role
from tests.bench.case import BenchError, Case

TIMES: Final = 15
COORDINATOR: Final = PrincipalClass(
    kind=PrincipalKind.PERSON,
    roles=frozenset({("st-alder", Role.COORDINATOR)}),
    realm_roles=frozenset(),
    assured=True,
    purpose=Purpose.TREAT,
    pseudonym_space="people",
)


def planning(cases: tuple[Case, ...]) -> list[str]:
    """A line a case: the plan and the writer of its document, each made anew."""
    schema = executable(build_schema())
    return [f"  planned cold: {case.name}, {_cold_ms(case, schema):.1f} ms CPU" for case in cases]


def _cold_ms(case: Case, schema: GraphQLSchema) -> float:
    policy = load_policy()
    document = parse_limited(case.document, limits=Limits())
    operation = next(n for n in document.definitions if isinstance(n, OperationDefinitionNode))
    key = PlanKey("h", None, (), "1", policy.version, COORDINATOR)
    writers = Writers(schema)
    given: dict[str, object] = {"id": "order", "first": 50}
    names = (str(number) for number in count())

    def plan() -> None:
        compile_plan(key, selection=select(document, operation, variables={}), policy=policy)
        anew = key._replace(operation_hash=next(names))
        if writers.of(document, operation, plan=anew, variables=given) is None:
            raise BenchError(f"{case.name}: is not written by its plan")

    return median(_cpu_ms(plan) for _ in range(TIMES))


def _cpu_ms(act: Callable[[], None]) -> float:
    begun = time.process_time()
    act()
    return 1_000 * (time.process_time() - begun)
