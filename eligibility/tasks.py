"""Work that the worker does: letters, working copies, past cases."""

from datetime import date
from typing import Any

from eligibility import documents as papers
from eligibility.enums import Tool
from eligibility.models import Assessment, Letter, Meeting, Offer
from eligibility.rules.letters import LETTERS
from eligibility.selectors.letters import JOB as LETTER
from eligibility.selectors.letters import KIND, SENT
from eligibility.services import past_cases
from eligibility.services import working_copies as copies
from eligibility.services.work import notices
from eligibility.services.working_copies import JOB as FORM
from phb.core import documents, jobs
from phb.core.actors import Actor
from phb.core.clock import london_today, now
from phb.core.jobs import job
from phb.core.models import Job
from phb.core.pdf import Format, fingerprint


@job(LETTER)
def render_letter(row: Job, by: Actor) -> None:
    """Make the PDF of the letter that the job names. A decision's stands with the person's documents at once, any other
    with the staff's until it was sent: then the job is asked for again, and the person has it too."""
    letter = Letter.objects.get(pk=row.payload["letter"])
    paper = papers.letter_from(letter.contents)
    format = print_of(letter.format)
    sent = bool(row.payload.get("sent"))
    decided = LETTERS[letter.kind].group == "decision"
    kept = documents.keep(
        by=by,
        person_id=letter.person_id,
        area="eligibility decision" if decided else "assessment" if sent else "letter",
        kind=SENT if sent else KIND,
        title=paper.title,
        subject_id=letter.pk,
        version=paper.stamp.version,
        format=letter.format,
        content=papers.print_letter(paper, format=format).pdf,
        source_hash=fingerprint(paper, format=format),
    )
    jobs.made(row, kept, by=by)


def print_of(format: str) -> Format:
    """How a format is laid out: large print and easy read at 18 point."""
    return Format.STANDARD if format == "STANDARD" else Format.LARGE_PRINT


@job(FORM)
def print_form(row: Job, by: Actor) -> None:
    """Make a working copy of a form: blank for a tool, or filled from the form that the job names."""
    on = date.fromisoformat(row.payload["on"])
    if "assessment" in row.payload:
        form = Assessment.objects.select_related("case__offer", "case__organisation", "person", "completed_by").get(
            pk=row.payload["assessment"]
        )
        copy = copies.filled_copy(form=form, on=on)
        about: dict[str, Any] = {"person_id": form.person_id, "kind": copies.FILLED, "subject_id": form.pk}
    else:
        tool, offer = Tool(row.payload["tool"]), Offer.objects.filter(pk=row.payload["offer"]).first()
        copy = copies.blank_copy(
            organisation=row.organisation, tool=tool, on=on, offer=offer, route=row.payload["route"]
        )
        about = {"person_id": None, "kind": copies.BLANK, "subject_id": copies.NUMBERS[tool]}
    kept = documents.keep(
        by=by,
        area="assessment",
        title=copy.title,
        content=papers.print_working_copy(copy).pdf,
        source_hash=fingerprint(copy),
        **about,
    )
    jobs.made(row, kept, by=by)


@job("eligibility.take_past_cases")
def take_past_cases(row: Job, by: Actor) -> None:
    """Take the cases of a checked file, all in one transaction."""
    past_cases.take_rows(import_id=row.payload["import"], on=london_today(), by=by)


@job("eligibility.tell_of_meeting")
def tell_of_meeting(row: Job, by: Actor) -> None:
    """Tell a colleague by e-mail that there is a meeting to see after signing in; the notice names nobody."""
    meeting = Meeting.objects.get(pk=row.payload["meeting"])
    notices.tell_of_meeting(
        meeting=meeting, membership_id=row.payload["membership"], what=row.payload["what"], at=now()
    )
