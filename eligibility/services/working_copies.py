"""Working copies of forms on paper: asked for here, made by the worker. Blank ones are the same for everybody of an
organisation, so that each is made once for its rules and texts."""

from datetime import date
from typing import Any

from django.db import transaction

from eligibility.documents import WorkingCopy, sections_of
from eligibility.documents.working_copies import NATIONAL_FORMS, OFFICIAL
from eligibility.enums import ChecklistOutcome, DirectPaymentOutcome, DstOutcome, Recommendation, Right, Tool
from eligibility.models import Assessment, Case, Offer
from eligibility.rules.domains import help_status
from eligibility.rules.registry import rule_set_for
from eligibility.rules.rule_sets import rule_set
from eligibility.selectors import assessment_for, case_for, help_words, result_of
from eligibility.selectors.forms import ASSESSMENT, BESIDE, SCREENING
from eligibility.sheets import sheet_parts
from phb.core import jobs
from phb.core.actors import Actor
from phb.core.display import day, moment
from phb.core.errors import NotVisible
from phb.core.models import Job, Organisation
from phb.core.pdf import Organisation as Sender
from phb.core.pdf import Person, Stamp, fingerprint
from phb.core.periods import local_date

JOB = "eligibility.print_form"
BLANK, FILLED = "blank_form", "working_copy"
# The blank form of a tool is the same at every step, so its number stands for the tool in the store of documents.
NUMBERS = {tool: number for number, tool in enumerate(Tool, start=1)}
_LABELS = dict(
    pair
    for codes in (Recommendation, Right, DirectPaymentOutcome, DstOutcome, ChecklistOutcome)
    for pair in codes.choices()
)


def tools_of(case: Case) -> tuple[Tool, ...]:
    """The forms of a case's route, in their order: screening, assessment, Fast Track, and those beside the way."""
    found = [SCREENING.get(case.route), ASSESSMENT.get(case.route)]
    if case.route == "CHC":
        found.append(Tool.FAST_TRACK)
    return tuple(Tool(tool) for tool in [*found, *BESIDE] if tool)


def blank_copy(
    *, organisation: Organisation, tool: Tool, on: date, offer: Offer | None = None, route: str
) -> WorkingCopy:
    """A blank form under the rules of a day, with the organisation's own help texts. Its date is that of the rules."""
    rules = rule_set_for(tool, on)
    own = help_words(organisation.pk, tool, on)
    reference = rules.id if offer is None else f"{rules.id}, {offer.code} {offer.version}"
    return WorkingCopy(
        organisation=_sender(organisation),
        stamp=Stamp(reference, 1, rules.start or on),
        title=f"{tool.label}: to fill in by hand",
        official=_official(tool, offer),
        national_form=tool in NATIONAL_FORMS,
        rules=_rules(rules.id),
        help_note=_help_note(own),
        sections=sections_of(sheet_parts(tool, offer, route=route), None, own, tool.value),
    )


def filled_copy(*, form: Assessment, on: date) -> WorkingCopy:
    """What a form holds, with the rule's answer and its reasons, as of a day."""
    case, person, tool = form.case, form.person, Tool(form.tool)
    result = result_of(form, on)
    own = help_words(form.organisation_id, tool, on)
    saved = form.completed_on or local_date(form.saved_at)
    state = (
        f"Completed on {day(form.completed_on)}, recorded by {form.completed_by.name}"
        if form.completed_on and form.completed_by
        else f"Draft, last saved {moment(form.saved_at)}"
    )
    return WorkingCopy(
        organisation=_sender(case.organisation),
        stamp=Stamp(case.reference, max(1, form.edits), saved),
        title=tool.label,
        official=_official(tool, case.offer),
        national_form=tool in NATIONAL_FORMS,
        rules=_rules(form.rule_set),
        help_note=_help_note(own),
        sections=sections_of(sheet_parts(tool, case.offer, route=case.route), form.answers, own, tool.value),
        person=Person(person.full_name, person.date_of_birth, person.nhs_number, person.known_as),
        state=state,
        outcome=outcome_words(form.outcome or str(result.outcome)),
        reasons=tuple((reason.words, reason.source) for reason in result.reasons),
        problems=tuple(problem.words for problem in result.problems),
    )


def outcome_words(code: str) -> str:
    """The outcome of a form in words."""
    return _LABELS.get(code) or code.replace("_", " ").capitalize()


@transaction.atomic
def ask_for_blank(*, case_id: int, tool: str, on: date, by: Actor) -> Job:
    """Ask for a blank form of one of a case's tools. One that was made for the same rules and texts is not made again.

    Raises NotVisible for a tool that the case's route does not use.
    """
    case = case_for(by, case_id)
    if tool not in tools_of(case):
        raise NotVisible
    payload: dict[str, Any] = {"tool": tool, "route": case.route, "offer": case.offer_id, "on": on.isoformat()}
    return jobs.ask(JOB, by=by, payload=payload, key=blank_key(case, Tool(tool), on))


@transaction.atomic
def ask_for_filled(*, assessment_id: int, on: date, by: Actor) -> Job:
    """Ask for a filled copy of a form as it stands. Asked for again before anything changed, the same one comes back."""
    form = assessment_for(by, assessment_id)
    payload = {"assessment": form.pk, "on": on.isoformat()}
    return jobs.ask(JOB, by=by, payload=payload, person_id=form.person_id, key=filled_key(form, on))


def blank_key(case: Case, tool: Tool, on: date) -> str:
    """The job's name of a blank form: it changes with the rules, the offer and the help texts."""
    copy = blank_copy(organisation=case.organisation, tool=tool, on=on, offer=case.offer, route=case.route)
    return f"blank-{tool}-{fingerprint(copy)[:24]}"


def filled_key(form: Assessment, on: date) -> str:
    """The job's name of a filled copy: it changes with what is printed."""
    return f"filled-{form.pk}-{fingerprint(filled_copy(form=form, on=on))[:24]}"


def _official(tool: Tool, offer: Offer | None) -> str:
    return f"{OFFICIAL[tool]}. {offer.name}, version {offer.version}" if offer is not None else OFFICIAL[tool]


def _rules(id: str) -> str:
    found = rule_set(id)
    return f"{found.name} ({found.id})"


def _help_note(own: dict[str, str]) -> str:
    return "Help texts: the organisation’s own where it has approved some." if own else f"Help texts: {help_status()}."


def _sender(organisation: Organisation) -> Sender:
    return Sender(organisation.name, tuple(organisation.address.splitlines()), organisation.phone, organisation.email)
