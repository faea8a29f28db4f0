"""Capacity and consent as they stand on a case, and who acts for the person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from eligibility.enums import Capacity
from eligibility.models import CapacityRecord, Case
from eligibility.rules import Result, evaluate
from phb.core.models import Grant
from phb.core.selectors import running

About = CapacityRecord.About


@dataclass(frozen=True, slots=True)
class ConsentState:
    """The newest record of each decision up to a day, and the rule's answer: what may be done and what is missing."""

    newest: dict[str, CapacityRecord]
    result: Result

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still to be written down, in sentences."""
        return tuple(problem.words for problem in self.result.problems)


def capacity_records(case: Case) -> QuerySet[CapacityRecord]:
    """All records of the person of a case, whichever case they were made on, the newest decision first."""
    found = CapacityRecord.objects.filter(person_id=case.person_id)
    return found.select_related("case", "recorded_by").order_by("-on", "-id")


def consent_of(case: Case, on: date) -> ConsentState:
    """How consent stands on a case on a day, by the rule (Mental Capacity Act 2005; National Framework 2022)."""
    newest: dict[str, CapacityRecord] = {}
    for record in capacity_records(case).filter(on__lte=on):
        newest.setdefault(record.about, record)
    return ConsentState(newest, evaluate("consent", consent_answers(case, newest), on))


def consent_answers(case: Case, newest: dict[str, CapacityRecord]) -> dict[str, Any]:
    """The records in the names that the rule reads."""
    taking, examined, shared = (newest.get(each) for each in (About.TAKING_PART, About.EXAMINATION, About.SHARING))
    found = [record for record in (taking, examined, shared) if record is not None]
    answers: dict[str, Any] = {"date_of_birth": case.person.date_of_birth}
    if not found:
        return answers
    # What was found for one decision says nothing of another; that somebody could not decide one of them counts first.
    first = next((record for record in found if record.capacity == Capacity.LACKS_CAPACITY), found[0])
    decided = first.best_interests or (first.authority != "NONE" and first.consents is not None)
    answers |= {
        "capacity": first.capacity,
        "capacity_presumed": first.capacity == Capacity.NOT_ASSESSED,
        "capacity_assessment_id": str(first.pk) if first.how_assessed else "",
        "best_interests_record_id": str(first.pk) if decided else "",
        "legal_authority": first.authority if first.authority in ("LPA_HW", "DEPUTY_HW") else "NONE",
        "advocate_considered": bool(first.advocate),
    }
    if taking is not None:
        answers["declined_participation"] = taking.consents is False
        answers["explanation_recorded"] = bool(taking.explained)
    if examined is not None:
        answers["consent_examination"] = examined.consents
    if shared is not None:
        answers["consent_share_third_party"] = [
            {"name": name, "consents": bool(shared.consents)} for name in shared.shared_with
        ]
    return answers


def representatives(case: Case, on: date) -> list[Grant]:
    """Who may act for the person in this system on a day, with the basis. None of it is consent to health care by itself."""
    found = Grant.objects.filter(running(on), person_id=case.person_id).exclude(kind=Grant.Kind.HOLDER)
    return list(found.select_related("user").order_by("starts", "id"))
