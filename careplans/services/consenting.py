"""Capacity and consent, for one decision at one time."""

from datetime import date

from django.db import transaction

from careplans.enums import Capacity
from careplans.models import Consent
from careplans.services.next_review import plan_next_reviews
from careplans.services.reach import check_right
from phb.core import moving
from phb.core.actors import Actor
from phb.core.clock import london_today
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Grant
from phb.core.periods import age_on
from phb.core.selectors import people, person_for

MAY_NOT = "Your role may read consent but not record it."
SELF = Grant.Basis.SELF


@transaction.atomic
def record_consent(
    *,
    person_id: int,
    about: str,
    capacity: str,
    consents: bool,
    given_by: str,
    basis: str,
    assessed_on: date,
    by: Actor,
    evidence: str = "",
    support_given: str = "",
    best_interests: str = "",
    authority_document: str = "",
    document_seen_on: date | None = None,
    document_expires_on: date | None = None,
    assessed_by: str = "",
    next_check_on: date | None = None,
    decision: str = "",
) -> Consent:
    """Record whether the person can make one decision, and who consented to it (2013 Regulations, 3 to 5; MCA 2005).

    From 16, someone who can decide consents themselves; under 16, or without capacity, whoever acts for them does,
    and `basis` says by what right (a code of `Grant.Basis`), with the document that shows it. Raises NotVisible, RuleBroken.
    """
    check_right(by, "consent", "W", MAY_NOT)
    person = person_for(by, person_id)
    young = age_on(person.date_of_birth, assessed_on) < 16
    if young != (capacity == Capacity.UNDER_16):
        words = "was under 16" if young else "was 16 or over"
        raise RuleBroken(f"The person {words} on that day. Choose the answer for that age.", "capacity")
    if consents and capacity == Capacity.HAS and basis != SELF:
        raise RuleBroken("The person can make this decision, so they consent themselves.", "basis")
    if capacity != Capacity.HAS and basis == SELF:
        raise RuleBroken(
            "The person does not make this decision, so say by what right somebody else decides for them.", "basis"
        )
    if not given_by.strip():
        raise RuleBroken("Say who decided: the person, or the name of who acts for them.", "given_by")
    if capacity == Capacity.LACKS and not evidence.strip():
        raise RuleBroken("Write down what was done to help the person decide, and why they could not.", "evidence")
    decision = decision.strip() if about == Consent.About.OTHER else ""
    if about == Consent.About.OTHER and not decision:
        raise RuleBroken("Name the decision.", "decision")
    _check_days(assessed_on, document_seen_on, document_expires_on, next_check_on)
    made = Consent.objects.create(
        organisation_id=by.organisation_id, person=person, about=about, capacity=capacity, consents=consents,
        given_by=given_by.strip(), basis=basis if capacity != Capacity.HAS else SELF, evidence=evidence,
        recorded_by_id=by.user_id, assessed_on=assessed_on, support_given=support_given, best_interests=best_interests,
        authority_document=authority_document, document_seen_on=document_seen_on, document_expires_on=document_expires_on,
        assessed_by=assessed_by, next_check_on=next_check_on, decision=decision,
    )  # fmt: skip
    plan_next_reviews(person_ids=[person.pk], on=london_today(), by=by)
    return made


def _check_days(assessed: date, seen: date | None, ends: date | None, again: date | None) -> None:
    if ends and seen and ends < seen:
        raise RuleBroken("The document had ended when it was seen. See the present one.", "document_expires_on")
    if again and again <= assessed:
        raise RuleBroken("It is looked at again after this record. Enter a later day.", "next_check_on")


@transaction.atomic
def withdraw_consent(*, consent_id: int, on: date, by: Actor) -> Consent:
    """Record that a consent was withdrawn on a day. A withdrawn consent to a direct payment must stop it (regulation 17(1))."""
    check_right(by, "consent", "W", MAY_NOT)
    row = Consent.objects.filter(pk=consent_id, person__in=people(by)).first()
    if row is None:
        raise NotVisible
    row = moving.locked(Consent.objects.all(), pk=consent_id)
    if row.withdrawn_on is not None:
        return row
    if on < row.assessed_on:
        raise RuleBroken("Consent cannot be withdrawn before it was given.", "withdrawn_on")
    row.withdrawn_on = on
    row.save(update_fields=["withdrawn_on"])
    plan_next_reviews(person_ids=[row.person_id], on=london_today(), by=by)
    return row
