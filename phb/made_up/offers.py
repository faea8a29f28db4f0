"""Made-up local offers, people referred for them, people pointed out, and places of care: by the services themselves."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from eligibility.rules.case_finding import conditions_of
from eligibility.services import finding, offers, places
from phb.core.made_up import nhs_number
from phb.core.people import record_death
from phb.core.tenancy import acting_as
from phb.made_up import assessments
from phb.made_up.staff import House

SINCE = date(2026, 4, 1)
REVIEW = "Write to the head of personalised commissioning within three months. Somebody who did not decide looks at it again."


def _yes(key: str, text: str, *, required: bool = True) -> dict[str, Any]:
    return {"id": key, "text": text, "type": "boolean", "required": required}


def _number(key: str, text: str, at_least: str) -> dict[str, Any]:
    return {"id": key, "text": text, "type": "number", "at_least": at_least, "at_most": "", "required": True}


def _paper(key: str, text: str) -> dict[str, Any]:
    return {"id": key, "text": text, "type": "document", "required": False}


OFFERS: dict[str, dict[str, Any]] = {
    "WHEELCHAIR": {
        "name": "Wheelchairs and buggies",
        "about": "A chair that fits the person’s posture, health and daily life.",
        "criteria": [
            _yes("c1", "Is the need expected to last more than 6 months?"),
            _yes("c2", "Is the person registered with a practice in the area, or living here?"),
        ],
        "management_options": ["NOTIONAL", "NOTIONAL_WITH_CONTRIBUTION", "THIRD_PARTY"],
        "periods": [{"under": 18, "years": 3}, {"under": None, "years": 5}],
        "repairs_in_budget": True,
        "outside": [
            "Short loans, for example after an operation",
            "Chairs for occasional use out of doors only",
            "Mobility scooters and powered chairs for out of doors only",
            "Chairs shared by several people in a care home",
            "Chairs solely for sport, work or school: Access to Work or the council may help",
        ],
        "decision_days": 42,
        "decider": "Clinical lead of the wheelchair service",
    },
    "MATERNITY": {
        "name": "Personal maternity care budget",
        "about": "A choice among our commissioned providers for care before, at and after birth, with a plan of one’s own.",
        "criteria": [_yes("c1", "Is the person pregnant and cared for in the area?")],
        "management_options": ["NOTIONAL"],
        "decision_days": 10,
        "decider": "Head of midwifery",
        "review_route": "Through the complaints procedure of the commissioner.",
    },
    "END_OF_LIFE": {
        "name": "Budget in the last year of life",
        "about": "Small things that help somebody stay where they wish to be.",
        "criteria": [_yes("c1", "Is the person likely to be in the last 12 months of life?")],
        "management_options": ["NOTIONAL", "DIRECT_PAYMENT"],
        "cap_amount": Decimal("2000.00"),
        "decision_days": 3,
        "decider": "Matron for end of life care",
    },
    "UNPLANNED_CARE": {
        "name": "Time at home",
        "about": "A one-off budget for what would spare somebody the next ambulance.",
        "criteria": [
            _number("c1", "How many attendances at A&E in 12 months?", "5"),
            _yes("c2", "Does the person’s practice support the request?"),
        ],
        "find": [{"fact": "ae_attendances_12m", "at_least": "5", "at_most": ""}],
        "management_options": ["NOTIONAL", "DIRECT_PAYMENT"],
        "cap_amount": Decimal("1500.00"),
        "decision_days": 20,
        "decider": "Personal health budget panel",
    },
    "BRAIN_INJURY": {
        "name": "Rehabilitation after brain injury",
        "about": "Practice in everyday life, towards goals agreed with the rehabilitation team.",
        "criteria": [
            _yes("c1", "Has the person goals agreed with NHS-funded rehabilitation?"),
            _paper("c2", "The plan of the rehabilitation team"),
        ],
        "management_options": ["NOTIONAL", "DIRECT_PAYMENT", "THIRD_PARTY"],
        "decision_days": 28,
        "decider": "Personal health budget panel",
    },
    "CARERS": {
        "name": "Carer’s break",
        "about": "Time for oneself, so that caring can go on.",
        "criteria": [
            _yes("c1", "Does the person look after somebody without pay?"),
            _number("c2", "For how many hours a week?", "20"),
        ],
        "management_options": ["DIRECT_PAYMENT", "NOTIONAL"],
        "cap_amount": Decimal("500.00"),
        "decision_days": 15,
        "decider": "Head of personalised commissioning",
    },
    "LEARNING_DISABILITY": {
        "name": "Living well outside hospital",
        "about": "For people with a learning disability, and autistic people, who are in hospital or might be admitted.",
        "criteria": [
            _yes("c1", "Is the person in hospital, at risk of admission, or on the dynamic support register?")
        ],
        "management_options": ["NOTIONAL", "DIRECT_PAYMENT", "THIRD_PARTY"],
        "decision_days": 28,
        "decider": "Learning disability and autism panel",
    },
}
# What somebody's form says of the criteria of each offer.
MEETS: dict[str, dict[str, Any]] = {
    "MATERNITY": {"c1": True},
    "END_OF_LIFE": {"c1": True},
    "UNPLANNED_CARE": {"c1": "7", "c2": True},
    "BRAIN_INJURY": {"c1": True, "c2": "Plan of 3 March, on file"},
    "CARERS": {"c1": True, "c2": "35"},
    "LEARNING_DISABILITY": {"c1": True},
}
ROUTES = {"MATERNITY": "MATERNITY", "END_OF_LIFE": "END_OF_LIFE", "WHEELCHAIR": "WHEELCHAIR"}


def make_offers(house: House, cohorts: tuple[str, ...] = tuple(OFFERS)) -> dict[str, Any]:
    """The offers in force since April, each written by one commissioner and approved by another."""
    made = {}
    for cohort in cohorts:
        terms = {
            "review_route": REVIEW,
            "published_url": "https://www.northmoor.example.nhs.uk/offers",
            **OFFERS[cohort],
        }
        with acting_as(house["commissioner"]) as by:
            offer = offers.draft_offer(cohort=cohort, name=terms["name"], enabled_from=SINCE, by=by)
            offers.save_offer(offer_id=offer.pk, edits=0, by=by, **terms)
            offers.propose_offer(offer_id=offer.pk, by=by)
        with acting_as(house["commissioner2"]) as by:
            made[cohort] = offers.approve_offer(offer_id=offer.pk, edits=1, on=SINCE, by=by)
    return made


def make_drafts(house: House, made: dict[str, Any], today: date) -> None:
    """A version that waits for a second person, and a draft that is not complete."""
    with acting_as(house["commissioner"]) as by:
        following = offers.new_version(offer_id=made["CARERS"].pk, enabled_from=date(today.year + 1, 4, 1), by=by)
        offers.save_offer(offer_id=following.pk, edits=0, by=by, cap_amount=Decimal("650.00"))
        offers.propose_offer(offer_id=following.pk, by=by)
        offers.draft_offer(cohort="HOSPITAL_DISCHARGE", name="Home sooner", enabled_from=today, by=by)


def make_cases(maker: Any, made: dict[str, Any]) -> None:
    """For each offer somebody referred, somebody assessed, and somebody decided on; one day without an offer."""
    for place, (cohort, offer) in enumerate(made.items()):
        route = ROUTES.get(cohort, "LOCAL_OFFER")
        maker.story().refer(4 + place, route, offer_id=offer.pk)
        tool = "wheelchair" if cohort == "WHEELCHAIR" else "local_offer"
        answers = assessments.answers(tool)
        if cohort in MEETS:
            answers |= {"criterion_answers": MEETS[cohort]}
        if cohort == "MATERNITY":
            answers |= {"provider_has_nhs_contract": True, "top_up": False}
        maker.story().refer(14 + place, route, offer_id=offer.pk).assess(6, tool, answers)
        if place % 2 == 0:
            came, days = 70 + place, offer.decision_days
            story = maker.story().refer(came, route, offer_id=offer.pk).assess(came - days // 2, tool, answers)
            story.decide(came - days + 1, reasons="The criteria of the offer are met.", reason_codes=[])
    maker.story().refer((maker.today - SINCE).days + 3, "MATERNITY", reason="Referred before the offer began.")


def point_out(maker: Any, offer: Any) -> None:
    """People pointed out by a file: one referred, one left for later, one not suitable, the others to be looked at."""
    house, today = maker.house, maker.today
    rows = ["nhs_number,name,date_of_birth,ae_attendances_12m,admissions_12m"]
    names = ("Ivor Maddox", "Joyce Penhaligon", "Sunil Rao", "Meg Trelawney", "Cyril Bassett", "Dot Hargreave")
    for n, name in enumerate(names):
        rows.append(f"{nhs_number(next(maker.numbers))},{name},19{41 + 6 * n}-0{n + 1}-1{n},{4 + n},{n}")
    with acting_as(house["commissioner"]) as by:
        checked = finding.check_file(
            offer_id=offer.pk,
            file_name="frequent-attenders.csv",
            content="\n".join(rows).encode(),
            conditions=conditions_of(offer.find),
            on=today,
            by=by,
        )
        found = list(finding.take_file(finding_id=checked.pk, on=today, by=by).candidates.order_by("id"))
        finding.refer_candidate(
            candidate_id=found[0].pk, reason="Asked on the telephone; would like it.", on=today, by=by
        )
        finding.put_off_candidate(candidate_id=found[1].pk, reason="In hospital; ask again in January.", by=by)
        finding.dismiss_candidate(candidate_id=found[2].pk, reason="Has moved to Southvale.", by=by)


def ask_about_places(maker: Any) -> None:
    """Answers about places of care and of death, the four ways of having none among them, and one death."""
    today = maker.today
    asked = [
        ("PPD", "HOME", "In my own bed, with the window open."),
        ("PPD", "HOSPICE", ""),
        ("PPD", "NO_PREFERENCE", ""),
        ("PPD", "NOT_DECIDED", "Wants to talk to her daughter first."),
        ("PPC", "HOME", ""),
        ("PPD", "DID_NOT_WISH_TO_SAY", ""),
        ("PPD", "NOT_ASKED", "Too unwell on the day."),
    ]
    for n, (kind, place, words) in enumerate(asked):
        story = maker.story().refer(40 - n, "END_OF_LIFE")
        with acting_as(story.cc) as by:
            day = today - timedelta(days=30 - n)
            who = "" if place == "NOT_ASKED" else "The person"
            places.record_place(
                case_id=story.case.pk, kind=kind, place=place, asked_on=day, asked_of=who, words=words, on=today, by=by
            )
            if n < 2:
                died = today - timedelta(days=9 - n)
                record_death(person_id=story.person.pk, died_on=died, on=today, by=by)
                places.record_place(
                    case_id=story.case.pk,
                    kind="APD",
                    place="HOME",
                    asked_on=died,
                    asked_of="Family or friend",
                    reason_not_achieved="" if n == 0 else "No bed was free in the last days.",
                    on=today,
                    by=by,
                )
