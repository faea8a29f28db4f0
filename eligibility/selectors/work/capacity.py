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


# What has to be known before an assessment goes on, and what to say while it is not.
NEEDED = {
    About.TAKING_PART: "Record whether the person agrees to take part.",
    About.EXAMINATION: "Record consent before any physical examination.",
}


@dataclass(frozen=True, slots=True)
class ConsentState:
    """The newest record of each decision up to a day, and the rule's answer: what may be done and what is missing."""

    newest: dict[str, CapacityRecord]
    result: Result

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still to be written down, in sentences: first what was never recorded, then what the rule asks for.

        Capacity and consent go decision by decision, so one that is recorded says nothing of another. Somebody who
        declines to take part is not examined, so nothing more is asked then.
        """
        never = [words for about, words in NEEDED.items() if about not in self.newest]
        if self.result.outcome == "DECLINED" or not self.newest:
            never = never[: not self.newest]
        asked = {"consent_examination"} if About.EXAMINATION not in self.newest else set()
        return (*never, *(problem.words for problem in self.result.problems if problem.field not in asked))

    @property
    def outcome(self) -> str:
        """The rule's outcome; INCOMPLETE while something is missing that it could not see."""
        if self.result.outcome == "MAY_PROCEED" and self.missing:
            return "INCOMPLETE"
        return str(self.result.outcome)


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
    answers: dict[str, Any] = {"date_of_birth": case.person.date_of_birth}
    if shared is not None and shared.consents:
        answers["consent_share_third_party"] = [{"name": name, "consents": True} for name in shared.shared_with]
    found = [record for record in (taking, examined) if record is not None]
    if not found:
        return answers
    # Two decisions, the rule reads one capacity: that the person could not make one of them counts first.
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
    return answers


def representatives(case: Case, on: date) -> list[Grant]:
    """Who may act for the person in this system on a day, with the basis. None of it is consent to health care by itself."""
    found = Grant.objects.filter(running(on), person_id=case.person_id).exclude(kind=Grant.Kind.HOLDER)
    return list(found.select_related("user").order_by("starts", "id"))
