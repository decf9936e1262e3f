"""An operation's fields are found through fragments, aliases, interfaces and conditions."""

from graphql import OperationDefinitionNode, parse

from gateway.disclosure.selection import Selection, Shape, conditions, select, variables_of


def selected(text: str, **variables: object) -> Selection:
    document = parse(text)
    operation = next(n for n in document.definitions if isinstance(n, OperationDefinitionNode))
    return select(document, operation, variables=variables_of(operation, variables))


def names(shape: Shape) -> dict[str, object]:
    return {name: names(below) for name, below in sorted(shape.below.items())}


def test_aliases_and_repetitions_of_a_root_are_one_shape() -> None:
    text = "{a:worklist{nodes{id}} worklist{edges{cursor node{coiId{value}}}}}"
    found = selected(text)
    assert names(found.orders["worklist"]) == {"coiId": {"value": {}}, "id": {}}
    assert "cursor" in found.lists["worklist"].at("edges")


def test_fragments_are_opened_also_at_the_root() -> None:
    text = "{...r} fragment r on Query{order(by:{id:1}){...o}} fragment o on Order{runs{ref}}"
    assert names(selected(text).orders["order"]) == {"runs": {"ref": {}}}


def test_an_interface_asks_each_record_for_its_own() -> None:
    text = "{node(id:1){id ... on Order{kind} ...p}} fragment p on Patient{mrn{value}}"
    found = selected(text)
    assert names(found.orders["node"]) == {"id": {}, "kind": {}}
    assert names(found.patients["node"]) == {"id": {}, "mrn": {"value": {}}}


def test_left_out_fields_are_not_asked_for() -> None:
    text = """query($a:Boolean!,$b:Boolean=false){order(by:{id:1}){
      kind @skip(if:$a) status @include(if:$a) owner @include(if:$b) ended @skip(if:true) id}}"""
    assert names(selected(text, a=True).orders["order"]) == {"id": {}, "status": {}}
    both = names(selected(text, a=False, b=True).orders["order"])
    assert both == {"id": {}, "kind": {}, "owner": {}}
    assert conditions(parse(text)) == {"a", "b"}


def test_a_stream_asks_for_the_order_of_its_change() -> None:
    text = "subscription{orderChanged{id version order{status}}}"
    assert names(selected(text).orders["orderChanged"]) == {"status": {}}
