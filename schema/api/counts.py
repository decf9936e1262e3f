"""Knows how counts of orders look in the API."""

import strawberry

from schema.api.derive import make_type, many, optional, shown, unmarked
from schema.vocabulary.counts import CountBy, CountOver
from schema.vocabulary.sensitivity import FieldClass

strawberry.enum(
    CountBy,
    description="What the orders of a group have in common. An order with two overlays, or two "
    "exceptions, is in two groups.",
)
strawberry.enum(
    CountOver,
    description="ORDERS: those that you may list. WORKLIST: those of them that are not ended. "
    "ELSEWHERE: those that you may not list, by STATUS alone and without a filter; never fewer "
    "than `smallest` patients to a group, and the number rounded down to a multiple of it.",
)

CountValue = make_type(
    "CountValue",
    {
        "by": unmarked(CountBy),
        "value": shown(
            optional(str), FieldClass.OPERATIONAL, description="As a filter takes it; null: none."
        ),
        "title": shown(
            optional(str), FieldClass.OPERATIONAL, description="For people; null: there is none."
        ),
    },
    description="One thing that the orders of a group have in common.",
)
CountGroup = make_type(
    "CountGroup",
    {
        "values": unmarked(many(CountValue), description="One for each of `by`, in its order."),
        "count": shown(int, FieldClass.OPERATIONAL),
    },
    description="How many orders have these values.",
)
OrderCounts = make_type(
    "OrderCounts",
    {
        "groups": unmarked(many(CountGroup), description="The largest first; each has an order."),
        "smallest": unmarked(
            optional(int),
            description="A group with fewer patients is left out, whether there is anybody in it "
            "or nobody; null: nothing is left out.",
        ),
        "as_of": unmarked(str),
    },
    description="How many orders there are, by what they have in common.",
)
