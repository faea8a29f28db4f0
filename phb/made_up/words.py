"""What made-up people and staff say and write."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from careplans import selectors
from careplans import services as careplans
from careplans.services.exceptions import record_replaced_package
from phb.core.actors import Actor
from phb.core.models import Person

REFERRERS = (
    "Ward 7, Northmoor General Hospital",
    "Dr Lewis, Mill Street Surgery",
    "Community nursing team",
    "Langwick Care Home",
)
REFERRAL = "Needs have grown since the last hospital stay. The family asks for an assessment."
EVIDENCE = {
    "breathing": "Oxygen at 2 litres at night; breathless on transfer. Community respiratory notes of last month.",
    "nutrition": "Needs help with each meal, about forty minutes. Speech and language therapy: soft diet.",
    "mobility": "Hoisted for all transfers by two carers. Falls risk assessed as high.",
    "skin": "Repositioned every four hours; skin intact since the new mattress.",
    "cognition": "Knows family; needs prompting through the day. Memory clinic letter on file.",
    "behaviour": "Calm with carers who are known; distressed twice last month on personal care.",
    "drug_therapies": "Seven medicines, given by trained carers; pain varies and dose is adjusted weekly.",
    "altered_consciousness": "Two short absences in six months, carer stayed with them.",
}
ELIGIBLE_LEVELS = {
    "breathing": "SEVERE",
    "mobility": "SEVERE",
    "nutrition": "HIGH",
    "drug_therapies": "HIGH",
    "cognition": "MODERATE",
    "skin": "MODERATE",
    "continence": "MODERATE",
    "other": "NONE",
}
LOW_LEVELS = {
    "mobility": "MODERATE",
    "cognition": "LOW",
    "breathing": "NONE",
    "other": "NONE",
    "altered_consciousness": "NONE",
}
CHARACTERISTICS = {
    "nature": "Needs arise from advanced disease of the lungs and the nerves; help is hands-on at every transfer.",
    "intensity": "Care is needed through the day and three times a night, by two people for each move.",
    "complexity": "Breathing, swallowing and pain act on each other; carers must read early signs together.",
    "unpredictability": "Breathing can worsen within the hour; trained carers act before the nurse arrives.",
}
RATIONALE = "Taken together, the quantity and quality of care are beyond what a council could be expected to provide."
RATIONALE_NOT = "Needs are of a kind that social care meets, with visits by the district nurse."
SUMMARY = {
    "findings": "Assessed at home with the family. The needs and the local criteria are set out in the attached report.",
    "recommendation": "RECOMMEND_ELIGIBLE",
    "rationale": "The criteria of this route are met.",
    "participated": "BOTH",
    "assessed_by": "Ruth Adeyemi",
}
FAST_TRACK = {
    "clinician_register": "NMC_NURSE",
    "responsible_under_nhs_act": True,
    "rapidly_deteriorating": True,
    "may_be_entering_terminal_phase": True,
    "reasons": "Rapid decline over two weeks; wishes to be cared for at home.",
    "preferred_place_of_care": "HOME",
    "clinician": "Sister Catherine Bell",
}
REASONS = {
    "ELIGIBLE": "The nature, intensity and complexity of the needs show a primary health need. The team's recommendation is followed.",
    "NOT_ELIGIBLE": "The needs, taken together, are not of a kind beyond what social care provides. The team's recommendation is followed.",
    "RETURNED_FOR_EVIDENCE": "The night records of the last four weeks are missing and bear on intensity.",
}
MATTERS = (
    "Being at home with my family around me. Choir on Thursdays, and my own front door.",
    "Seeing my garden every day. Being asked, not told.",
    "Getting outside. My daughter's visits. Hot tea that is really hot.",
)


def evidence(key: str) -> str:
    return EVIDENCE.get(key, "Discussed with the person and the family; no concern recorded since the last visit.")


def members(organisation: str) -> list[dict[str, Any]]:
    return [
        {
            "name": "Ruth Adeyemi",
            "profession": "NURSE_ASSESSOR",
            "organisation": organisation,
            "is_care_act_assessor": False,
        },
        {
            "name": "Tom Ade",
            "profession": "SOCIAL_WORKER",
            "organisation": "Northmoor Council",
            "is_care_act_assessor": True,
        },
    ]


def write_plan(
    version_id: int,
    person: Person,
    by: Actor,
    day: date,
    *,
    holding: str = "direct_payment",
    weekly: str = "743.31",
    funders: tuple[tuple[str, str], ...] = (("NHS", "100"),),
    one_off: str | None = "420.00",
    matters: int = 0,
    more_services: int = 0,
    child: bool = False,
) -> None:
    """A whole plan: needs, outcomes, services with their money, a risk, what to do if, people, review, consent."""
    here: dict[str, Any] = {"version_id": version_id, "by": by}

    def row(part: str, **values: Any) -> Any:
        return careplans.save_row(part=part, values=values, **here)

    careplans.save_section(
        section="about_me",
        values={
            "who_i_am": f"I am {person.call_name}. I like company, music and a joke.",
            "must_know": "Soft diet, sit upright to eat.",
            "what_matters": MATTERS[matters % len(MATTERS)],
            "important_people": "My daughter Grace, who rings every evening.",
            "how_i_communicate": "Speak slowly and face me. Give me time to answer.",
            "please_do": "Knock, and say who you are.",
            "please_do_not": "Talk over my head.",
            "how_to_support_me": "Ask before you move me. Two people for the hoist.",
            "my_wellness": "A good day begins slowly. If I am quiet, I am tired or in pain.",
        },
        **here,
    )
    moving = row("needs", words="Help to move safely, day and night", domain="mobility")
    eating = row("needs", words="Help to eat and drink without choking", domain="nutrition")
    up = row(
        "outcomes",
        words="I am up and dressed by ten and go out twice a week",
        need=moving.pk,
        importance=9,
        measure="Outings counted each month",
        agreed_with="Ruth Adeyemi",
        agreed_on=day,
    )
    meals = row(
        "outcomes",
        words="I enjoy my meals and keep my weight",
        need=eating.pk,
        importance=8,
        measure="Weight each fortnight",
        agreed_with="Ruth Adeyemi",
        agreed_on=day,
    )
    common = {"frequency": "four_weekly", "funders": list(funders)}
    row(
        "services",
        description="Personal assistants, by day",
        kind="personal_assistant",
        provider="Joy and Tomasz",
        hours_per_week=Decimal(40),
        rate=Decimal("13.85"),
        weekly_amount=Decimal(weekly),
        holding=holding,
        outcomes=[up.pk, meals.pk],
        **common,
    )
    row(
        "services",
        description="Agency care, one night a week",
        kind="agency",
        provider="Moorside Care Ltd",
        hours_per_week=Decimal("4.00"),
        rate=Decimal("24.69"),
        holding=holding,
        outcomes=[up.pk],
        **common,
    )
    row(
        "services",
        description="Payroll service",
        kind="payroll",
        provider="Fair Pay Payroll",
        weekly_amount=Decimal("6.25"),
        holding=holding,
        outcomes=[up.pk],
        **common,
    )
    for number in range(more_services):
        row(
            "services",
            description=f"Activity {number + 1}: swimming, art or music with support",
            kind="activity",
            provider=f"Made-up provider {number + 1}",
            weekly_amount=Decimal("12.50"),
            holding=holding,
            outcomes=[up.pk],
            **common,
        )
    if one_off:
        row(
            "services",
            description="Riser chair",
            kind="equipment",
            provider="Moorside Medical",
            one_off_amount=Decimal(one_off),
            holding="notional",
            frequency="one_off",
            funders=list(funders),
            outcomes=[up.pk],
        )
    row(
        "risks",
        description="Choking at meals",
        what_matters="I want to eat with my family",
        likelihood=3,
        impact=4,
        steps="Soft diet; sit upright; trained assistants.",
        procedure="Stop, lean forward, back blows, call 999 if it does not clear.",
        persons_view="I accept this risk. Food is one of my pleasures.",
        agreement="agreed",
        agreed_on=day,
        agreed_with="Ruth Adeyemi",
        residual_likelihood=2,
        residual_impact=4,
    )
    row(
        "contingency",
        kind="assistant",
        trigger="If an assistant is ill",
        action="Ring the other assistant, then the agency.",
        contact="Moorside Care 01632 960 444",
    )
    row(
        "contingency",
        kind="deterioration",
        trigger="If I get suddenly worse",
        action="Ring 999, then Grace. My hospital bag is by the door.",
        contact="Grace 01632 960 445",
    )
    row(
        "contingency",
        kind="hospital",
        trigger="If I go to hospital",
        action="My assistant comes with me. Take my soft-diet sheet and my hoist sling.",
        contact="Grace 01632 960 445",
    )
    row(
        "contingency",
        kind="helper_lost",
        trigger="If Grace can no longer help with the money",
        action="Ring the care coordinator the same day; the support service pays the wages meanwhile.",
        contact="The care coordinator",
    )
    row("contacts", name="Grace", role="Daughter" if not child else "Mother", phone="01632 960 445", in_crisis=True)
    careplans.save_section(
        section="advice", values={"risks_advised_on": day, "risks_advised_by": "Ruth Adeyemi"}, **here
    )
    careplans.save_section(
        section="support",
        values={
            "how_took_part": "Two visits at home and one talk by telephone, with Grace.",
            "support_offered_on": day,
            "support": "A support service with payroll was explained and chosen.",
        },
        **here,
    )
    careplans.save_section(
        section="people",
        values={"health_monitor": "Ruth Adeyemi, continuing healthcare nurse", "exclusions_checked_on": day},
        **here,
    )
    careplans.save_section(
        section="review",
        values={
            "review_due_on": day + timedelta(days=90),
            "review_how": "At home, with Grace.",
            "payment_frequency": "four_weekly",
            "notice_days": 28,
        },
        **here,
    )
    record_replaced_package(
        plan_id=selectors.version_for(by, version_id).plan_id,
        weekly=None,
        basis="There was no package at home before: care began with this budget.",
        on=day,
        by=by,
    )
    consent(person, by, day, child=child)


def consent(person: Person, by: Actor, day: date, *, child: bool) -> None:
    who: Mapping[str, Any] = (
        {
            "given_by": "Grace, mother",
            "basis": "PARENTAL_RESPONSIBILITY",
            "capacity": "UNDER_16",
            "authority_document": "Birth certificate",
        }
        if child
        else {"given_by": person.full_name, "basis": "SELF", "capacity": "HAS_CAPACITY"}
    )
    seen: Mapping[str, Any] = {"document_seen_on": day} if child else {}
    for about in ("DIRECT_PAYMENT", "MANAGING_MONEY", "CARE"):
        careplans.record_consent(person_id=person.pk, about=about, consents=True, assessed_on=day, by=by, **who, **seen)
