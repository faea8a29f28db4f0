"""What a small correction may change: how to reach somebody, and a slip of the pen; never what the plan means.

Needs, outcomes, services, amounts, holding, risks, who is paid and who acts for the person take the full way (section
14.4 of the reference). The database asks the same of a correction before it puts it in force.
"""

from careplans.rules.content import PlanContent
from careplans.rules.difference import Change, ChangeKind, differences
from phb.core.errors import RuleBroken

# Fields of lines that may differ, by part. Only these: a field that is not named here takes the full way.
OF_ROWS: dict[str, frozenset[str]] = {
    "contacts": frozenset({"phone", "email", "comments", "team", "organisation_name", "speciality"}),
    "contingency": frozenset({"contact"}),
    "actions": frozenset({"who_role"}),
    "other_plans": frozenset({"held_by"}),
}
# Single statements that may differ: words about the person that steer no money and no risk.
STATED = frozenset({"also_worth_knowing", "important_people", "written_with", "who_i_am"})
# Names and words where a letter or two may be wrong, by part ("" for the plan's own statements).
SLIPS: dict[str, frozenset[str]] = {
    "contacts": frozenset({"words", "role"}),
    "contingency": frozenset({"words"}),
    "actions": frozenset({"words", "who", "when"}),
    "other_plans": frozenset({"words"}),
    "": frozenset({"what_matters", "how_i_communicate", "my_wellness", "please_do", "how_to_support_me", "strengths", "health_monitor", "review_how"}),
}  # fmt: skip
WORDS, LETTERS, LONG = 3, 2, 5
# Words that are one or two letters from another of their kind and mean something else: a slip never makes one of them.
EXACT = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "daily", "dairy", "weekly", "weekday",
    "monthly", "hourly", "three", "seven", "eight", "eleven", "twelve", "thirteen", "thirty", "fourteen", "forty", "fifteen",
    "fifty", "sixteen", "sixty", "seventeen", "seventy", "eighteen", "eighty", "nineteen", "ninety", "awake", "aware",
})  # fmt: skip
OPPOSITE = ("hypo", "hyper")


def why_not_minor(before: PlanContent, after: PlanContent) -> tuple[str, ...]:
    """Each change that is more than a small correction, in a sentence; empty when all are small."""
    return tuple(change.words for change in differences(before, after) if not _is_small(change, before, after))


def check_minor(before: PlanContent, after: PlanContent) -> None:
    """Refuse anything but small corrections, and nothing at all (RuleBroken, with what goes too far)."""
    if not differences(before, after):
        raise RuleBroken("Nothing was changed. Make the correction first, or withdraw this version.")
    if found := why_not_minor(before, after):
        raise RuleBroken(
            "This is more than a small correction, so the person agrees it and it is signed as usual. "
            + " ".join(found)
        )


def _is_small(change: Change, before: PlanContent, after: PlanContent) -> bool:
    if change.kind != ChangeKind.CHANGED:
        return False
    rows = change.part in OF_ROWS and bool(change.key) and change.key not in STATED
    if not hasattr(after, change.key):
        return rows and all(_field_is_small(change, name, before, after) for name in change.fields)
    if change.key in STATED:
        return True
    return change.key in SLIPS[""] and is_slip(getattr(before, change.key), getattr(after, change.key))


def _field_is_small(change: Change, name: str, before: PlanContent, after: PlanContent) -> bool:
    if name in OF_ROWS[change.part]:
        return True
    if name not in SLIPS[change.part]:
        return False
    old, new = (next(row for row in plan.rows(change.part) if row.key == change.key) for plan in (before, after))
    return is_slip(getattr(old, name), getattr(new, name))


def is_slip(before: str, after: str) -> bool:
    """Whether two texts differ by a slip of the pen: the same words in the same order, of which at most three are spelt
    otherwise by at most two letters.

    Only words of five letters or more that begin alike count as misspelt: “not”, “can’t” or “unable” is never a slip, and
    no digit is, because it is a dose, an amount or a time; nor is a day or number for another (“Tuesday”, “Thursday”), or
    “hyper…” for “hypo…”. Case and the marks around a word do not count.
    """
    old, new = _words(before), _words(after)
    if len(old) != len(new) or not old:
        return False
    other = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    return len(other) <= WORDS and all(_misspelt(a, b) for a, b in other)


def _words(text: str) -> list[str]:
    return [word.casefold().strip(".,;:!?()“”\"'") for word in text.split()]


def _misspelt(a: str, b: str) -> bool:
    if any(letter.isdigit() for letter in a + b) or min(len(a), len(b)) < LONG or a[0] != b[0]:
        return False
    if {a, b} <= EXACT or all(any(word.startswith(each) for word in (a, b)) for each in OPPOSITE):
        return False
    return _distance(a, b) <= LETTERS


def _distance(old: str, new: str) -> int:
    """How many letters are put in, left out or mistaken."""
    row = list(range(len(new) + 1))
    for i, a in enumerate(old, start=1):
        last, row[0] = row[0], i
        for j, b in enumerate(new, start=1):
            last, row[j] = row[j], min(last + (a != b), row[j] + 1, row[j - 1] + 1)
    return row[-1]
