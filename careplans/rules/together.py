"""Who writes what in a plan while it is shared: the part of the person and of who acts for them, in one table.

Staff write every part (`phb.core.access`, "plan"). The person writes their own words, and in each list of lines the
fields named here. Everything else they read, comment on and ask about: services, money, signatures, scores of risk.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """What the person writes in one part. `adds`: they may add lines, and take out again those that they added;
    `only_own`: they change only lines that they added."""

    fields: tuple[str, ...]
    adds: bool = False
    only_own: bool = False


ABOUT_ME = (
    "who_i_am", "must_know", "what_matters", "important_people", "not_to_contact", "how_i_communicate", "my_wellness",
    "please_do", "please_do_not", "how_to_support_me", "also_worth_knowing", "strengths", "written_with",
)  # fmt: skip
OF_PERSON: dict[str, Reach] = {
    "about_me": Reach(ABOUT_ME),
    "support": Reach(("how_took_part",)),
    "outcomes": Reach(("words", "measure", "importance", "confidence"), adds=True),
    "actions": Reach(("words", "when", "confidence"), adds=True, only_own=True),
    "contingency": Reach(("trigger", "warning_signs", "coping", "action", "contact"), adds=True),
    "contacts": Reach(("name", "role", "phone", "email", "in_crisis", "invited"), adds=True),
    "risks": Reach(("persons_view",)),
    "decisions": Reach(("what_matters",)),
}
NOTHING = Reach(())
# What a line is called where the person is told that it is not theirs to write.
PART_WORDS = {
    "needs": "needs", "stage_goals": "steps on the way", "services": "services and money", "tasks": "health tasks",
    "paid_people": "people who are paid", "other_plans": "other plans", "advice": "advice on risk",
    "safety": "keeping safe", "formulation": "formulation", "advance": "wishes for the future", "carers": "carers",
    "people": "who runs the plan", "review": "review and payment",
}  # fmt: skip


def of_person(part: str) -> Reach:
    """What the person writes in a part; nothing in one that the table does not name."""
    return OF_PERSON.get(part, NOTHING)


def refused(part: str, fields: Iterable[str], *, new: bool = False, theirs: bool = False) -> str:
    """Why the person may not write these fields of a part, in a sentence that says what to do; "" when they may.

    `new`: a line is added; `theirs`: the line was added by the person.
    """
    reach = of_person(part)
    if not reach.fields:
        what = PART_WORDS.get(part, "part of the plan")
        return f"Your care coordinator writes this ({what}). Say what should change, and they change it with you."
    if new and not reach.adds:
        return "Nothing can be added here. Say what is missing, and your care coordinator adds it with you."
    if reach.only_own and not new and not theirs:
        return "Somebody else wrote this line. Say what should change, and your care coordinator changes it with you."
    if set(fields) - set(reach.fields):
        return (
            "Part of this is not yours to write. Say what should change, and your care coordinator changes it with you."
        )
    return ""


def may_take_out(part: str, *, theirs: bool) -> bool:
    """Whether the person may take a line out: only one that they added."""
    return theirs and of_person(part).adds
