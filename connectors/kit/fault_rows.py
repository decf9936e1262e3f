"""Knows the rows of the fault matrix that hold for every family over HTTP (CONNECTORS.md, T and P).

Not in the wheel. A family's tests inherit a suite and say where its faults are switched. Each test
switches one fault on at a running server and states what must come of it.
"""

from datetime import timedelta

from connectors.kit.conformance import expect
from connectors.kit.errors import Cause
from connectors.kit.fault_driver import TRIES, Faulty, now, orders_in

CIRCLE_MOST = 4
"""Pages that may come of a list in a circle before it is given up."""


class TransportFaults(Faulty):
    """Rows T2 to T16, as far as they are seen on a real line.

    `asked_when_refused` is how often a list is asked for when every answer is 401 (twice where a
    token can be renewed); `next_elsewhere` is a replacement (`what=>with`) that turns an honest
    page's link to the next to another host.
    """

    asked_when_refused = 1
    next_elsewhere: str

    def test_t2_refused_again_is_a_refusal_and_is_not_tried_for_ever(self) -> None:
        """A wrong key is for a person to renew."""
        self.spoil("status", detail="401", times=9)
        self.fails_by(Cause.AUTH_REFUSED, asked=self.asked_when_refused)

    def test_t3_forbidden_is_said_as_such(self) -> None:
        """It is neither a refused key nor an empty list."""
        self.spoil("status", detail="403", times=9)
        self.fails_by(Cause.FORBIDDEN_SCOPE, asked=1)

    def test_t4_too_many_calls_names_the_instant_and_is_not_tried_again(self) -> None:
        """Retry-After in seconds."""
        self.spoil("too_many", detail="7")
        error = self.fails_by(Cause.RATE_LIMITED, asked=1)
        wait = (error.not_before or now()) - now()
        expect(timedelta(seconds=4) < wait <= timedelta(seconds=7), f"{wait} is not 7 s")

    def test_t5_a_wait_of_ten_days_is_an_hour(self) -> None:
        """And one that is not said is 30 s."""
        for detail, longest in (("864000", 3600), ("", 30), ("-5", 1)):
            self.spoil("too_many", detail=detail)
            error = self.fails_by(Cause.RATE_LIMITED)
            wait = ((error.not_before or now()) - now()).total_seconds()
            expect(longest - 3 < wait <= longest, f"{detail or 'nothing'} became {wait} s")

    def test_t6_two_failures_are_tried_over(self) -> None:
        """A read may be tried three times."""
        self.spoil("status", detail="500", times=2)
        self.comes_whole()

    def test_t6_three_failures_end_the_walk(self) -> None:
        """And not more than three."""
        self.spoil("status", detail="502", times=9)
        self.fails_by(Cause.UNAVAILABLE, asked=TRIES)

    def test_t7_a_maintenance_page_is_never_read(self) -> None:
        """503 with HTML is the vendor's absence, not a word of it."""
        self.spoil("html", detail="503", times=9)
        self.fails_by(Cause.UNAVAILABLE, asked=TRIES)

    def test_t8_an_answer_that_never_comes_is_given_up_in_time(self) -> None:
        """The head came, the body does not."""
        self.spoil("mute", detail="30", times=9)
        self.is_cut_in_time()

    def test_t9_a_dripping_answer_is_cut_at_the_deadline(self) -> None:
        """Each byte comes in time, the whole would take hours."""
        self.spoil("dripping", times=9)
        self.is_cut_in_time()

    def test_t10_t11_t12_an_unreadable_page_is_kept_and_moves_no_cursor(self) -> None:
        """A sign-in page, half a page, a page that is not UTF-8: each with status 200."""
        for fault in ("html", "cut_off", "latin"):
            self.spoil(fault)
            error, envelopes = self.failed(self.connector())
            expect(error.cause is Cause.MALFORMED, f"{fault} is {error.cause}")
            cursors = [envelope.cursor_after for envelope in envelopes]
            expect(cursors == [None], f"{fault} left {len(cursors)} envelopes or a cursor")

    def test_t11_a_line_cut_in_the_middle_is_the_network_and_tried_over(self) -> None:
        """Less came than the head promised."""
        self.spoil("cut_short")
        self.comes_whole()
        self.spoil("cut_short", times=9)
        self.fails_by(Cause.NETWORK)

    def test_t11_a_broken_later_page_leaves_the_earlier_ones_standing(self) -> None:
        """Their cursors lead to the broken one, from where the next walk goes on."""
        self.spoil("cut_off", after=1)
        error, envelopes = self.failed(self.connector())
        expect(error.cause is Cause.MALFORMED, f"it is {error.cause}")
        rest = self.walked(self.connector(), envelopes[0].cursor_after)
        connector = self.connector()
        came = orders_in(connector, [envelopes[0], *rest])
        expect(came == orders_in(connector, self.walked(connector)), "orders are missing")

    def test_t13_a_bomb_is_not_inflated(self) -> None:
        """80 MiB out of 80 KiB."""
        self.spoil("bomb", times=9)
        self.fails_by(Cause.SIZE_LIMIT, asked=1)

    def test_t13_a_depth_of_ten_thousand_is_malformed(self) -> None:
        """It ends no process."""
        self.spoil("raw", detail='{"x": ' + "[" * 10_000 + "]" * 10_000 + "}")
        self.fails_by(Cause.MALFORMED)

    def test_t15_a_redirect_is_not_followed(self) -> None:
        """Not even to the same host: an address is checked before it is called."""
        self.spoil("redirect", detail=f"{self.base}/elsewhere")
        self.fails_by(Cause.EGRESS_BLOCKED, asked=1)

    def test_t16_a_next_link_to_elsewhere_is_not_followed(self) -> None:
        """The key goes to the origin it was given for, and nowhere else."""
        self.spoil("replaced", detail=self.next_elsewhere)
        self.fails_by(Cause.EGRESS_BLOCKED, asked=1)


class PagingFaults(Faulty):
    """Rows P1 to P10, as far as one server can show them; `tests.connectors.kit` has the others.

    Replacements in an honest page: `next_in_a_circle` turns its link to the next back to the first
    page, `wrong_total` states another count. `empty_list` is a page that holds nothing.
    """

    next_in_a_circle: str
    wrong_total: str
    empty_list: str

    def test_p1_a_page_that_comes_twice_says_nothing_twice(self) -> None:
        """The first page's link leads to the first page; its link leads on."""
        self.spoil("replaced", detail=self.next_in_a_circle)
        self.comes_whole()

    def test_p2_a_list_in_a_circle_ends_and_moves_no_cursor(self) -> None:
        """It is given up after a few pages, as partial."""
        self.spoil("replaced", detail=self.next_in_a_circle, times=999)
        error, envelopes = self.failed(self.connector())
        expect(error.cause is Cause.PARTIAL, f"it is {error.cause}")
        complete = [one for one in envelopes if one.cursor_after and one.cursor_after.walk_complete]
        expect(
            len(envelopes) <= CIRCLE_MOST and not complete,
            "the circle was walked, or taken for an end",
        )

    def test_p4_a_forgotten_page_begins_the_walk_again(self) -> None:
        """410 for the open page of an interrupted walk."""
        connector = self.connector()
        first = self.walked(connector)
        self.spoil("status", detail="410")
        again = self.walked(self.connector(), first[0].cursor_after)
        expect(orders_in(connector, again) == orders_in(connector, first), "orders are missing")

    def test_p4_an_interrupted_walk_goes_on_where_it_was(self) -> None:
        """And reads no page twice."""
        connector = self.connector()
        first = self.walked(connector)
        rest = self.walked(self.connector(), first[0].cursor_after)
        expect(orders_in(connector, rest) == orders_in(connector, first[1:]), "others came")
        expect(len(rest) == len(first) - 1, f"{len(rest)} pages of {len(first)}")

    def test_p5_a_wrong_total_ends_no_walk(self) -> None:
        """It is ignored: only a page without a link to the next is the last."""
        self.spoil("replaced", detail=self.wrong_total, times=999)
        self.comes_whole()

    def test_p7_p8_the_look_back_reads_again_but_passes_on_nothing_old(self) -> None:
        """What stands on the edge is known by its digest."""
        last = self.walked(self.connector())[-1].cursor_after
        expect(self.walked(self.connector(), last) == [], "something old was passed on")

    def test_p9_p10_an_empty_list_where_many_were_says_nothing(self) -> None:
        """An order that is not in the list is not seen; it is neither deleted nor cancelled."""
        last = self.walked(self.connector())[-1].cursor_after
        self.spoil("raw", detail=self.empty_list)
        expect(self.walked(self.connector(), last) == [], "an empty list said something")
