"""Made-up plans, written and signed by the services themselves, each step by its own person."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from careplans import selectors, services
from careplans.models import PlanVersion
from careplans.services.exceptions import record_replaced_package
from phb.core.actors import Actor, the_service
from phb.core.models import Organisation, Person
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_actor, make_person
from tests.factories.eligibility import eligible

ON = date(2026, 11, 2)
STEPS = ("draft", "shared", "agreed_by_person", "clinically_approved", "finance_checked", "authorised", "active")
ABOUT_ME = {
    "who_i_am": "I am a retired teacher and an alto. I live in a bungalow with Emeka and a cat called Newton.",
    "must_know": "Allergic to penicillin\nSwallowing: thickened fluids only",
    "what_matters": "Being at home with Emeka. Choir on Thursdays.",
    "important_people": "Emeka, my husband. Ngozi, my daughter, rings every evening.",
    "how_i_communicate": "Speak slowly and face me. I blink twice for yes.",
    "please_do": "Knock. Tell me your name.",
    "please_do_not": "Do not talk over me.",
}

SET_BACKS = (
    ("deterioration", "If I suddenly get worse", "Ring 999, then Emeka."),
    ("helper_lost", "If nobody can act for me", "Ring the care coordinator on the same day."),
    ("hospital", "If I go to hospital", "Joy comes with me for the first day."),
)
SUPPORT = {
    "how_took_part": "At two visits at home, with Emeka.",
    "support_offered_on": ON,
    "support": "A support service with payroll was explained.",
}


@dataclass(frozen=True)
class Team:
    """One of each, all different people; the person's holder and a second coordinator among them."""

    cc: Actor
    cln: Actor
    fin: Actor
    com: Actor
    com_deciding: Actor
    bh: Actor


def make_team(organisation: Organisation, person: Person) -> Team:
    act_as(the_service(organisation.pk))
    made = {
        field.name: make_actor(field.name.split("_")[0].upper(), organisation, person=person) for field in fields(Team)
    }
    assign(person, made["cc"])
    assign(person, made["cln"], "CLINICIAN")
    return Team(**made)


def write(version: PlanVersion, by: Actor, *, weekly: str = "725.00", holding: str = "direct_payment") -> None:
    """Everything that the law asks of a plan: a need, an outcome, two services, a risk, people, a review."""
    act_as(by)
    here = {"version_id": version.pk, "by": by}
    services.save_section(section="about_me", values=ABOUT_ME, **here)
    need = services.save_row(part="needs", values={"words": "I cannot clear my chest by myself"}, **here)
    outcome = services.save_row(
        part="outcomes",
        values={
            "words": "I breathe safely at home",
            "need": need.pk,
            "measure": "fewer than two hospital nights",
            "importance": 9,
        },
        **here,
    )
    assistant = {
        "description": "Personal assistants trained in suction", "kind": "personal_assistant", "provider": "Joy and Tomasz",
        "hours_per_week": Decimal("42.00"), "rate": Decimal("13.85"), "weekly_amount": Decimal(weekly), "holding": holding,
        "frequency": "four_weekly", "funders": [("NHS Northmoor", "100")], "outcomes": [outcome.pk],
    }  # fmt: skip
    services.save_row(part="services", values=assistant, **here)
    machine = {
        "description": "Second suction machine", "kind": "equipment", "provider": "Moorside Medical",
        "one_off_amount": Decimal("640.00"), "holding": "notional", "frequency": "one_off",
        "funders": [("NHS Northmoor", "60"), ("Northmoor Council", "40")], "outcomes": [outcome.pk],
    }  # fmt: skip
    services.save_row(part="services", values=machine, **here)
    risk = {
        "description": "My airway can block at night", "likelihood": 3, "impact": 5, "procedure": "Suction at once, then 999.",
        "steps": "Two machines, both tested each evening.", "persons_view": "I accept this; I want to be at home.", "agreement": "agreed",
        "agreed_on": ON, "agreed_with": "Sister Catherine Bell",
    }  # fmt: skip
    services.save_row(part="risks", values=risk, **here)
    services.save_row(
        part="contingency",
        values={
            "kind": "assistant",
            "trigger": "If Joy is ill",
            "action": "Tomasz comes.\nThen the agency.",
            "contact": "Tomasz 07700 900333",
        },
        **here,
    )
    for kind, trigger, action in SET_BACKS:
        services.save_row(
            part="contingency", values={"kind": kind, "trigger": trigger, "action": action, "contact": "Emeka"}, **here
        )
    services.save_row(
        part="contacts",
        values={"name": "Emeka Okafor", "role": "my husband", "phone": "07700 900111", "in_crisis": True},
        **here,
    )
    services.save_section(
        section="advice", values={"risks_advised_on": ON, "risks_advised_by": "Sister Catherine Bell"}, **here
    )
    services.save_section(section="support", values=SUPPORT, **here)
    services.save_section(
        section="people",
        values={"health_monitor": "Sister Catherine Bell, respiratory nurse", "exclusions_checked_on": ON},
        **here,
    )
    services.save_section(
        section="review", values={"review_due_on": date(2027, 2, 1), "review_how": "At home, with Emeka."}, **here
    )
    record_replaced_package(
        plan_id=version.plan_id, weekly=Decimal("912.50"), basis="Agency care at home, as quoted", on=ON, by=by
    )
    consent(version.person, by)


def consent(person: Person, by: Actor, *, on: date = ON, **more) -> None:
    """Capacity and consent for each of the three decisions."""
    values = {"capacity": "HAS_CAPACITY", "consents": True, "given_by": person.full_name, "basis": "SELF", **more}
    for about in ("DIRECT_PAYMENT", "MANAGING_MONEY", "CARE"):
        services.record_consent(person_id=person.pk, about=about, assessed_on=on, by=by, **values)


def make_plan(
    organisation: Organisation,
    until: str = "draft",
    *,
    team: Team | None = None,
    person: Person | None = None,
    written: bool = True,
    on: date = ON,
    **how,
) -> tuple[PlanVersion, Team]:
    """A plan taken as far as `until` (one of STEPS), and the people who took it there. The database acts for the last."""
    if person is None:
        act_as(the_service(organisation.pk))
        person = make_person(organisation)
    team = team or make_team(organisation, person)
    act_as(team.cc)
    case = eligible(person, team.cc, team.com_deciding)
    act_as(team.cc)
    version = services.start_plan(case_id=case.pk, by=team.cc, on=on)
    if written:
        write(version, team.cc, **how)
    for step in STEPS[1 : STEPS.index(until) + 1]:
        take(version.pk, step, team, on)
    return PlanVersion.objects.get(pk=version.pk), team


def take(version_id: int, step: str, team: Team, on: date = ON) -> None:
    """One step on, by whoever takes it."""
    actor = {"shared": team.cc, "agreed_by_person": team.bh, "clinically_approved": team.cln, "finance_checked": team.fin,
             "authorised": team.com, "active": team.fin}[step]  # fmt: skip
    act_as(actor)
    version = selectors.version_for(actor, version_id)
    kind = {"clinically_approved": "clinical", "finance_checked": "finance", "authorised": "authorisation"}.get(step)
    if step == "shared":
        services.share(version_id=version_id, edits=version.edits, by=actor)
    elif step == "agreed_by_person":
        services.agree(
            version_id=version_id, content_hash=selectors.content_hash(version), by=actor, on=on, words="Yes."
        )
    elif step == "active":
        services.activate(version_id=version_id, on=on, by=actor)
    else:
        services.sign(version_id=version_id, kind=kind, content_hash=version.content_hash, by=actor, on=on)
