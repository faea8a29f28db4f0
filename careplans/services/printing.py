"""The care plan as a PDF: asked for, built from the records, printed by a worker, kept once per content."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from careplans import documents as printed
from careplans import selectors
from careplans.enums import DIRECT_PAYMENT_METHODS, HoldingMethod, PaidEvery
from careplans.enums import SignOff as Step
from careplans.models import PlanVersion
from careplans.services.sharing import HOW
from phb.core import jobs
from phb.core.actors import Actor, the_service
from phb.core.documents import keep, kept
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Document, Job
from phb.core.money import ZERO, round_penny, split_by_shares
from phb.core.pdf import Contact, Format, Organisation, Person, Stamp, fingerprint
from phb.core.periods import say_date

KIND = "care_plan"
JOB = "careplans.render_plan"
NOT_YET = frozenset({"draft", "shared", "withdrawn"})
FORMATS = {"STANDARD": Format.STANDARD, "LARGE_PRINT": Format.LARGE_PRINT}
ROLES = {
    Step.PERSON: "Person",
    Step.CLINICAL: "Clinician: the needs can be met",
    Step.FINANCE: "Finance: the money is enough",
    Step.AUTHORISATION: "Authorised for the ICB",
}
WEEKS_OF = {PaidEvery.WEEKLY: 1, PaidEvery.FORTNIGHTLY: 2, PaidEvery.FOUR_WEEKLY: 4}


def ask_for_pdf(*, version_id: int, by: Actor, format: str | None = None) -> Job:
    """Ask the worker for the PDF of an agreed version, in the caller's transaction.

    `format` "STANDARD" or "LARGE_PRINT"; without it, as the person wants to be written to. While one is on its way
    the same job is given back. Raises RuleBroken before the person has agreed the plan; NotVisible.
    """
    version = selectors.version_for(by, version_id)
    check_printable(version)
    wanted = format or (version.person.format if version.person.format in FORMATS else "STANDARD")
    if wanted not in FORMATS:
        raise RuleBroken("Choose standard print or large print.", "format")
    payload = {"version_id": version.pk, "format": wanted}
    going = Job.objects.filter(
        organisation_id=by.organisation_id, kind=JOB, payload=payload, state__in=["waiting", "leased"]
    ).first()
    return going or jobs.ask(JOB, by=by, payload=payload, person_id=version.person_id)


def check_printable(version: PlanVersion) -> None:
    """Refuse to print what the person has not agreed (RuleBroken)."""
    if version.state in NOT_YET:
        raise RuleBroken("The PDF can be made once the person has agreed the plan.")


def render_plan(*, version_id: int, format: str, by: Actor) -> Document:
    """Print a version and keep it; the same content in the same format is printed once only.

    Called by the worker, which acts for whoever asked. Raises DocumentRefused, DocumentTimedOut, NotVisible.
    """
    version = selectors.version_for(the_service(by.organisation_id), version_id)
    check_printable(version)
    plan, shape = build(version), FORMATS[format]
    source = fingerprint(plan, format=shape)
    if (same := kept(by=by, kind=KIND, subject_id=version.pk, source_hash=source, format=format)) is not None:
        return same
    made = printed.print_care_plan(plan, format=shape)
    return keep(
        by=by, person_id=version.person_id, area="plan", kind=KIND, subject_id=version.pk, content=made.pdf,
        title=f"Care and support plan, version {version.number}", source_hash=source, format=format,
    )  # fmt: skip


def job_for(actor: Actor, version: PlanVersion, job_id: int) -> Job:
    """A job of this version that the actor may watch. Raises NotVisible."""
    found = Job.objects.filter(
        pk=job_id, kind=JOB, organisation_id=actor.organisation_id, person_id=version.person_id
    ).first()
    if found is None or found.payload.get("version_id") != version.pk:
        raise NotVisible
    return found


# --- from the records to the values that are printed


def build(version: PlanVersion) -> printed.CarePlan:
    """Exactly what is printed of a version."""
    person, organisation = version.person, version.organisation
    signed = selectors.sign_offs(version)
    return printed.CarePlan(
        organisation=Organisation(organisation.name, _lines(organisation.address), organisation.phone, organisation.email),
        stamp=Stamp(version.plan.reference, version.number, max((row.signed_on for row in signed), default=version.saved_at.date())),
        person=Person(person.full_name, person.date_of_birth, person.nhs_number, person.known_as),
        contact=_coordinator(version),
        state=_state(version, {row.kind: row.signed_on for row in signed}),
        who_i_am=version.who_i_am,
        about_me=_about_me(version),
        needs=_needs(version),
        emergencies=_emergencies(version),
        escalation=tuple(
            Contact(row.name, row.role, row.phone, row.email) for row in version.plancontacts.filter(in_crisis=True)
        ),
        money=_money(version),
        review_on=version.review_due_on,
        review_how=version.review_how,
        must_know=_lines(version.must_know),
        format_flags=_formats(person),
        risks=_risks(version, signed[0].signed_on if signed else version.saved_at.date()),
        capacity=_capacity(version),
        people=tuple(
            printed.PersonInPlan(row.name, row.role, row.phone, row.email, row.in_crisis) for row in version.plancontacts.all()
        ),
        health_monitored_by=version.health_monitor,
        safeguarding=version.safeguarding,
        signatures=tuple(
            printed.Signature(ROLES[Step(row.kind)], " ".join(filter(None, (row.signed_name, row.on_behalf))), HOW.get(row.how, row.how).lower(), row.signed_on)
            for row in signed
        ),
        replaces=_replaces(version),
    )  # fmt: skip


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _coordinator(version: PlanVersion) -> Contact:
    seat = version.plan.coordinator
    return Contact(seat.user.name, "care coordinator", seat.phone, seat.user.email)


def _state(version: PlanVersion, signed: dict[str, date]) -> str:
    if version.effective_from:
        until = f" to {say_date(version.effective_to)}" if version.effective_to else ""
        return f"In force from {say_date(version.effective_from)}{until}."
    if Step.AUTHORISATION in signed:
        return f"Authorised on {say_date(signed[Step.AUTHORISATION])}."
    return "Agreed by the person. Not authorised yet, so no money is agreed."


def _about_me(version: PlanVersion) -> printed.AboutMe:
    return printed.AboutMe(
        most_important=version.what_matters, important_people=version.important_people,
        not_to_contact=version.not_to_contact, communication=version.how_i_communicate, wellness=version.my_wellness,
        please_do=version.please_do, please_do_not=version.please_do_not, how_to_support=version.how_to_support_me,
        also_worth_knowing=version.also_worth_knowing, strengths=version.strengths, written_with=version.written_with,
    )  # fmt: skip


def _needs(version: PlanVersion) -> tuple[printed.Need, ...]:
    """Needs, their outcomes, and each service once, under the first outcome that it meets."""
    outcomes = list(version.outcomes.all())
    needs = list(version.needs.all())
    reference: dict[int, str] = {}
    for number, need in enumerate(needs, start=1):
        mine = [row for row in outcomes if row.need_id == need.pk]
        reference |= {row.pk: f"{number}.{place}" for place, row in enumerate(mine, start=1)}
    lines: dict[int, list[printed.ServiceLine]] = {}
    for service in version.services.prefetch_related("links"):
        met = sorted((link.outcome_id for link in service.links.all() if link.outcome_id in reference),
                     key=lambda pk: [int(part) for part in reference[pk].split(".")])  # fmt: skip
        if met:
            lines.setdefault(met[0], []).append(_line(service, tuple(reference[pk] for pk in met[1:])))
    return tuple(
        printed.Need(str(number), need.words, tuple(
            printed.Outcome(reference[row.pk], row.words, row.measure, tuple(lines.get(row.pk, ())))
            for row in outcomes if row.need_id == need.pk
        ))
        for number, need in enumerate(needs, start=1)
    )  # fmt: skip


def _line(service: Any, also: tuple[str, ...]) -> printed.ServiceLine:
    weekly, once = service.weekly_amount or ZERO, service.one_off_amount or ZERO
    shares = [Decimal(each["share"]) for each in service.funders]
    parts = split_by_shares(weekly, shares) if weekly and shares else []
    funders = tuple(
        printed.FunderShare(each["funder"], part) for each, part in zip(service.funders, parts, strict=False)
    )
    return printed.ServiceLine(
        name=service.description, how_often=_how_often(service), held=HoldingMethod(service.holding).label, weekly=weekly,
        one_off=once, how_worked_out=service.working.get("words", ""), provided_by=service.provider, funders=funders,
        also_meets=also,
    )  # fmt: skip


def _how_often(service: Any) -> str:
    if service.one_off_amount is not None:
        return f"once, on {say_date(service.one_off_on)}" if service.one_off_on else "once"
    if service.hours_per_week is not None:
        return f"{service.hours_per_week.normalize():f} hours a week"
    return "every week"


def _money(version: PlanVersion) -> printed.Money:
    rows = list(version.services.all())
    weekly = sum((row.weekly_amount or ZERO for row in rows), ZERO)
    direct = sum((row.weekly_amount or ZERO for row in rows if row.holding in DIRECT_PAYMENT_METHODS), ZERO)
    every = PaidEvery(version.payment_frequency) if version.payment_frequency else PaidEvery.FOUR_WEEKLY
    amount = direct * WEEKS_OF[every] if every in WEEKS_OF else round_penny(direct * 52 / 12)
    return printed.Money(
        weekly=weekly, four_weekly=weekly * 4, yearly=weekly * 52,
        one_off=sum((row.one_off_amount or ZERO for row in rows), ZERO),
        direct_payment=amount, direct_payment_every=every.label.lower() if direct else "", notice_days=version.notice_days,
    )  # fmt: skip


def _emergencies(version: PlanVersion) -> tuple[printed.Emergency, ...]:
    known = {row.name.casefold(): row for row in version.plancontacts.all()}
    return tuple(
        printed.Emergency(_after_if(row.trigger), _lines(row.action), _call(row.contact, known))
        for row in version.contingencys.all()
    )


def _after_if(trigger: str) -> str:
    """The page writes the “If” itself."""
    return re.sub(r"^if\s+", "", trigger.strip(), flags=re.IGNORECASE)


def _call(contact: str, known: dict[str, Any]) -> tuple[Contact, ...]:
    text = contact.strip()
    if not text:
        return ()
    if (row := known.get(text.casefold())) is not None:
        return (Contact(row.name, row.role, row.phone, row.email),)
    number = re.search(r"\+?[0-9][0-9 ]{2,}[0-9]", text)
    name = text if number is None else text.replace(number[0], "").strip(" ,:;–-") or text
    return (Contact(name, "", number[0] if number else "the number is under “Who to call”"),)


def _formats(person: Any) -> tuple[str, ...]:
    flags = [] if person.format == "STANDARD" else [person.get_format_display()]
    if person.needs_interpreter:
        flags.append("An interpreter")
    return (*flags, *_lines(person.adjustments))


def _risks(version: PlanVersion, otherwise_on: date) -> tuple[printed.Risk, ...]:
    significant = {risk.key for risk in selectors.content_of(version).risks if risk.significant}
    return tuple(
        printed.Risk(
            row.description, row.persons_view, "\n".join(filter(None, (row.steps, row.procedure))),
            version.risks_advised_by or version.plan.coordinator.user.name, version.risks_advised_on or otherwise_on,
            str(row.pk) in significant,
        )
        for row in version.risks.all()
    )  # fmt: skip


def _capacity(version: PlanVersion) -> tuple[printed.Capacity, ...]:
    return tuple(
        printed.Capacity(row.get_about_display(), row.get_capacity_display(), row.assessed_on, row.given_by)
        for row in selectors.consents_of(version.person_id).values()
    )


def _replaces(version: PlanVersion) -> str:
    before = version.based_on
    if before is None or before.effective_from is None:
        return ""
    return f"It replaces version {before.number} of {say_date(before.effective_from)}."
