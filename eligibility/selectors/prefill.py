"""What the record knows already, so that nobody types it again into a form; each value with where it comes from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.enums import CaseState, MeetingState, Route, Setting, Tool
from eligibility.models import Assessment, CapacityRecord, Case, Meeting
from eligibility.rules.recipients import REPRESENTATIVE_BASES
from eligibility.selectors.forms import parts_of
from eligibility.selectors.offers import budget_years
from phb.core.actors import Actor
from phb.core.display import day
from phb.core.models import Grant, Organisation
from phb.core.periods import age_on
from phb.core.selectors import running


@dataclass(frozen=True, slots=True)
class Known:
    """A value that a form can take over, and its source in words."""

    value: Any
    source: str


def known_values(case: Case, tool: str, on: date, *, by: Actor) -> dict[str, Known]:
    """What the record knows for a new form of a tool, by dotted name."""
    found = _assessor(tool, by)
    if tool not in (Tool.DIRECT_PAYMENT, Tool.PHB_REQUEST):
        found |= _capacity(case)
    match tool:
        case Tool.DST:
            found |= team_of(case)
        case Tool.FNC:
            found |= _continuing_healthcare(case, "chc_considered", {True: "YES_ELIGIBLE", False: "YES_NOT_ELIGIBLE"})
            if case.setting == Setting.NURSING_HOME:
                found["nursing_home"] = Known(True, "The referral: care home with nursing")
        case Tool.JOINT_PACKAGE:
            found |= _continuing_healthcare(case, "chc_decision", {True: "ELIGIBLE", False: "NOT_ELIGIBLE"})
        case Tool.WHEELCHAIR:
            found |= _wheelchair(case, on)
        case Tool.REVIEW:
            found |= _review(case)
        case Tool.DIRECT_PAYMENT:
            found |= _recipient(case, on)
    return found


def prefilled(form: Assessment, on: date, *, by: Actor) -> dict[str, str]:
    """The fields of a draft that still hold what the record says, with the source of each."""
    from eligibility.sheets.reading import at

    names = {each.key for part in parts_of(form) for each in part.fields}
    known = known_values(form.case, form.tool, on, by=by)
    return {
        name: each.source
        for name, each in known.items()
        if name in names and each.value not in ("", None) and at(form.answers, name) == each.value
    }


def team_of(case: Case) -> dict[str, Known]:
    """Those who attended the newest meeting of the multidisciplinary team that was held on a case."""
    meeting = Meeting.objects.filter(case=case, state=MeetingState.HELD).order_by("-starts_at", "-id").first()
    if meeting is None:
        return {}
    rows = [
        {
            "name": each.name,
            "profession": each.profession,
            "organisation": each.works_for,
            "is_care_act_assessor": True if each.is_care_act_assessor else "",
        }
        for each in meeting.attendances.filter(attended=True).order_by("id")
    ]
    return {"members": Known(rows, f"Attendance of the meeting on {day(meeting.starts_at)}")} if rows else {}


def _assessor(tool: str, by: Actor) -> dict[str, Known]:
    """Whoever starts the form is who fills it in, unless they say otherwise."""
    if by.user_id is None or tool in (Tool.DST, Tool.FAST_TRACK):
        return {}
    organisation = Organisation.objects.filter(pk=by.organisation_id).values_list("name", flat=True).first() or ""
    names = (
        ("practitioner", "practitioner_organisation")
        if tool == Tool.CHECKLIST
        else ("assessed_by", "assessor_organisation")
    )
    source = "Who started this form"
    return {names[0]: Known(by.name, source), names[1]: Known(organisation, source)}


def _capacity(case: Case) -> dict[str, Known]:
    record = (
        CapacityRecord.objects.filter(person_id=case.person_id, about=CapacityRecord.About.TAKING_PART)
        .order_by("-on", "-id")
        .first()
    )
    return {"capacity": Known(record.capacity, f"Recorded on {day(record.on)}")} if record is not None else {}


def _continuing_healthcare(case: Case, name: str, words: dict[bool, str]) -> dict[str, Known]:
    """The newest decision on continuing healthcare about the person: it comes before nursing care and joint packages."""
    decided = (
        Case.objects.filter(
            organisation_id=case.organisation_id,
            person_id=case.person_id,
            route=Route.CHC,
            state__in=[CaseState.ELIGIBLE, CaseState.NOT_ELIGIBLE],
        )
        .order_by("-decided_on", "-id")
        .first()
    )
    if decided is None:
        return {}
    yes = decided.state == CaseState.ELIGIBLE
    words_of = "eligible" if yes else "not eligible"
    since = f" on {day(decided.decided_on)}" if decided.decided_on else ""
    return {name: Known(words[yes], f"Case {decided.reference}: {words_of}{since}")}


def _wheelchair(case: Case, on: date) -> dict[str, Known]:
    found = {"referred_on": Known(case.received_on.isoformat(), "The referral")}
    if case.offer is not None and (years := budget_years(case.offer, case.person.date_of_birth, on)):
        found["budget_years"] = Known(str(years), f"{case.offer.name}, version {case.offer.version}")
    return found


def _review(case: Case) -> dict[str, Known]:
    done = case.assessments.filter(tool=Tool.REVIEW, completed_on__isnull=False).exists()
    kind = "ANNUAL" if done else "THREE_MONTH"
    return {"type": Known(kind, "The reviews of this case so far")}


def _recipient(case: Case, on: date) -> dict[str, Known]:
    """Who acts for the person: representatives and nominees with leave to act, and a child's representative."""
    found: dict[str, Known] = {}
    if age_on(case.person.date_of_birth, on) < 16:
        found["recipient_type"] = Known("REPRESENTATIVE", "The person is under 16")
    grants = (
        Grant.objects.filter(running(on), person_id=case.person_id)
        .exclude(kind=Grant.Kind.HOLDER)
        .select_related("user")
        .order_by("id")
    )
    for grant in grants:
        source = f"Leave to act since {day(grant.starts)}"
        role = "nominee" if grant.kind == Grant.Kind.NOMINEE else "representative"
        found.setdefault(f"{role}_name", Known(grant.user.name, source))
        if role == "representative" and grant.basis in REPRESENTATIVE_BASES:
            found.setdefault("representative_basis", Known(grant.basis, source))
    return found
