"""Who may agree a plan (2013 Regulations, regulations 3 to 5 and 8; Mental Capacity Act 2005, section 1)."""

from dataclasses import dataclass

AGE_OF_CONSENT = 16


@dataclass(frozen=True, slots=True)
class MayAgree:
    """Whether they may, and if not, why and what to do."""

    yes: bool
    why: str = ""


def may_agree(acting_as: str, age: int, lacks_capacity: bool) -> MayAgree:
    """Whether somebody may agree the plan: `acting_as` "HOLDER", "REPRESENTATIVE" or "NOMINEE".

    `age` in whole years; `lacks_capacity`: the newest record for the decision about care says so. Capacity is
    assumed until then. A nominee handles money and agrees no care.
    """
    own = age >= AGE_OF_CONSENT and not lacks_capacity
    if acting_as == "HOLDER":
        if own:
            return MayAgree(True)
        why = "is under 16" if age < AGE_OF_CONSENT else "cannot make this decision at present"
        return MayAgree(
            False, f"The person {why}, so their representative agrees the plan. What they think is written down."
        )
    if acting_as == "REPRESENTATIVE":
        if not own:
            return MayAgree(True)
        return MayAgree(
            False,
            "The person is 16 or over and can make this decision, so they agree the plan themselves. "
            "If they cannot, the care coordinator records it first.",
        )
    return MayAgree(False, "A nominee looks after the money. The person or their representative agrees the plan.")
