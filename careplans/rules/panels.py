"""What a panel may decide, who may take part, and when its yes is kept (sections 15.1 to 15.3 and 20 of the reference)."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from careplans.enums import PanelDecision
from careplans.rules.merging import mark
from phb.core.errors import RuleBroken

# What one line of money says: a change of any of these makes it another line than the one that was decided.
OF_A_LINE = (
    "description", "kind", "provider", "hours_per_week", "rate", "weekly_amount", "one_off_amount", "one_off_on", "holding",
    "frequency", "funders",
)  # fmt: skip
OF_AN_EXCEPTION = ("name", "relationship", "same_household", "exception_reason")


@dataclass(frozen=True, slots=True)
class PanelReason:
    """Why a panel must decide. `key` tells it from others: the same key later means the same reason, not a new one."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What was said of one line of the plan: yes, or no with reasons. `line`: its number in every version."""

    line: int
    agreed: bool
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A line as it was decided: its number, a mark of what it said, yes or no."""

    line: int
    said: str
    agreed: bool


def said(values: Mapping[str, Any], names: Sequence[str]) -> str:
    """64 hexadecimal digits for what these values say; "20.00" says the same as 20, outer spaces do not count."""
    return hashlib.sha256("|".join(f"{name}={mark(values[name])}" for name in names).encode()).hexdigest()


def why_not(
    user: int | None,
    *,
    drafters: Collection[int],
    signers: Collection[int],
    relatives: Collection[int],
    refusers: Collection[int] = (),
) -> str:
    """Why somebody takes no part in a decision, as the end of a sentence, or "". `user`: None for somebody from outside."""
    if user is None:
        return ""
    if user in relatives:
        return "is the person, family or a friend"
    if user in drafters:
        return "wrote part of this plan"
    if user in signers:
        return "signed this plan at an earlier step"
    if user in refusers:
        return "decided it the first time"
    return ""


def check_took_part(
    took_part: Sequence[Mapping[str, Any]], barred: Mapping[str, str], least: int, *, names: Mapping[str, str]
) -> None:
    """Refuse (RuleBroken, field "took_part") fewer than `least`, or anybody of `barred` (key → why)."""
    for member in took_part:
        if why := barred.get(member["key"]):
            raise RuleBroken(
                f"{names[member['key']]} {why}, so they take no part in this decision. Untick them.", "took_part"
            )
    if len(took_part) < least:
        some = "1 member" if len(took_part) == 1 else f"{len(took_part) or 'no'} members"
        raise RuleBroken(
            f"At least {least} members must take part in a decision, and {some} did. Put the plan on another agenda.",
            "took_part",
        )


def check_answers(decision: str, reasons: str, answers: Sequence[LineAnswer], lines: Mapping[int, str]) -> None:
    """Refuse (RuleBroken, with its field) a decision without reasons, or in part without each line answered.

    `lines`: number → words of all lines of the plan. In part means some yes and some no.
    """
    if decision not in set(PanelDecision):
        raise RuleBroken("Choose what was decided.", "decision")
    if not reasons.strip():
        raise RuleBroken("Write down the reasons. The person can read them.", "reasons")
    if decision != PanelDecision.PART:
        return
    by_line = {answer.line: answer for answer in answers}
    for line, words in lines.items():
        answer = by_line.get(line)
        if answer is None:
            raise RuleBroken(f"Choose yes or no for “{words}”.", f"line_{line}")
        if not answer.agreed and not answer.reasons.strip():
            raise RuleBroken(f"Write down why “{words}” is refused.", f"why_{line}")
    said_yes = {answer.agreed for answer in by_line.values() if answer.line in lines}
    if said_yes == {True}:
        raise RuleBroken("Every line is agreed: choose “Yes” for the whole plan, or refuse a line.", "decision")
    if said_yes == {False}:
        raise RuleBroken("No line is agreed: choose “No” for the whole plan, or agree a line.", "decision")


def is_kept(
    now: Mapping[int, str], decided: Sequence[Decided], needed_now: Collection[str], needed_then: Collection[str]
) -> bool:
    """Whether an earlier yes still covers a plan that was changed since.

    It does while every line of the plan is one that was agreed and says the same (`now`: line → mark), and nothing new
    asks for a panel. A line that was left out needs no new decision.
    """
    agreed = {each.line: each.said for each in decided if each.agreed}
    return (
        bool(now)
        and all(agreed.get(line) == mark for line, mark in now.items())
        and set(needed_now) <= set(needed_then)
    )
