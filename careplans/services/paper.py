"""From the records of a version to the values that are printed of it."""

import re
from datetime import date
from typing import Any

from careplans import documents as printed
from careplans import selectors
from careplans.enums import DIRECT_PAYMENT_METHODS, CompetenceResult, ContactKind, PaidEvery, Relationship
from careplans.enums import SignOff as Step
from careplans.models import Competence, Consent, PlanVersion
from careplans.selectors.about_me import about_me_changed, about_me_of
from careplans.selectors.people import contact_of
from careplans.services.paper_chain import needs_of
from careplans.services.sharing import HOW
from phb.core.money import ZERO, twelfths
from phb.core.pdf import Contact, Organisation, Person, Stamp
from phb.core.periods import say_date
from phb.core.policies import policy

ROLES = {
    Step.PERSON: "Person",
    Step.CLINICAL: "Clinician: the needs can be met",
    Step.FINANCE: "Finance: the money is enough",
    Step.APPROVAL: "First approval of two for the NHS",
    Step.AUTHORISATION: "Authorised for the NHS",
}
WEEKS_OF = {PaidEvery.WEEKLY: 1, PaidEvery.FORTNIGHTLY: 2, PaidEvery.FOUR_WEEKLY: 4}
IN_MY_LIFE = frozenset({ContactKind.PERSONAL, ContactKind.REPRESENTATIVE, ContactKind.NOMINEE})


def build(version: PlanVersion, *, on: date | None = None, with_money: bool = True) -> printed.CarePlan:
    """Exactly what is printed of a version. `on`: the day for which the named contact is looked up."""
    person, organisation = version.person, version.organisation
    signed = selectors.sign_offs(version)
    first_signed = signed[0].signed_on if signed else version.saved_at.date()
    dated = max((row.signed_on for row in signed), default=version.saved_at.date())
    contacts = list(version.plancontacts.all())
    named = _named_contact(version, on or dated)
    about = about_me_of(version)
    return printed.CarePlan(
        organisation=Organisation(organisation.name, lines(organisation.address), organisation.phone, organisation.email),
        stamp=Stamp(version.plan.reference, version.number, dated),
        person=Person(person.full_name, person.date_of_birth, person.nhs_number, person.known_as),
        contact=named,
        state=_state(version, {row.kind: row.signed_on for row in signed}),
        who_i_am=about["who_i_am"],
        about_me=_about_me(version, about),
        needs=needs_of(version),
        emergencies=_emergencies(version, contacts, named),
        escalation=tuple(Contact(row.name, row.role, row.phone, row.email) for row in contacts if row.in_crisis),
        money=_money(version) if with_money else None,
        review_on=(version.plan.next_review_on if version.state in selectors.IN_FORCE else None) or version.review_due_on,
        review_how=version.review_how,
        must_know=lines(about["must_know"]),
        format_flags=_formats(person),
        risks=_risks(version, first_signed),
        tasks=_tasks(version),
        paid_people=_paid_people(version),
        decisions=_decisions(version),
        capacity=_capacity(version),
        people=tuple(_person_in_plan(row) for row in contacts),
        health_monitored_by=version.health_monitor,
        sections=_sections(version),
        other_plans=tuple(
            printed.OtherPlan(row.get_kind_display(), row.title, row.held_by, row.words, row.dated, row.review_on)
            for row in version.otherplans.all()
        ),
        signatures=tuple(
            printed.Signature(ROLES[Step(row.kind)], " ".join(filter(None, (row.signed_name, row.on_behalf))), HOW.get(row.how, row.how).lower(), row.signed_on)
            for row in signed
        ),
        replaces=_replaces(version),
    )  # fmt: skip


def lines(text: str) -> tuple[str, ...]:
    """What somebody typed, a line each; empty ones are left out."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _named_contact(version: PlanVersion, on: date) -> Contact:
    found = contact_of(version.plan, on)
    role = found.role[:1].lower() + found.role[1:]
    if found.covering_for:
        role = f"{role or 'colleague'}, covering for {found.covering_for}"
    return Contact(found.name, role, found.phone, found.email)


def _state(version: PlanVersion, signed: dict[str, date]) -> str:
    if version.effective_from:
        until = f" to {say_date(version.effective_to)}" if version.effective_to else ""
        return f"In force from {say_date(version.effective_from)}{until}."
    if Step.AUTHORISATION in signed:
        return f"Authorised on {say_date(signed[Step.AUTHORISATION])}."
    if version.state == "shared":
        return "A draft to read and talk about. Nobody has agreed it yet."
    return "Agreed by the person. Not authorised yet, so no money is agreed."


def _about_me(version: PlanVersion, about: dict[str, str]) -> printed.AboutMe:
    changed = about_me_changed(version)
    return printed.AboutMe(
        most_important=about["what_matters"], important_people=about["important_people"],
        not_to_contact=about["not_to_contact"], communication=about["how_i_communicate"], wellness=about["my_wellness"],
        please_do=about["please_do"], please_do_not=about["please_do_not"], how_to_support=about["how_to_support_me"],
        also_worth_knowing=about["also_worth_knowing"], strengths=about["strengths"], written_with=about["written_with"],
        changed_on=changed.on if changed else None, changed_by=changed.by if changed else "",
    )  # fmt: skip


def _money(version: PlanVersion) -> printed.Money:
    rows = list(version.services.all())
    weekly = sum((row.weekly_amount or ZERO for row in rows), ZERO)
    direct = sum((row.weekly_amount or ZERO for row in rows if row.holding in DIRECT_PAYMENT_METHODS), ZERO)
    every = PaidEvery(version.payment_frequency) if version.payment_frequency else PaidEvery.FOUR_WEEKLY
    amount = direct * WEEKS_OF[every] if every in WEEKS_OF else twelfths(direct * 52)[0]
    return printed.Money(
        weekly=weekly, four_weekly=weekly * 4, yearly=weekly * 52,
        one_off=sum((row.one_off_amount or ZERO for row in rows), ZERO),
        direct_payment=amount, direct_payment_every=every.label.lower() if direct else "", notice_days=version.notice_days,
    )  # fmt: skip


def _emergencies(version: PlanVersion, contacts: list[Any], named: Contact) -> tuple[printed.Emergency, ...]:
    known = {row.name.casefold(): row for row in contacts}
    return tuple(
        printed.Emergency(
            _after_if(row.trigger), lines(row.action), _call(row.contact, known, named), row.kind, row.warning_signs, row.coping,
            row.medicines_equipment, row.review_on,
        )
        for row in version.contingencys.all()
    )  # fmt: skip


def _after_if(trigger: str) -> str:
    """The page writes the “If” itself."""
    return re.sub(r"^if\s+", "", trigger.strip(), flags=re.IGNORECASE)


def _call(contact: str, known: dict[str, Any], named: Contact) -> tuple[Contact, ...]:
    """Whom to call, with a number wherever one is known: a contact of the plan, the coordinator, or what was typed."""
    text = contact.strip()
    if not text:
        return ()
    if (row := known.get(text.casefold())) is not None:
        return (Contact(row.name, row.role, row.phone, row.email),)
    if text.casefold().removeprefix("the ").replace("-", "") in {"care coordinator", "coordinator"}:
        return (named,)
    number = re.search(r"\+?[0-9][0-9 ]{2,}[0-9]", text)
    name = text if number is None else text.replace(number[0], "").strip(" ,:;–-") or text
    return (Contact(name, "", number[0] if number else "the number is under “Who to call”"),)


def _formats(person: Any) -> tuple[str, ...]:
    flags = [] if person.format == "STANDARD" else [person.get_format_display()]
    if person.needs_interpreter:
        flags.append("An interpreter")
    return (*flags, *lines(person.communication_support), *lines(person.adjustments))


def _risks(version: PlanVersion, otherwise_on: date) -> tuple[printed.Risk, ...]:
    grave = policy("significant_risk_score", on=version.saved_at.date(), organisation_id=version.organisation_id)
    otherwise_by = version.risks_advised_by or version.plan.coordinator.user.name
    return tuple(
        printed.Risk(
            words=row.description, view=row.persons_view, procedure=row.procedure, steps=row.steps,
            agreed_with=row.agreed_with or otherwise_by, agreed_on=row.agreed_on or version.risks_advised_on or otherwise_on,
            significant=row.score >= grave, kind=row.kind, what_matters=row.what_matters,
            who_harmed=row.who_harmed, professionals_view=row.professionals_view, agreement=row.get_agreement_display(),
            scores=_scores(row), review_on=row.review_on,
        )
        for row in version.risks.all()
    )  # fmt: skip


def _scores(row: Any) -> str:
    after = "" if row.residual_score is None else f", and {row.residual_score} after these steps"
    return f"How grave it is: {row.score} of 25{after}."


def _tasks(version: PlanVersion) -> tuple[printed.HealthTask, ...]:
    """Health tasks with who was found competent at their newest check; a later one that says not yet, or was withdrawn, counts."""
    newest = {
        (row.line, row.assistant.strip().casefold()): row
        for row in Competence.objects.filter(plan_id=version.plan_id, assessed_on__isnull=False).order_by("id")
    }
    competent: dict[int, list[str]] = {}
    for row in newest.values():
        if row.result == CompetenceResult.COMPETENT and row.withdrawn_on is None:
            until = f", until {say_date(row.expires_on)}" if row.expires_on else ""
            competent.setdefault(row.line, []).append(f"{row.assistant}{until}")
    return tuple(
        printed.HealthTask(
            words=row.words, instructions=row.instructions,
            delegated_by=", ".join(filter(None, (row.delegated_by, row.registration, row.practitioner_employer))),
            competent=tuple(dict.fromkeys(competent.get(row.line, ()))), if_withdrawn=row.if_withdrawn,
            service=row.service.line if row.service else 0,
            agreed=f"I said on {say_date(row.person_content_on)} that assistants may do this." if row.person_content_on else "",
        )
        for row in version.healthtasks.select_related("service")
    )  # fmt: skip


def _paid_people(version: PlanVersion) -> tuple[printed.PaidPerson, ...]:
    """Who is paid, for what, and that family is paid by exception; the reasons are nobody else's."""
    found = []
    for row in version.paidpersons.select_related("service"):
        note = {Relationship.NONE: "", Relationship.FRIEND: "A friend"}.get(Relationship(row.relationship), "Family")
        found.append(
            printed.PaidPerson(
                row.name, row.get_employment_display(), row.service.description if row.service else "", note
            )
        )
    return tuple(found)


def _decisions(version: PlanVersion) -> tuple[printed.Decision, ...]:
    return tuple(
        printed.Decision(
            question=row.question,
            choices=tuple(printed.Choice(each.get("words", ""), each.get("benefits", ""), each.get("risks", "")) for each in row.options),
            what_matters=row.what_matters, decided=row.decision, with_whom=row.took_part, status=row.get_status_display(),
            decided_on=row.decided_on, revisit_on=row.revisit_on,
        )
        for row in version.shareddecisions.all()
    )  # fmt: skip


def _capacity(version: PlanVersion) -> tuple[printed.Capacity, ...]:
    """The newest record for each decision, other decisions by their own words."""
    newest = {
        (row.about, row.decision): row
        for row in Consent.objects.filter(person_id=version.person_id).order_by("assessed_on", "id")
    }
    return tuple(
        printed.Capacity(
            row.decision or row.get_about_display(), row.get_capacity_display(), row.assessed_on, row.given_by
        )
        for row in newest.values()
    )


def _person_in_plan(row: Any) -> printed.PersonInPlan:
    works_for = ", ".join(filter(None, (row.speciality, row.team, row.organisation_name)))
    return printed.PersonInPlan(
        row.name, row.role, row.phone, row.email, row.in_crisis, row.kind not in IN_MY_LIFE, row.key_worker, works_for
    )


def _sections(version: PlanVersion) -> tuple[printed.Section, ...]:
    """The parts that are in this plan because they apply; an empty one is left out."""
    until = f" until {say_date(version.liberty_until)}" if version.liberty_until else ""
    authority = f"Allowed by: {version.liberty_authority}{until}." if version.liberty_authority else ""
    offered = f"Offered on {say_date(version.advocacy_offered_on)}." if version.advocacy_offered_on else ""
    told = f"Told about on {say_date(version.support_offered_on)}." if version.support_offered_on else ""
    made = (
        ("How we understand what has happened", (("", version.formulation),)),
        ("Keeping safe and free", (
            ("Keeping me safe", version.safeguarding),
            ("When I am not free to leave", "\n".join(filter(None, (version.liberty, authority)))),
            ("Restraint", version.restraint),
        )),
        ("What I want if I cannot say it", (
            ("My wishes", version.advance_statement),
            ("Where it is kept", version.advance_statement_kept),
            ("Medicines and equipment ready beforehand", version.anticipatory),
        )),
        ("My carers", (("", version.carers_situation),)),
        ("How this plan was made", (
            ("How I took part", version.how_took_part),
            ("An advocate", "\n".join(filter(None, (version.advocacy, offered)))),
            ("Help with the budget", "\n".join(filter(None, (version.support, told)))),
        )),
    )  # fmt: skip
    kept = (printed.Section(heading, tuple((name, words) for name, words in parts if words)) for heading, parts in made)
    return tuple(section for section in kept if section.parts)


def _replaces(version: PlanVersion) -> str:
    before = version.based_on
    if before is None or before.effective_from is None:
        return ""
    return f"It replaces version {before.number} of {say_date(before.effective_from)}."
