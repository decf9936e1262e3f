"""Documents in which a value is typed where it may stand, and where none belongs."""

import json
from collections.abc import Iterator
from typing import Final

from tests.world.canaries import WORD

TOLD: Final = "{ ... on Problem { code message path } }"
COST: Final = "{ ... on Invalid { code message path } ... on Cost { requested } }"
"""Whatever a price or its refusal says."""
ROLE: Final = 'role: "finance"'
VIEWER: Final = 'document: "{viewer{name}}"'


def quoted(text: str) -> str:
    """A value as a literal of GraphQL."""
    return json.dumps(text, ensure_ascii=False)


def side_doors(text: str) -> Iterator[str]:
    """Filters, counts, look-ups, acts and prices by a value."""
    said = quoted(text)
    for name in ("owner", "site", "connection"):
        yield f"{{ orders(filter: {{{name}: [{said}]}}) {{ totalCount asOf }} }}"
    for name in ("coi", "vendorOrderNumber", "din", "id"):
        yield f"{{ order(by: {{{name}: {said}}}) {{ id version }} }}"
    yield f"{{ patient(id: {said}) {{ id }} node(id: {said}) {{ id }} }}"
    yield f"{{ patientOrders(by: {{mrn: {said}}}) {{ id }} }}"
    yield f"{{ orders(after: {said}) {{ totalCount }} }}"
    for act in (
        f"askRectification(patient: {said}, field: FAMILY_NAME, value: {said})",
        f"approveRectification(rectification: {said}, value: {said})",
    ):
        yield f"mutation {{ {act} {TOLD} }}"
    yield f"{{ cost(document: {said}) {COST} }}"
    yield f"mutation {{ choosePurpose(purpose: {said}) {{ __typename }} }}"


def explanations(text: str, *, shown: str) -> Iterator[str]:
    """A value in each place of `explain` where text may stand; `shown`: all that it tells."""
    said = quoted(text)
    inner = quoted(f"{{ order(by: {{id: {said}}}) {{ id }} }}")
    told = f"... on Explanation {shown} ... on Problem {{ code message path }}"
    for given in (
        f"document: {said}",
        f"documentId: {said}",
        f"document: {inner}",
        f"{VIEWER}, variables: {said}",
        f"{VIEWER}, operationName: {said}",
        f"{VIEWER}, as: {{roles: [{{role: {said}}}]}}",
        f"{VIEWER}, as: {{roles: [{{{ROLE}, site: {said}}}]}}",
        f'{VIEWER}, as: {{roles: [{{{ROLE}, site: "a"}}], purpose: {said}}}',
    ):
        yield f"{{ explain({given}) {{ {told} }} }}"


def wrong_places(text: str) -> Iterator[str]:
    """A value typed where no value belongs."""
    said = quoted(text)
    yield f"{{ {text} }}"
    yield f"{{ orders(first: {said}) {{ totalCount }} }}"
    yield f"{{ orders(filter: {{status: [{said}]}}) {{ totalCount }} }}"
    yield f"{{ viewer @{WORD} {{ name }} }}"
    yield f"query($a: {WORD}) {{ viewer {{ name }} }}"
    yield f"{{ viewer {{ ...{WORD} }} }}"
    yield f"{{ orders(filter: {{{WORD}: 1}}) {{ totalCount }} }}"
    yield f'{{ order(by: {{id: "{text}'
    yield f"# {text}\n{{ viewer }}"
    yield said
