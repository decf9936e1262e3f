"""What the canary's walk asks of GraphQL, over HTTP and one socket: everything, and nonsense."""

import json
from typing import Final, Protocol

import httpx
from graphql import get_introspection_query

from gateway.disclosure.record_ids import ids_of
from gateway.vault.seal import Vault
from schema.vocabulary.principals import Principal
from tests.gateway.disclosure.test_answers import SCHEMA, everything
from tests.hostile.canary_roots import questions
from tests.hostile.canary_streams import Walking, connected, told
from tests.hostile.canary_typed import explanations, side_doors, wrong_places

ORDER: Final = everything("Order")
PATIENT: Final = everything("Patient")
LISTS: Final = ("worklist", "orders")


class Asking(Walking, Protocol):
    """A walk as far as its questions know it."""

    vault: Vault
    principal: Principal


async def ask(
    walk: Asking, client: httpx.AsyncClient, query: str, **more: object
) -> dict[str, object]:
    answer = await client.post("/graphql", json={"query": query, **more})
    walk.gathered.asked.append(query)
    walk.gathered.answer(answer)
    found: dict[str, object] = answer.json()
    return found


async def every_field(walk: Asking, client: httpx.AsyncClient) -> None:
    """Every field of everything."""
    for root in LISTS:
        below = "{ edges { cursor node { id } } totalCount asOf pageInfo { endCursor } nodes"
        await ask(walk, client, f"{{ {root} {below} {ORDER} }} }}")
    await ask(walk, client, f"{{ viewer {everything('Viewer')} }}")
    await ask(walk, client, f"{{ sources {everything('Source')} problemCodes {{ code }} }}")
    ids = ids_of(walk.principal.principal_class, vault=walk.vault)
    for one in walk.orders:
        order_id, patient_id = ids.told(one.order_id), ids.told(one.patient_id)
        by = f'order(by: {{id: "{order_id}"}}) {ORDER}'
        node = f'node(id: "{patient_id}") {{ id ... on Patient {PATIENT} }}'
        person = f'patient(id: "{patient_id}") {PATIENT}'
        await ask(walk, client, f"{{ {by} {node} {person} }}")


async def every_explanation(walk: Asking, client: httpx.AsyncClient, typed: list[str]) -> None:
    """Everything explained, beside an answer too, and values typed wherever text may stand."""
    whole = f"{{ orders {{ nodes {ORDER} }} worklist {{ nodes {ORDER} }} }}"
    whose = '{roles: [{role: "physician", site: "a"}, {role: "finance", site: "a"}]}'
    shown = everything("Explanation")
    asked = [
        f"explain(document: $d) {{ ... on Explanation {shown} ... on Problem {{ code }} }}",
        f"explain(document: $d, as: {whose}) {{ ... on Explanation {shown} }}",
    ]
    for one in asked:
        query = f"query($d: String!) {{ {one} trustedDocuments {{ name }} }}"
        await _explain(walk, client, query, variables={"d": whole})
    await ask(walk, client, whole, extensions={"explain": True})
    walk.gathered.sinks["explain"] += _extension(walk)
    for text in typed[:2]:
        for query in explanations(text, shown=shown):
            await _explain(walk, client, query)


async def _explain(walk: Asking, client: httpx.AsyncClient, query: str, **more: object) -> None:
    await ask(walk, client, query, **more)
    walk.gathered.sinks["explain"] += walk.gathered.bodies[-1]


def _extension(walk: Asking) -> bytes:
    """What the last answer says beside its data."""
    found: dict[str, object] = json.loads(walk.gathered.bodies[-1])
    return json.dumps(found["extensions"] if "data" in found else found).encode()


async def by_values(walk: Asking, client: httpx.AsyncClient, typed: list[str]) -> None:
    """Filters, counts, look-ups and prices, by values of somebody else."""
    for text in typed:
        for query in side_doors(text):
            await ask(walk, client, query)


async def at_wrong_places(walk: Asking, client: httpx.AsyncClient, typed: list[str]) -> None:
    """A value typed where no value belongs."""
    text = typed[0]
    for query in wrong_places(text):
        await ask(walk, client, query)
    whole = "query($a: Int) { orders(first: $a) { totalCount } }"
    await ask(walk, client, whole, variables={"a": text})
    await ask(walk, client, whole, variables={text: 1}, operationName=text)
    await ask(walk, client, "{ viewer { name } }", extensions={text: text}, operationName=text)
    await ask(walk, client, "{ viewer { name } }", **{text: 1})
    for path in (
        f"/{text}",
        f"/assets/{text}.js",
        f"/graphql?documentId={text}&variables={text}",
    ):
        walk.gathered.answer(await client.get(path))
    for name in ("x-request-id", "last-event-id", "accept", "origin", "content-type", "cookie"):
        headers = {name.encode(): text.encode()}
        body = {"query": "{ viewer { name } }"}
        walk.gathered.answer(await client.post("/graphql", json=body, headers=headers))


async def every_root(walk: Asking, client: httpx.AsyncClient, port: int, typed: list[str]) -> None:
    """Every root of the schema, over HTTP and over one socket; and the schema itwalk."""
    ids = ids_of(walk.principal.principal_class, vault=walk.vault)
    known = [ids.told(one) for one in ("order-TEAM", "patient-TEAM")]
    documents = [*questions(SCHEMA, typed=typed[0], ids=known), get_introspection_query()]
    for text in documents:
        await ask(walk, client, text)
    async with connected(port) as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        for number, text in enumerate(documents[::5]):
            payload = {"query": text}
            message = {"type": "subscribe", "id": str(number), "payload": payload}
            await socket.send(json.dumps(message))
            await told(walk, socket, number)
