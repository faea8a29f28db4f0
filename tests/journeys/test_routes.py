"""Each route from referral to decision on the screen, by whoever does each step, with what the hand does counted.

given the record of a person, when a coordinator refers, a professional assesses and a commissioner decides, then the case
says so in the route's words. docs/journeys.md states how many pages, choices and characters each took; the test
holds it to that.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eligibility.models import Case
from phb.core.actors import Actor, the_service
from phb.core.models import Organisation, Person, User
from phb.core.tenancy import acting_as
from tests.factories.core import assign, make_actor, make_person
from tests.factories.eligibility import eligible
from tests.factories.offers import make_offer
from tests.journeys.someone import ROOT, Someone

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 9, 7)
DOCS = ROOT / "docs" / "journeys.md"
PART = {"participated": "PERSON"}
ASSESSOR = {"assessed_by": "Catherine Bell", "assessor_role": "Nurse"}


@dataclass(frozen=True)
class Form:
    """One form: whose it is, what is answered, and the days that complete it."""

    answers: dict[str, Any]
    by: str = "assessor"
    rest: tuple[str, str] | None = None
    received: bool = False


@dataclass(frozen=True)
class Way:
    """One route: who it is for, its forms, the decision, and the words the case then has."""

    route: str
    title: str
    born: date
    forms: tuple[Form, ...]
    decision: dict[str, Any]
    decide: str
    words: str
    refer: dict[str, Any] = field(default_factory=dict)


LEVELS = {"level.breathing": "SEVERE", "level.mobility": "SEVERE"}
FOUR = dict.fromkeys(("nature", "intensity", "complexity", "unpredictability"), "Written by the team.")
TEAM = {
    "members.0.name": "Catherine Bell", "members.0.profession": "NURSE", "members.0.organisation": "Northmoor ICB",
    "members.1.name": "Tom Ade", "members.1.profession": "SOCIAL_WORKER", "members.1.organisation": "Northmoor Council",
    "members.1.is_care_act_assessor": True,
}  # fmt: skip
WAYS = (
    Way(
        "CHC", "Adult continuing healthcare", date(1958, 3, 14),
        (
            Form({"domain.breathing": "A", **PART, "practitioner": "Maya Osei",
                 "practitioner_role": "Care coordinator"}, by="coordinator", rest=("domain", "C"), received=True),
            Form({**LEVELS, **FOUR, **TEAM, **PART,
                 "recommendation": "RECOMMEND_ELIGIBLE", "rationale": "Two severe levels."}, rest=("level", "NONE")),
        ),
        {"decision": "ELIGIBLE", "on": DAY, "la_consulted": "yes", "reason_codes": ["NATURE"], "reasons": "Your needs are for health care."},
        "Decide on eligibility", "Eligible",
    ),
    Way(
        "CYPCC", "Children’s continuing care", date(2016, 5, 2),
        (
            Form({"pre_assessment_outcome": "FULL_ASSESSMENT", "reason": "Seizures each day.", **ASSESSOR, **PART}, by="coordinator", received=True),
            Form({"level.seizures": "SEVERE", "evidence_areas.preferences": True, "evidence_areas.holistic_assessment": True,
                  "evidence_areas.reports": True, "evidence_areas.dst_domains": True, **ASSESSOR, **PART,
                  "recommendation": "HAS_CC_NEED", "rationale": "Daily seizures."}, rest=("level", "NONE")),
        ),
        {"decision": "HAS_CC_NEED", "on": DAY, "term_panel": "Board and council", "reasons": "Seizures each day."},
        "Record the panel’s decision", "Has a continuing care need",
    ),
    Way(
        "WHEELCHAIR", "Personal wheelchair budget", date(1980, 1, 9),
        (Form({"criteria_met.*": "yes", "long_term": "yes", "need_reason": "CLINICAL_CHANGE", "told_budget": True, "told_options": True,
               "told_repairs": True, "told_ownership": True, "option": "NOTIONAL", "budget_value": "2350.00", "findings": "Posture has changed.", **ASSESSOR, **PART,
               "recommendation": "RECOMMEND_ELIGIBLE", "rationale": "A new chair is needed."}),),
        {"decision": "RIGHT_TO_HAVE", "on": DAY, "reasons": "The criteria are met and a new chair is needed."},
        "Decide on the personal wheelchair budget", "Personal wheelchair budget",
    ),
    Way(
        "S117", "Section 117 aftercare", date(1975, 7, 1),
        (Form({"section": "S3", "detained_from": date(2026, 1, 5), "ceased_detention": date(2026, 8, 3), "left_hospital": date(2026, 8, 3),
               "on_cto": "no", "second_detention": "no", "residence_before_detention_la": "Northmoor Council",
               "icb_at_application": "NHS Northmoor ICB", "arranged_by_nhs_england": "no",
               "service_commissioned_by_nhs_england": "no", "findings": "A weekly nurse.", **ASSESSOR, **PART,
               "recommendation": "RECOMMEND_ELIGIBLE", "rationale": "Detained under section 3."}),),
        {"decision": "ENTITLED", "on": DAY, "reasons": "You were detained under section 3."},
        "Decide on section 117 aftercare", "Entitled",
    ),
    Way(
        "FNC", "NHS-funded nursing care", date(1940, 2, 29),
        (Form({"nursing_home": "yes", "needs_registered_nursing": "yes", "chc_considered": "YES_NOT_ELIGIBLE", "agrees": "yes",
               "findings": "Insulin and wounds.", **ASSESSOR, "start_date": DAY, "band": "STANDARD", **PART,
               "recommendation": "RECOMMEND_ELIGIBLE", "rationale": "Needs a registered nurse."}),),
        {"decision": "ELIGIBLE", "on": DAY, "reasons": "You need care by a registered nurse."},
        "Decide on NHS-funded nursing care", "Nursing care",
        refer={"setting": "NURSING_HOME"},
    ),
    Way(
        "JOINT_PACKAGE", "Joint package", date(1962, 4, 4),
        (Form({"chc_decision": "NOT_ELIGIBLE", "health_needs_beyond_la": "yes", "findings": "Feeding by tube at night.",
               "nhs_part_agreed": "yes", "nhs_part": "Night feeds", "la_part_agreed": "yes", "la_part": "Personal care",
               "dispute_procedure": "yes", **ASSESSOR, **PART, "recommendation": "RECOMMEND_ELIGIBLE", "rationale": "Beyond the council."}),),
        {"decision": "JOINT_PACKAGE", "on": DAY, "reasons": "Night feeds are health care."},
        "Decide on a joint package", "Joint package",
    ),
    Way(
        "MATERNITY", "Maternity", date(1995, 6, 6),
        (Form({"criterion_answers.*": "yes", "option": "NOTIONAL", "findings": "Wants a home birth.", **ASSESSOR, **PART,
               "provider_has_nhs_contract": "yes", "top_up": "no", "recommendation": "RECOMMEND_ELIGIBLE", "rationale": "The offer fits."}),),
        {"decision": "OFFERED", "on": DAY, "reasons": "You meet the offer."},
        "Decide on the offer", "Offered",
    ),
    Way(
        "END_OF_LIFE", "End of life outside Fast Track", date(1938, 12, 24),
        (Form({"criterion_answers.*": "yes", "option": "NOTIONAL", "findings": "Wishes to be at home.", **ASSESSOR, **PART,
               "recommendation": "RECOMMEND_ELIGIBLE", "rationale": "The offer fits."}),),
        {"decision": "OFFERED", "on": DAY, "reasons": "You meet the offer."},
        "Decide on the offer", "Offered",
    ),
    Way(
        "LOCAL_OFFER", "Local offer", date(1970, 10, 10),
        (Form({"criterion_answers.*": "yes", "option": "NOTIONAL", "findings": "Fewer admissions hoped for.", **ASSESSOR, **PART,
               "recommendation": "RECOMMEND_ELIGIBLE", "rationale": "The offer fits."}),),
        {"decision": "OFFERED", "on": DAY, "reasons": "You meet the offer."},
        "Decide on the offer", "Offered",
    ),
)  # fmt: skip
COHORTS = ("WHEELCHAIR", "MATERNITY", "END_OF_LIFE", "UNPLANNED_CARE")


@pytest.fixture
def cast(here: Organisation) -> dict[str, Actor]:
    with acting_as(the_service(here.pk)):
        made = {
            "coordinator": make_actor("CC", here, name="Maya Osei"),
            "assessor": make_actor("CLN", here, name="Catherine Bell"),
            "commissioner": make_actor("COM", here, name="Judith Frame"),
        }
        other = make_actor("COM", here, name="Peter Lund")
        for cohort in COHORTS:
            make_offer(other, made["commissioner"], cohort=cohort, name=f"Offer for {cohort.lower()}")
        return made


def person_of(here: Organisation, cast: dict[str, Actor], born: date, name: str) -> Person:
    with acting_as(the_service(here.pk)):
        person = make_person(here, given_name="Adaeze", family_name=name, date_of_birth=born)
        assign(person, cast["coordinator"], "COORDINATOR")
        assign(person, cast["assessor"], "CLINICIAN")
        return person


def test_each_route_from_referral_to_decision(here, cast, someone, calendar, pictures):
    calendar("2026-09-07 10:00")
    emails = {role: User.objects.get(pk=actor.user_id).email for role, actor in cast.items()}
    at = {role: someone(email) for role, email in emails.items()}
    for each in at.values():
        each.sign_in()
    counted = {}
    for way in WAYS:
        person = person_of(here, cast, way.born, way.title.split()[-1])
        for each in at.values():
            each.steps = each.choices = each.keys = 0
        _walk(way, person, at)
        counted[way.title] = tuple(
            sum(getattr(each, what) for each in at.values()) for what in ("steps", "choices", "keys")
        )
    counted["Fast Track"] = _fast_track(here, cast, at)
    counted["Direct payment suitability"] = _direct_payment(here, cast, at)
    (pictures / "journeys.txt").write_text(
        "\n".join(f"| {k} | {' | '.join(map(str, v))} |" for k, v in counted.items())
    )
    assert counted == _stated(), "docs/journeys.md states another count: look at what changed, then write the new one"
    assert [fault for each in at.values() for fault in each.faults] == []
    assert [complaint for each in at.values() for complaint in each.complaints] == []


def _walk(way: Way, person: Person, at: dict[str, Someone]) -> None:
    who = at["coordinator"]
    who.open(f"/people/{person.pk}/refer/")
    who.fill(route=way.route, received_on=DAY, referred_by="Dr Lewis", **{"setting": "OWN_HOME", **way.refer})
    offers = who.page.locator("main [name^='offer_']:visible")
    if offers.count():
        offers.first.select_option(index=1)
        who.choices += 1
    who.press("Record the referral")
    case = f"/cases/{who.number}/"
    for form in way.forms:
        who = at[form.by]
        who.open(case)
        # The one action that the case gives for what happens next.
        who.go(who.page.locator("main .phb-next form button").first)
        _answer(who, form)
        who.press("Check and complete")
        who.sees("What the rule says")
        days = {"completed_on": DAY, **({"received_on": DAY} if form.received else {})}
        who.fill(**{name: day for name, day in days.items() if who.page.locator(f"[name='{name}_day']").count()})
        who.go(who.page.locator("main form button[type=submit]").first)
        who.sees("Completed")
    who = at["commissioner"]
    who.open(case)
    who.go(who.page.locator("main a[href$='/decide/']").first)
    who.title(way.decide)
    who.fill(
        **{
            n: v
            for n, v in way.decision.items()
            if isinstance(v, date) or who.page.locator(f"main [name='{n}']").count()
        }
    )
    who.press("Check the decision")
    who.go(who.page.locator("main button[name=do][value=decide]"))
    who.sees(way.words)
    who.check(f"route-{way.route.lower()}-case")


def _answer(who: Someone, form: Form) -> None:
    """What the form asks: the rest of its domains at one level, then each answer; a name with * stands for all its boxes."""
    if form.rest:
        prefix, level = form.rest
        names = who.page.locator(f"main input[type=radio][name^='{prefix}.']").evaluate_all(
            "es => [...new Set(es.map(e => e.name))]"
        )
        for name in names:
            who.put(name, form.answers.get(name, level))
    for name, value in form.answers.items():
        if form.rest and name.startswith(f"{form.rest[0]}."):
            continue
        if name.endswith("*"):
            _answer_all(who, name[:-1], value)
        else:
            who.put(name, value)


def _answer_all(who: Someone, prefix: str, value: str) -> None:
    boxes = who.page.locator(f"main [name^='{prefix}']").evaluate_all(
        "es => [...new Set(es.map(e => e.name + '|' + e.type))]"
    )
    for name, kind in (box.split("|") for box in boxes):
        who.put(name, value if kind == "radio" else "25")


def _fast_track(here: Organisation, cast: dict[str, Actor], at: dict[str, Someone]) -> tuple[int, ...]:
    """A tool arrives by the hour, the board finds eligible, care is in place within 48 hours."""
    person = person_of(here, cast, date(1949, 8, 8), "Track")
    for each in at.values():
        each.steps = each.choices = each.keys = 0
    who = at["coordinator"]
    who.open(f"/people/{person.pk}/refer/")
    who.fill(route="CHC", received_on=DAY, referred_by="Hospice", setting="OWN_HOME")
    who.press("Record the referral")
    case = who.path
    who.follow("Record a Fast Track tool")
    who.fill(
        received_on=DAY, received_time="9:15", clinician_name="Dr Laird", clinician_register="GMC_DOCTOR",
        responsible_under_nhs_act="yes", rapidly_deteriorating="yes", may_be_entering_terminal_phase="yes",
        reasons="Weeks rather than months.",
    )  # fmt: skip
    who.go(who.page.locator("main form button[type=submit]").last)
    who = at["commissioner"]
    who.open(case)
    who.go(who.page.locator("main a[href$='/decide/']").first)
    given = {"decision": "ELIGIBLE", "on": DAY, "la_consulted": "yes", "reasons": "The tool was properly completed."}
    who.fill(
        **{n: v for n, v in given.items() if isinstance(v, date) or who.page.locator(f"main [name='{n}']").count()}
    )
    who.press("Check the decision")
    who.go(who.page.locator("main button[name=do][value=decide]"))
    who.sees("Fast Track care in place", "48")
    who.check("route-fast-track-case")
    return tuple(sum(getattr(each, what) for each in at.values()) for what in ("steps", "choices", "keys"))


def _direct_payment(here: Organisation, cast: dict[str, Actor], at: dict[str, Someone]) -> tuple[int, ...]:
    """Somebody eligible asks for a direct payment: an assessor looks at each condition, a commissioner decides."""
    person = person_of(here, cast, date(1966, 1, 2), "Payment")
    with acting_as(cast["coordinator"]):
        case: Case = eligible(person, cast["assessor"], cast["commissioner"])
    for each in at.values():
        each.steps = each.choices = each.keys = 0
    who = at["assessor"]
    who.open(f"/cases/{case.pk}/")
    who.go(who.page.locator("main").get_by_text("Look at suitability for a direct payment", exact=True).first)
    form = Form({"capacity": "HAS_CAPACITY", "consent": "yes", "in_prison": "no", "recipient_type": "PERSON", "can_manage": "ALONE",
                "appropriate_for_condition": "yes", "value_for_money": "yes", "care_plan_agreed": "yes", "risks_agreed": "yes", "needs_met_by_services": "yes", "covers_full_cost": "yes", "review_agreed": "yes", **ASSESSOR, **PART})  # fmt: skip
    _answer(who, form)
    who.press("Check and complete")
    who.fill(completed_on=DAY)
    who.go(who.page.locator("main form button[type=submit]").first)
    who = at["commissioner"]
    who.open(f"/cases/{case.pk}/direct-payment/")
    who.fill(answer="PERMITTED", on=DAY, reasons="All conditions are met.")
    who.check("route-direct-payment-decide")
    who.go(who.page.locator("main form button[type=submit]").first)
    who.title("Check the answer")
    who.go(who.page.locator("main button[name=do][value=decide]"))
    who.sees("Decided. The person is told in writing.")
    return tuple(sum(getattr(each, what) for each in at.values()) for what in ("steps", "choices", "keys"))


def _stated() -> dict[str, tuple[int, ...]]:
    rows = (
        re.findall(r"^\| ([^|]+?) \| (\d+) \| (\d+) \| (\d+) \|$", Path(DOCS).read_text(), re.M)
        if DOCS.exists()
        else []
    )
    return {title: (int(pages), int(choices), int(keys)) for title, pages, choices, keys in rows}
