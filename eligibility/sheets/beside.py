"""Forms beside the path: reviews, requests for a budget, suitability for a direct payment."""

from eligibility.enums import Capacity, Extent, Route
from eligibility.rules.direct_payment import schedule_orders
from eligibility.rules.domains import adult_domains, children_domains
from eligibility.rules.recipients import LISTED_FAMILY, REPRESENTATIVE_BASES
from eligibility.rules.review import TYPES
from eligibility.sheets.fields import Field, Part, When, choice, day, long, number, rows, select, text, ticks, yes_no
from eligibility.sheets.shared import WAYS, assessor, took_part

CHANGES = (("MORE", "More need"), ("SAME", "The same"), ("LESS", "Less need"))
RECIPIENTS = (("PERSON", "The person"), ("REPRESENTATIVE", "A representative"), ("NOMINEE", "A nominee"))
MANAGES = (("ALONE", "Alone"), ("WITH_HELP", "With help"), ("NO", "No"))
FAMILY = (
    *LISTED_FAMILY.items(),
    *(
        (f"PARTNER_OF_{code}", f"Husband, wife or partner of a {words.lower()}")
        for code, words in LISTED_FAMILY.items()
    ),
    ("OTHER", "Not one of these"),
)


def review(route: str = Route.CHC) -> tuple[Part, ...]:
    """Is the care plan still right? A review cannot end eligibility."""
    changed = When("needs_changed_enough_to_reassess", ("yes",), "Only if needs have changed enough")
    parts = [
        Part("type", "The review", "", (choice("type", "Which review is this?", TYPES.items(), required=True),)),
        Part(
            "plan",
            "The care plan",
            "A review asks whether the care plan is still right. It is no fresh test of eligibility, and cannot end it.",
            (
                yes_no("care_plan_still_right", "Is the care plan still right?", required=True),
                long(
                    "plan_changes",
                    "What should change in it",
                    when=When("care_plan_still_right", ("no",), "Only if it is not right"),
                ),
            ),
        ),
    ]
    if fields := _changes(route):
        parts.append(
            Part("changes", "Needs since the last assessment", "Beside each: the level of the last form.", fields)
        )
    parts += [
        Part(
            "reassess",
            "Reassessment",
            "Care goes on until a new assessment has been decided and new arrangements are in place.",
            (
                yes_no(
                    "needs_changed_enough_to_reassess",
                    "Have needs changed enough that eligibility should be looked at again?",
                    required=True,
                ),
                long("reason", "Why", when=changed),
            ),
        ),
        took_part(*assessor("Reviewer"), long("views", "Views of the person and of whoever acts for them")),
    ]
    return tuple(parts)


def _changes(route: str) -> tuple[Field, ...]:
    domains = {Route.CHC: adult_domains, Route.CYPCC: children_domains}.get(Route(route))
    if domains is None:
        return ()
    return tuple(choice(f"changes.{key}", domain.label, CHANGES) for key, domain in domains().items())


def phb_request() -> tuple[Part, ...]:
    """A request for a personal health budget: how far it is appropriate, and in which ways (reg 32B)."""
    part = When("appropriate_extent", ("PART", "NONE"), "Only if not all of the care")
    return (
        Part(
            "request",
            "The request",
            "The person may ask, or anyone on their behalf whom it is right to involve.",
            (
                day("asked_on", "Asked on", required=True),
                text("asked_by", "Asked by", "The person, or who asked for them", required=True),
                long("wishes", "What they would like", "In their own words if possible"),
                ticks("ways_asked", "Ways they asked for", WAYS),
            ),
        ),
        Part(
            "extent",
            "How far it is appropriate",
            "Where there is a right, a budget is given save to the extent that it is not appropriate in this "
            "person’s case.",
            (
                choice("appropriate_extent", "For how much of the care?", Extent.choices(), required=True),
                ticks("ways", "The most appropriate ways to manage it", WAYS),
                long(
                    "part_granted", "For which part", lines=2, when=When("appropriate_extent", ("PART",), "If in part")
                ),
                long("reasons", "Reasons", "Given to the person in writing", lines=4, when=part),
            ),
        ),
        took_part(*assessor()),
    )


def direct_payment() -> tuple[Part, ...]:
    """Suitability for a direct payment, in the order of the procedure (SI 2013/1617)."""
    once = When("one_off", ("yes",), "Only for a one-off payment")
    return (
        Part(
            "bars",
            "What bars a direct payment",
            "Only these orders on the person bar it. Then a budget is still offered in another way.",
            (
                yes_no("in_prison", "Is the person in prison?", always=True),
                rows(
                    "schedule_orders",
                    "Order or condition",
                    (
                        select("code", "Which", schedule_orders()),
                        day("start", "From"),
                        day("end", "To", "Empty while it runs"),
                    ),
                    fewest=1,
                    most=10,
                ),
            ),
        ),
        Part(
            "consent",
            "Capacity and consent",
            "",
            (
                choice(
                    "capacity",
                    "Capacity to consent to a direct payment",
                    Capacity.choices(),
                    "For this decision, from 16",
                ),
                yes_no("consent", "Does the person consent?", "For a child under 16: does the representative consent?"),
                choice("recipient_type", "Who would receive it?", RECIPIENTS, always=True),
            ),
        ),
        Part(
            "representative",
            "Representative",
            "For a child under 16, and for somebody who lacks capacity to consent.",
            (
                text("representative_name", "Name"),
                select("representative_basis", "Authority", REPRESENTATIVE_BASES.items()),
                yes_no("representative_consents", "Does the representative consent?"),
                yes_no(
                    "other_representative_exists",
                    "Is there anybody else with authority?",
                    "The board may appoint somebody only if there is nobody else.",
                ),
            ),
            When("recipient_type", ("REPRESENTATIVE",), "Only if there is a representative"),
        ),
        _nominee(),
        Part(
            "suitable",
            "Suitability",
            "",
            (
                choice("can_manage", "Can the recipient manage the payment?", MANAGES),
                yes_no("appropriate_for_condition", "Is it appropriate for somebody with this condition?"),
                yes_no("value_for_money", "Is it value for money?"),
                long(
                    "considered",
                    "What was considered",
                    "Effect of the condition, arranging services, earlier payments, prevention of fraud",
                ),
                long("refusal_reason", "If refused: reasons", "Given in writing, with the right to reconsideration"),
            ),
        ),
        Part(
            "care_plan",
            "Care plan",
            "All needed before the first payment: regulation 8.",
            (
                yes_no("care_plan_agreed", "Is the care plan agreed?"),
                yes_no("risks_agreed", "Are the risks explained and a procedure agreed?"),
                yes_no("needs_met_by_services", "Can the needs be met by the planned services?"),
                yes_no("covers_full_cost", "Does the amount cover the full cost?"),
                yes_no("review_agreed", "Are the reviews agreed?"),
            ),
        ),
        Part(
            "one_off",
            "One-off payment",
            "A single item, or one payment for at most five, and no other payment this financial year.",
            (
                yes_no("one_off", "Is this a one-off payment?"),
                number("item_count", "Number of items or services", when=once),
                number("other_payments_this_year", "Other payments this financial year", when=once),
            ),
        ),
        took_part(*assessor(), capacity=False),
    )


def _nominee() -> Part:
    return Part(
        "nominee",
        "Nominee",
        "A certificate is needed unless the nominee lives in the same household, is listed family, or is a friend "
        "involved in the care.",
        (
            text("nominee_name", "Name"),
            choice("nominee_kind", "Kind", (("INDIVIDUAL", "A person"), ("ORGANISATION", "An organisation"))),
            select("nominee_relationship", "Relationship to the person", FAMILY),
            yes_no("nominee_same_household", "Same household?"),
            yes_no("nominee_friend_in_care", "A friend involved in the care?"),
            day("dbs_applied_date", "Enhanced certificate applied for on"),
            yes_no("nominee_agrees", "Does the nominee agree?"),
            yes_no("body_agrees_nominee", "Does the board agree to the nominee?"),
        ),
        When("recipient_type", ("NOMINEE",), "Only if a nominee would receive it"),
    )
