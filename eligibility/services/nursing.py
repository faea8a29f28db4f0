"""NHS-funded nursing care in payment to a care home: start, notice and change of band, end."""

from datetime import date

from django.db import transaction

from eligibility.enums import CaseState, NursingBand, Route
from eligibility.models import Case, NursingCare
from eligibility.rules.fnc import fnc_weekly_rate, high_band_may_end_on
from eligibility.selectors import locked_case
from eligibility.selectors.routes import may_be_protected
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.periods import add_days, say_date

END_REASONS = {
    "NEED_ENDED": "Nursing is needed no longer",
    "LEFT": "The person left the home",
    "CHC": "Continuing healthcare started",
    "DIED": "The person died",
}


@transaction.atomic
def start_nursing_care(*, case_id: int, home: str, band: str, starts: date, by: Actor) -> NursingCare:
    """Start payment to a care home on a day, at the rate of that day's year.

    The protected high band is only for somebody who has kept it since 1 October 2007. Raises RuleBroken for a case
    that is not eligible, a day before the decision or within earlier nursing care, a year without a rate, or
    continuing healthcare in force.
    """
    case = _eligible(by, case_id)
    if not home.strip():
        raise RuleBroken("Enter the name of the care home.", "home")
    chosen = _band(band)
    if chosen is NursingBand.HIGH_PROTECTED and not may_be_protected(case):
        raise RuleBroken(
            "The high band is only for people who were on it on 1 October 2007 and have kept it. Choose the standard rate.",
            "band",
        )
    if case.person.date_of_death and starts > case.person.date_of_death:
        raise RuleBroken(f"The person died on {say_date(case.person.date_of_death)}.", "starts")
    first = case.decided_on or case.received_on
    if starts < case.received_on:
        raise RuleBroken(f"Nursing care cannot start before the referral of {say_date(case.received_on)}.", "starts")
    chc = Case.objects.filter(person_id=case.person_id, route=Route.CHC, state=CaseState.ELIGIBLE).first()
    if chc is not None and starts >= (chc.decided_on or first):
        raise RuleBroken(
            f"Continuing healthcare is in force (case {chc.reference}), so nursing care is not due.", "starts"
        )
    _check_free(case, starts)
    fnc_weekly_rate(starts, chosen)
    return NursingCare.objects.create(
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        home=home.strip(),
        band=chosen,
        starts=starts,
        recorded_by_id=by.user_id,
    )


@transaction.atomic
def give_band_notice(*, care_id: int, notice_on: date, by: Actor) -> NursingCare:
    """Record the written notice to person and home that the high band becomes the standard rate (reg 30(3), (4)).

    The change may come no sooner than 14 days beginning with the day of the notice (K14). Raises RuleBroken at the
    standard rate and for a day before the care started.
    """
    care = _locked(by, care_id)
    if care.band != NursingBand.HIGH_PROTECTED:
        raise RuleBroken("Only the protected high band changes with a notice.")
    if notice_on < care.starts:
        raise RuleBroken(f"The notice cannot be before the care started, on {say_date(care.starts)}.", "notice_on")
    care.notice_on = notice_on
    care.save(update_fields=["notice_on"])
    return care


@transaction.atomic
def change_to_standard(*, care_id: int, on: date, by: Actor) -> NursingCare:
    """From a day on the standard rate; the high band ends the day before. Raises RuleBroken before the notice has run."""
    care = _locked(by, care_id)
    if care.band != NursingBand.HIGH_PROTECTED:
        raise RuleBroken("This care is at the standard rate already.")
    if care.notice_on is None:
        raise RuleBroken("Give written notice to the person and the home first, and record its day.", "on")
    earliest = high_band_may_end_on(care.notice_on)
    if on < earliest:
        raise RuleBroken(f"The notice of {say_date(care.notice_on)} allows the change from {say_date(earliest)}.", "on")
    fnc_weekly_rate(on, NursingBand.STANDARD)
    care.ends, care.end_reason = add_days(on, -1), "Moved to the standard rate after notice."
    care.save(update_fields=["ends", "end_reason"])
    return NursingCare.objects.create(
        organisation_id=care.organisation_id,
        person_id=care.person_id,
        case_id=care.case_id,
        home=care.home,
        band=NursingBand.STANDARD,
        starts=on,
        recorded_by_id=by.user_id,
    )


@transaction.atomic
def end_nursing_care(*, care_id: int, ends: date, why: str, by: Actor) -> NursingCare:
    """End payment; `ends` is the last day paid (inclusive). `why` is a key of END_REASONS.

    Raises RuleBroken for a last day before the first or after the person's death.
    """
    care = _locked(by, care_id)
    if why not in END_REASONS:
        raise RuleBroken("Choose why nursing care ends.", "why")
    if ends < care.starts:
        raise RuleBroken(f"The last day cannot be before the first, {say_date(care.starts)}.", "ends")
    died = care.person.date_of_death
    if died is not None and ends > died:
        raise RuleBroken(f"The person died on {say_date(died)}. Nothing is paid for later days.", "ends")
    care.ends, care.end_reason = ends, END_REASONS[why]
    care.save(update_fields=["ends", "end_reason"])
    return care


def _eligible(by: Actor, case_id: int) -> Case:
    case = locked_case(by, case_id)
    if case.route != Route.FNC or case.state != CaseState.ELIGIBLE:
        raise RuleBroken("Nursing care starts on a case by this route that was found eligible.")
    return case


def _locked(by: Actor, care_id: int) -> NursingCare:
    found = NursingCare.objects.filter(pk=care_id, organisation_id=by.organisation_id).first()
    if found is None:
        raise NotVisible
    locked_case(by, found.case_id)
    care = NursingCare.objects.select_for_update(of=("self",)).select_related("person").get(pk=care_id)
    if care.ends is not None:
        raise RuleBroken(f"This nursing care ended on {say_date(care.ends)}.")
    return care


def _band(code: str) -> NursingBand:
    try:
        return NursingBand(code)
    except ValueError as error:
        raise RuleBroken("Choose the band.", "band") from error


def _check_free(case: Case, starts: date) -> None:
    for other in NursingCare.objects.select_for_update().filter(person_id=case.person_id):
        if other.ends is None:
            raise RuleBroken(f"Nursing care is in payment already, to {other.home}. End it first.", "starts")
        if starts <= other.ends:
            raise RuleBroken(f"Earlier nursing care runs to {say_date(other.ends)}. Choose a later day.", "starts")
