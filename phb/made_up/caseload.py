"""Some sixty made-up people over all routes and stages, awkward ones among them.

The first organisation has most; the second has a few of each, to show that neither sees the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from phb.core.actors import Actor
from phb.core.made_up import nhs_number
from phb.core.models import Assignment, Declaration, Grant, NamedStaff, Person
from phb.core.people import record_death
from phb.core.policies import set_policy
from phb.core.tenancy import acting_as
from phb.made_up import library, money, offers, plans
from phb.made_up.staff import House, make_account
from phb.made_up.stories import Story
from phb.made_up.year import live_a_year, pause_next_payment

LONG_GIVEN = "Wilhelmina Featherstonehaugh-Cholmondeley Marjoribanks"
LONG_FAMILY = (
    "Anstruther-Gough-Calthorpe née Vane-Tempest-Stewart of Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
)
ROUTES = {"S117": "section_117", "JOINT_PACKAGE": "joint_package"}
FEW_OFFERS = ("WHEELCHAIR", "CARERS")


@dataclass
class Maker:
    """Hands out stories with numbers that never repeat."""

    house: House
    random: Random
    today: date
    numbers: Iterator[int]
    made: list[Person] = field(default_factory=list)

    def story(self, **person: Any) -> Story:
        story = Story(self.house, self.random, self.today).begin(nhs_number(next(self.numbers)), **person)
        self.made.append(story.person)
        return story


def make_people(houses: list[House], *, seed: int, today: date) -> int:
    """Everybody, step by step; returns how many people there are."""
    numbers = count(seed * 500 % 400_000 + 1)
    total = 0
    for place, house in enumerate(houses):
        maker = Maker(house, Random(f"{seed}:{place}"), today, numbers)  # noqa: S311  (made-up people, not secrets)
        _settings(house)
        library.make_library(house)
        money.make_tables(house)
        _screening(maker, max(1, 2 - place))
        _deciding(maker, 1)
        _planning(maker, 1)
        _other_routes(maker)
        _local_offers(maker, full=place == 0)
        _running(maker, full=place == 0)
        if place == 0:
            _awkward(maker)
        money.keep_figures(house, today)
        total += len(maker.made)
    return total


def _settings(house: House) -> None:
    payer = {
        "name": house.organisation.name[:18].upper(),
        "sort_code": "089999",
        "number": "66374958",
        "service_user": "123456",
    }
    with acting_as(house["administrator"]) as by:
        set_policy(key="payer_account", value=payer, starts=date(2024, 4, 1), by=by, source="Made up")


def _screening(maker: Maker, each: int) -> None:
    """Referred, Checklist begun, screened out, waiting for assessment: early, near its clock, past it."""
    for n in range(each + 1):
        maker.story().refer(days_ago=2 + n)
        maker.story().refer(days_ago=6 + n).checklist(5 + n, complete=False)
    maker.story().refer(30).checklist(28, columns="CCBBCCCCCBC")
    for days_ago in (4, 15, 23, 27, 31, 40)[: each * 3]:
        maker.story().refer(days_ago + 2).checklist(days_ago)


def _deciding(maker: Maker, each: int) -> None:
    for n in range(each):
        maker.story().refer(20 + n).checklist(18 + n).dst(3 + n, complete=False)
        maker.story().refer(28 + n).checklist(26 + n).dst(6 + n)
        maker.story().refer(36).checklist(33).dst(9)
        maker.story().refer(60).checklist(58).dst(41, eligible=False).decide(
            34, "NOT_ELIGIBLE", reason_codes=["NATURE", "INTENSITY"]
        )
    maker.story().refer(44).checklist(42).dst(25).decide(20, "RETURNED_FOR_EVIDENCE")
    maker.story().refer(2).fast_track(1)
    maker.story().refer(9).fast_track(8).decide(8)


def _planning(maker: Maker, each: int) -> None:
    """Eligible, and then one more step for each."""
    steps = ("draft", "shared", "agreed", "clinical", "finance", "authorised")
    for n in range(each):
        _eligible(maker)
        _eligible(maker).indicative(10)
        _eligible(maker).indicative(9).plan(8, "empty")
        for place, step in enumerate(steps):
            story = _eligible(maker).indicative(20).plan(12 - place, step, more=n == 0, matters=n + place)
            if n == 0:
                _talk_and_panel(story, step)


def _talk_and_panel(story: Story, step: str) -> None:
    """Something said about the shared plan, and the checked one on a panel's agenda."""
    if step == "shared":
        with acting_as(story.cc) as by:
            plans.talked_about(story.version.pk, by, story.today - timedelta(days=3))
    if step == "finance":
        plans.before_a_panel(story.house, story.version.pk, story.today)


def _eligible(maker: Maker, **person: Any) -> Story:
    return maker.story(**person).refer(70).checklist(66).dst(50).decide(42)


def _other_routes(maker: Maker) -> None:
    for route, tool in ROUTES.items():
        maker.story().refer(25, route).assess(10, tool)
        maker.story().refer(80, route).assess(60, tool).decide(55, **_plain_reasons(route))
    child = maker.story(born=date(2014, 5, 9), coordinator="coordinator2").refer(35, "CYPCC").assess(12, "children")
    child.decide(6, **_plain_reasons("CYPCC"))
    maker.story(born=maker.today.replace(year=maker.today.year - 9), coordinator="coordinator2").refer(12, "CYPCC")


def _local_offers(maker: Maker, *, full: bool) -> None:
    """Offers with people on the way to them; in the first organisation also people pointed out, and places of care."""
    made = offers.make_offers(maker.house, tuple(offers.OFFERS) if full else FEW_OFFERS)
    offers.make_cases(maker, made)
    if full:
        offers.make_drafts(maker.house, made, maker.today)
        offers.point_out(maker, made["UNPLANNED_CARE"])
        offers.ask_about_places(maker)


def _plain_reasons(route: str) -> dict[str, Any]:
    terms = {
        "CYPCC": {"panel": "Dr Osei for the board, Ms Finch for the council, Mr Ito for the school."},
        "JOINT_PACKAGE": {"nhs_part": "Training of two carers.", "la_part": "Personal care, 20 hours a week."},
    }
    found: dict[str, Any] = {"reasons": "The criteria of this route are met.", "reason_codes": []}
    return found | ({"terms": terms[route]} if route in terms else {})


def _running(maker: Maker, *, full: bool) -> None:
    """Direct payments that have run since summer, with payments and bank lines: one, or one of each kind."""
    holder = _active(maker, given_name="Adaeze", family_name="Okafor")
    _sign_in(maker.house, "holder", holder.person, "HOLDER", "SELF")
    if not full:
        live_a_year(maker.house, [holder], maker.random, maker.today)
        return
    others = [
        _active(maker),
        _active(maker, route="JOINT_PACKAGE", funders=(("NHS", "57"), ("Northmoor Council", "43"))),
        _active(maker, more_services=6),
    ]
    live_a_year(maker.house, [holder, *others], maker.random, maker.today)
    _looked_at_again(holder, others[1])
    pause_next_payment(maker.house, others[1])
    money.make_changes(maker.house, holder, others[1], others[0], maker.today)
    with acting_as(others[2].cc) as by:
        record_death(person_id=others[2].person.pk, died_on=maker.today - timedelta(days=6), on=maker.today, by=by)
    _eligible(maker).indicative(20).plan(14, "authorised").account(3, checked=False)
    _eligible(maker).indicative(30).plan(20, "authorised", holding="notional")
    money.make_uplift(maker.house, maker.today)
    _sign_in(maker.house, "representative", others[0].person, "REPRESENTATIVE", "LPA", name="Grace Bennett")


def _looked_at_again(holder: Story, other: Story) -> None:
    """Outcomes scored when the plans began, and one review under way."""
    for story in (holder, other):
        with acting_as(story.cc) as by:
            plans.scored_at_start(story.version.plan_id, by, story.today - timedelta(days=170))
    with acting_as(other.cc) as by:
        plans.review_under_way(other.version.plan_id, by, other.today)


def _active(
    maker: Maker, *, route: str = "CHC", funders=(("NHS", "100"),), more_services: int = 0, **person: Any
) -> Story:
    story = maker.story(**person).refer(230, route)
    if route == "CHC":
        story = story.checklist(226).dst(212).decide(205)
    else:
        story = story.assess(212, ROUTES[route]).decide(205, **_plain_reasons(route))
    return (
        story.indicative(200)
        .plan(190, "authorised", more=True, funders=funders, more_services=more_services, one_off=None)
        .account(180)
    )


def _sign_in(house: House, key: str, person: Person, kind: str, basis: str, name: str = "") -> Actor:
    user = make_account(house, key, name or person.full_name)
    with acting_as(house.service):
        Grant.objects.create(
            organisation=house.organisation,
            person=person,
            user=user,
            kind=kind,
            basis=basis,
            starts=date(2026, 1, 1),
            act_on_money=True,
            act_on_plan=True,
        )
    return Actor(user.pk, user.name, house.organisation.pk, "BH" if kind == "HOLDER" else "REP")


def _awkward(maker: Maker) -> None:
    """Long names, another script, a withheld address, a restricted record, a relative on the staff, a death, a child turning 16."""
    today = maker.today
    _eligible(maker, given_name=LONG_GIVEN, family_name=LONG_FAMILY).indicative(9).plan(8, "shared", more_services=4)
    maker.story(given_name="ياسمين", family_name="الخطيب 🌷").refer(12).checklist(10)
    maker.story(address_withheld=True).refer(14).checklist(12)
    hidden = maker.story().refer(9)
    relative = maker.story().refer(9)
    soon_sixteen = today + timedelta(days=12)
    maker.story(born=soon_sixteen.replace(year=soon_sixteen.year - 16), coordinator="coordinator2").refer(
        20, "CYPCC"
    ).assess(9, "children")
    with acting_as(maker.house.service):
        Person.objects.filter(pk=hidden.person.pk).update(restricted=True)
        NamedStaff.objects.create(
            organisation=maker.house.organisation,
            person=hidden.person,
            membership_id=maker.house["commissioner"].membership_id,
            reason="A colleague of the team",
        )
        Declaration.objects.create(
            organisation=maker.house.organisation,
            person=relative.person,
            user_id=maker.house["commissioner2"].user_id,
            relationship="Uncle",
        )
        Assignment.objects.filter(person=hidden.person).update(ends=today - timedelta(days=1))
