"""Money in motion, made up: tables of amounts, funders who share and disagree, changes, contingency, contracts, an uplift."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from budgets import selectors
from budgets.enums import ChangeKind, ReleaseBasis
from budgets.rules.funding import DatedShare
from budgets.services import amount_tables, changes, contingency, contracts, contributions, funding, uplifting, years
from phb.core.actors import the_service
from phb.core.tenancy import acting_as
from phb.made_up.staff import SINCE, House
from phb.made_up.stories import Story

SOURCE = "Made-up price list of the made-up board"
RECKONER = {
    "rates": {"day": "19.20", "waking_night": "21.60", "sleeping_night": "95.00"},
    "rows": [
        {"key": "some", "label": "Help at some times of the day", "hours": {"day": "14"}, "when": {"MODERATE": 3}},
        {"key": "day", "label": "Help through the day", "hours": {"day": "35"}, "when": {"HIGH": 2}},
        {
            "key": "day_night",
            "label": "Help by day and somebody there at night",
            "hours": {"day": "42", "sleeping_night": "7"},
            "when": {"SEVERE": 1, "HIGH": 2},
        },
        {
            "key": "awake",
            "label": "Help by day and somebody awake at night",
            "hours": {"day": "49", "waking_night": "56"},
            "when": {"PRIORITY": 1},
        },
    ],
}
POINTS = {
    "pounds_per_point": "9.50",
    "per": "week",
    "cap": "80",
    "questions": [
        {
            "key": key,
            "label": label,
            "domain": domain,
            "answers": [
                {"key": "none", "label": "No help", "points": "0", "levels": ["NONE", "LOW"]},
                {"key": "some", "label": "Some help", "points": some, "levels": ["MODERATE"]},
                {"key": "much", "label": "Much help", "points": much, "levels": ["HIGH", "SEVERE", "PRIORITY"]},
            ],
        }
        for key, label, domain, some, much in (
            ("moving", "Moving about", "mobility", "10", "25"),
            ("eating", "Eating and drinking", "nutrition", "8", "20"),
            ("talking", "Being understood", "communication", "5", "12"),
        )
    ],
}
WHEELCHAIRS = {
    "sums": [
        {"key": "occasional", "label": "Chair pushed by somebody", "amount": "320.00", "words": "For outings."},
        {"key": "active", "label": "Active user chair", "amount": "1250.00", "words": "Light, made to measure."},
        {"key": "powered", "label": "Powered chair", "amount": "2480.00", "words": "Indoors and outdoors."},
    ]
}
TABLES = (
    ("reckoner", "CHC", "Levels of need, continuing healthcare", RECKONER),
    ("points", "JOINT_PACKAGE", "Points for joint packages", POINTS),
    ("fixed", "WHEELCHAIR", "What an NHS wheelchair costs", WHEELCHAIRS),
)
FUNDERS = (
    ("NHS", "{name}", "nhs", "C10450", ()),
    ("Northmoor Council", "Northmoor County Council, adult social care", "council", "ASC-220", ()),
    ("Northmoor Schools", "Northmoor County Council, education", "education", "EDU-014", ()),
    ("Better Care Fund", "Pooled fund of board and council (section 75)", "pool", "BCF-01",
     ({"name": "NHS", "percent": "62"}, {"name": "Northmoor Council", "percent": "38"})),
)  # fmt: skip


def make_tables(house: House) -> None:
    """Tables in use, approved by a second person, and one that waits for them; funders of the area."""
    for method, stream, name, content in TABLES:
        with acting_as(house["finance"]) as by:
            made = amount_tables.propose_table(
                method=method, stream=stream, name=name, content=content, source=SOURCE, starts=SINCE, by=by
            )
        with acting_as(house["commissioner"]) as by:
            amount_tables.decide_table(table_id=made.pk, approve=True, by=by)
    with acting_as(house["finance"]) as by:
        amount_tables.propose_table(
            method="fixed", stream="WHEELCHAIR", name="What an NHS wheelchair costs, next year", content=WHEELCHAIRS,
            source=SOURCE, starts=date(2027, 4, 1), by=by,
        )  # fmt: skip
        for name, full_name, kind, cost_centre, members in FUNDERS:
            funding.add_funder(
                name=name, full_name=full_name.format(name=house.organisation.name), kind=kind, cost_centre=cost_centre,
                members=members, by=by,
            )  # fmt: skip


def keep_figures(house: House, today: date) -> None:
    """The figures of every budget's year, as the night would work them out."""
    with acting_as(the_service(house.organisation.pk)) as by:
        years.keep_years(list(selectors.budgets(by).values_list("pk", flat=True)), on=today)


def make_changes(house: House, alone: Story, joint: Story, large: Story, today: date) -> None:
    """A stay in hospital told late; a split that changes and one in dispute; a charge; contingency; contracts."""
    _away(house, alone, today)
    _shared(house, joint, today)
    _contingency(house, alone, today)
    _contracts(house, (alone, large), today)
    with acting_as(house["finance"]):
        years.keep_years([story.budget.pk for story in (alone, joint, large)], on=today)


def _away(house: House, story: Story, today: date) -> None:
    with acting_as(story.cc) as by:
        changes.record_change(
            budget_id=story.budget.pk, kind=ChangeKind.HOSPITAL, starts=today - timedelta(days=75),
            ends=today - timedelta(days=42), reason="In hospital with pneumonia; the ward told us after she was home.",
            told_on=today - timedelta(days=20), on=today, by=by,
        )  # fmt: skip


def _shared(house: House, story: Story, today: date) -> None:
    nhs, council = "NHS", "Northmoor Council"
    with acting_as(story.cc) as by:
        agreed = funding.propose_split(
            budget_id=story.budget.pk, starts=today + timedelta(days=30), by=by,
            shares=[DatedShare(nhs, Decimal(50)), DatedShare(council, Decimal(50))],
            reason="Needs are half health since the assessment in autumn.",
        )  # fmt: skip
        for funder, name in ((nhs, house["commissioner"].name), (council, "Ms Finch, adult social care")):
            funding.record_agreement(
                split_id=agreed.pk, funder=funder, agreed_on=today, agreed_by_name=name, agreed_how="By letter", on=today, by=by
            )  # fmt: skip
        other = funding.propose_split(
            budget_id=story.budget.pk, starts=today + timedelta(days=120), by=by,
            shares=[DatedShare(nhs, Decimal(80)), DatedShare(council, Decimal(20))],
            reason="The board asks for a smaller part of the council after the next review.",
        )  # fmt: skip
        funding.dispute_split(split_id=other.pk, words="The council does not agree before the review.", on=today, by=by)
    with acting_as(house["finance"]) as by:
        contributions.record_contribution(
            budget_id=story.budget.pk, kind="council_charge", words="After the council's financial assessment",
            starts=today - timedelta(days=60), decided_on=today - timedelta(days=70), source="Letter of the council",
            weekly=Decimal("38.40"), on=today, by=by,
        )  # fmt: skip


def _contingency(house: House, story: Story, today: date) -> None:
    with acting_as(story.cc) as by:
        used = contingency.ask(
            budget_id=story.budget.pk, amount=Decimal("310.00"), needed_on=today + timedelta(days=2), on=today, by=by,
            what_happened="An assistant broke her wrist; agency care for three nights.",
        )  # fmt: skip
    with acting_as(house["commissioner"]) as by:
        contingency.approve(use_id=used.pk, reason="This is what it is for.", on=today, by=by)
    with acting_as(story.cc) as by:
        contingency.ask(
            budget_id=story.budget.pk, amount=Decimal("95.00"), needed_on=today + timedelta(days=9), on=today, by=by,
            what_happened="The hoist's sling is worn; the supplier lends one for a week.",
        )  # fmt: skip


def _contracts(house: House, stories: tuple[Story, Story], today: date) -> None:
    with acting_as(house["finance"]) as by:
        spot = contracts.add_contract(
            name="Home care for one person", provider="Moorside Care", kind="spot", starts=SINCE, key=uuid4(), by=by
        )
        block = contracts.add_contract(
            name="Community nursing at night", provider="Northmoor Community NHS", kind="block", starts=SINCE,
            annual_value=Decimal("1840000.00"), key=uuid4(), by=by,
            release_rule="From the fifth person who leaves, the agreed price a night is taken out each quarter.",
        )  # fmt: skip
        first = today - timedelta(days=154)
        contracts.add_release(
            budget_id=stories[0].budget.pk, contract_id=spot.pk, basis=ReleaseBasis.SPOT_PRICE, weekly=Decimal("1105.00"),
            basis_words="What the agency was paid a week until the budget began.", released_from=first,
            double_running_to=first + timedelta(days=13), key=uuid4(), by=by,
        )  # fmt: skip
        contracts.add_release(
            budget_id=stories[1].budget.pk, contract_id=block.pk, basis=ReleaseBasis.UNIT_PRICE, unit="night",
            units_per_week=Decimal(4), unit_price=Decimal("86.00"), released_from=first + timedelta(days=90), key=uuid4(), by=by,
            basis_words="Agreed with the provider in June.",
        )  # fmt: skip


def make_uplift(house: House, today: date) -> None:
    """A rise from the first of next month, worked out and waiting for a second person."""
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    with acting_as(house["finance"]) as by:
        made = uplifting.prepare(
            values={
                "name": f"Agency prices from {first:%B %Y}", "reason": "Made-up planning guidance",
                "stream": "", "provider": "", "place_id": None, "fixed_providers": [],
                "percents": {"agency": "3.6", "personal_assistant": "4.1", "payroll": "2.0"},
                "effective_from": first,
            },
            on=today, by=by,
        )  # fmt: skip
        made = uplifting.preview(uplift_id=made.pk, on=today, by=by)
        uplifting.propose(uplift_id=made.pk, edition=made.edition, by=by)
