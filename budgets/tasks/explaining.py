"""The explanation of an agreed budget as a PDF: asked for when it is agreed, kept beside the care plan."""

from budgets.explanation_document import ExplanationSheet, print_explanation
from budgets.models import BudgetVersion
from budgets.selectors.explaining import explanation_of
from budgets.services.explaining import JOB, KIND
from budgets.tasks.printing import contact_of, sender_of
from phb.core.actors import Actor
from phb.core.documents import keep, kept
from phb.core.jobs import job
from phb.core.models import Document, Job
from phb.core.pdf import Format, Person, Stamp, fingerprint


@job(JOB)
def render(job_row: Job, by: Actor) -> None:
    """Print the explanation of a version."""
    render_explanation(version_id=job_row.payload["version_id"], by=by)


def render_explanation(*, version_id: int, by: Actor) -> Document:
    """Print it and keep it, in the person's own format; one that was made from the same data is not made again."""
    version = BudgetVersion.objects.select_related(
        "person__named_contact__user", "budget__indicative", "budget__person", "plan_version"
    ).get(pk=version_id)
    sheet = sheet_of(version)
    large = version.person.format == "LARGE_PRINT"
    shape = Format.LARGE_PRINT if large else Format.STANDARD
    source, stored = fingerprint(sheet, format=shape), "LARGE_PRINT" if large else "STANDARD"
    if (same := kept(by=by, kind=KIND, subject_id=version.pk, source_hash=source, format=stored)) is not None:
        return same
    printed = print_explanation(sheet, format=shape)
    return keep(
        by=by,
        person_id=version.person_id,
        area="budget",
        kind=KIND,
        title=f"How we got to this number, version {version.number}",
        subject_id=version.pk,
        content=printed.pdf,
        source_hash=source,
        format=stored,
    )


def sheet_of(version: BudgetVersion) -> ExplanationSheet:
    """What is printed of a version, as it was agreed."""
    person, on = version.person, version.agreed_on or version.budget.starts
    return ExplanationSheet(
        organisation=sender_of(version.organisation_id),
        stamp=Stamp(version.budget.reference, version.number, on),
        person=Person(person.full_name, person.date_of_birth, person.nhs_number, person.known_as),
        contact=contact_of(person, on),
        agreed_on=on,
        said=explanation_of(version.budget, version, max(on, version.effective_from or on)),
    )
