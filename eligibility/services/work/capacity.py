"""Capacity and consent for one decision on one day. Nothing is changed later: a newer record stands beside it."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from eligibility.enums import Capacity
from eligibility.models import CapacityRecord
from eligibility.selectors import case_for
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.periods import age_on, say_date

About, Authority = CapacityRecord.About, CapacityRecord.Authority
ADULT, MENTAL_CAPACITY_ACT = 18, 16


@transaction.atomic
def record_capacity(
    *,
    case_id: int,
    about: str,
    on: date,
    capacity: str,
    today: date,
    by: Actor,
    consents: bool | None = None,
    decision: str = "",
    how_assessed: str = "",
    shared_with: Sequence[str] = (),
    best_interests: str = "",
    consulted: str = "",
    authority: str = Authority.NONE,
    authority_name: str = "",
    authority_seen_on: date | None = None,
    advocate: str = "",
    explained: str = "",
) -> CapacityRecord:
    """Record whether the person could make one decision on a day, and what was decided (Mental Capacity Act 2005).

    `consents` is their own answer or, where somebody holds authority, that person's; None when nobody can consent and
    the decision is made in their best interests. `explained` is what somebody was told who declines to take part.
    Raises NotVisible, and RuleBroken where what is said cannot stand together.
    """
    case = case_for(by, case_id)
    about, capacity, authority = _codes(about, capacity, authority)
    age = _age(case.person.date_of_birth, on, today)
    names = [name.strip() for name in shared_with if name.strip()]
    if about == About.OTHER and not decision.strip():
        raise RuleBroken("Write which decision this is about.", "decision")
    _check_capacity(capacity, how_assessed, age)
    _check_authority(capacity, authority, authority_name, authority_seen_on, age=age, on=on)
    _check_answer(capacity, authority, consents, best_interests)
    if about == About.SHARING and consents and not names:
        raise RuleBroken("Enter with whom it may be shared, one on each line.", "shared_with")
    if about == About.TAKING_PART and consents is False and not explained.strip():
        raise RuleBroken(
            "Write what was explained: the council may not lawfully take over needs that are the NHS’s to meet, and "
            "the offer of an assessment stays open.",
            "explained",
        )
    return CapacityRecord.objects.create(
        organisation_id=by.organisation_id, person_id=case.person_id, case=case, about=about, decision=decision.strip(),
        on=on, capacity=capacity, how_assessed=how_assessed.strip(), consents=consents, shared_with=names,
        best_interests=best_interests.strip(), consulted=consulted.strip(), authority=authority,
        authority_name=authority_name.strip(), authority_seen_on=authority_seen_on, advocate=advocate.strip(),
        explained=explained.strip(), recorded_by_id=by.user_id,
    )  # fmt: skip


def _codes(about: str, capacity: str, authority: str) -> tuple[str, Capacity, str]:
    try:
        return About(about).value, Capacity(capacity), Authority(authority).value
    except ValueError as error:
        raise RuleBroken("Choose one of the answers shown.", "about") from error


def _age(born: date, on: date, today: date) -> int:
    if on > today:
        raise RuleBroken("The day is in the future. Record it on the day, or after.", "on")
    if on < born:
        raise RuleBroken(f"The day is before the person was born ({say_date(born)}).", "on")
    return age_on(born, on)


def _check_capacity(capacity: Capacity, how_assessed: str, age: int) -> None:
    if age < MENTAL_CAPACITY_ACT:
        return  # a child who does not understand enough to decide: the Act and its assessment do not apply
    if capacity in (Capacity.LACKS_CAPACITY, Capacity.FLUCTUATES) and not how_assessed.strip():
        raise RuleBroken(
            "Write what was done to help the person decide, and what showed that they could not. Capacity is presumed "
            "until that is shown.",
            "how_assessed",
        )


def _check_authority(
    capacity: Capacity, authority: str, name: str, seen_on: date | None, *, age: int, on: date
) -> None:
    if authority == Authority.NONE:
        return
    if authority == Authority.PARENTAL_RESPONSIBILITY and age >= ADULT:
        raise RuleBroken(
            "Nobody has parental responsibility for an adult. Choose who else holds authority, or nobody.", "authority"
        )
    if authority == Authority.LPA_HW and age < ADULT:
        raise RuleBroken("Only an adult can make a lasting power of attorney. Choose another answer.", "authority")
    if authority == Authority.DEPUTY_HW and age < MENTAL_CAPACITY_ACT:
        raise RuleBroken("A deputy acts for somebody of 16 or over. Choose another answer.", "authority")
    if capacity in (Capacity.HAS_CAPACITY, Capacity.NOT_ASSESSED) and authority != Authority.PARENTAL_RESPONSIBILITY:
        raise RuleBroken(
            "A person who can decide decides: an attorney or deputy for health and welfare acts only when they cannot. "
            "Choose that nobody holds authority, or record why the person could not decide.",
            "authority",
        )
    if not name.strip():
        raise RuleBroken("Enter the name of who holds authority.", "authority_name")
    if authority != Authority.PARENTAL_RESPONSIBILITY and seen_on is None:
        raise RuleBroken("Enter the day on which the power or the court’s order was seen.", "authority_seen_on")
    if seen_on is not None and seen_on > on:
        raise RuleBroken("It was seen after the decision was made. Check both days.", "authority_seen_on")


def _check_answer(capacity: Capacity, authority: str, consents: bool | None, best_interests: str) -> None:
    if capacity == Capacity.LACKS_CAPACITY:
        if authority == Authority.NONE and consents is not None:
            raise RuleBroken(
                "Nobody can consent here: family have no power to by themselves. Leave the answer empty and write how it "
                "was decided in the person’s best interests.",
                "consents",
            )
        if authority == Authority.NONE and not best_interests.strip():
            raise RuleBroken("Write how it was decided in the person’s best interests.", "best_interests")
        if consents is None and not best_interests.strip():
            raise RuleBroken("Choose whether the one who holds authority agreed.", "consents")
    elif consents is None:
        raise RuleBroken("Choose whether they agreed.", "consents")
