"""Work that the worker does: the decision letter."""

from eligibility import documents as letters
from eligibility.enums import Decision as Code
from eligibility.enums import Level
from eligibility.models import Decision
from eligibility.rules.clocks import target_date
from eligibility.rules.domains import adult_domains
from eligibility.services import past_cases
from phb.core import documents, jobs
from phb.core.actors import Actor
from phb.core.clock import london_today
from phb.core.jobs import job
from phb.core.models import Job, Person
from phb.core.pdf import Addressee, Contact, Format, Organisation, Stamp, fingerprint
from phb.core.pdf import Person as PersonPrinted
from phb.core.periods import add_months, reaches_age_on

OTHER_HELP = (
    "Your council looks with you at what help you need. Its care may have to be paid for, in part or in full.",
    "If you live in a care home with nursing, we look at whether the NHS pays towards your nursing.",
    "If your needs grow, tell any health or care professional. We can look again at any time.",
)


@job("eligibility.render_letter")
def render_letter(row: Job, by: Actor) -> None:
    """Make the PDF of the decision that the job names, and keep it with the person's documents."""
    decision = Decision.objects.select_related(
        "case__person__named_contact__user", "case__organisation", "assessment"
    ).get(pk=row.payload["decision"])
    letter = letter_of(decision)
    format = letter_format(decision.person)
    printed = letters.print_decision_letter(letter, format=format)
    kept = documents.keep(
        by=by,
        person_id=decision.person_id,
        area="eligibility decision",
        kind="decision_letter",
        title=letter.title,
        subject_id=decision.pk,
        version=letter.stamp.version,
        format=format.name,
        content=printed.pdf,
        source_hash=fingerprint(letter, format=format),
    )
    jobs.made(row, kept, by=by)


def letter_format(person: Person) -> Format:
    """Large print for whoever asked for it; standard print for all others."""
    return Format.LARGE_PRINT if person.format == "LARGE_PRINT" else Format.STANDARD


def letter_of(decision: Decision) -> letters.DecisionLetter:
    """The letter of a decision, filled from the record. Dated the day of the decision."""
    case, person, organisation = decision.case, decision.case.person, decision.case.organisation
    yes = decision.decision == Code.ELIGIBLE
    fast = yes and case.fast_track
    address = tuple(line for line in [*person.address.splitlines(), person.postcode] if line.strip())
    eighteen = reaches_age_on(person.date_of_birth, 18)
    return letters.DecisionLetter(
        organisation=Organisation(
            organisation.name, tuple(organisation.address.splitlines()), organisation.phone, organisation.email
        ),
        stamp=Stamp(case.reference, 1, decision.decided_on),
        to=Addressee(person.full_name, None if person.address_withheld else address or None),
        person=PersonPrinted(person.full_name, person.date_of_birth, person.nhs_number, person.known_as),
        contact=_contact(person, organisation),
        outcome=letters.Outcome.FAST_TRACK
        if fast
        else letters.Outcome.ELIGIBLE
        if yes
        else letters.Outcome.NOT_ELIGIBLE,
        decided_on=decision.decided_on,
        reasons=tuple(part for part in decision.reasons.split("\n\n") if part.strip()),
        review_asked_by=target_date("K5", decision.decided_on) or add_months(decision.decided_on, 6),
        review_contact=Contact(organisation.name, "", organisation.phone, organisation.email),
        starts_on=max(decision.decided_on, eighteen) if yes else None,
        first_review_by=target_date("K3", decision.decided_on) if yes else None,
        assessed_on=None if fast or decision.assessment is None else decision.assessment.completed_on,
        domains=() if fast else _levels(decision),
        budget_expected=bool(decision.right.get("facts", {}).get("phb_default_expected")),
        other_help=() if yes else OTHER_HELP,
    )


def _contact(person: Person, organisation) -> Contact:
    named = person.named_contact
    if named is None:
        return Contact(organisation.name, "", organisation.phone, organisation.email)
    return Contact(
        named.user.name,
        named.job_title or named.get_role_display(),
        named.phone or organisation.phone,
        named.user.email,
    )


def _levels(decision: Decision) -> tuple[letters.DomainLevel, ...]:
    given = (decision.assessment.answers if decision.assessment else {}).get("level", {})
    return tuple(
        letters.DomainLevel(domain.label, Level(given[key]).label)
        for key, domain in adult_domains().items()
        if given.get(key)
    )


@job("eligibility.take_past_cases")
def take_past_cases(row: Job, by: Actor) -> None:
    """Take the cases of a checked file, all in one transaction."""
    past_cases.take_rows(import_id=row.payload["import"], on=london_today(), by=by)
