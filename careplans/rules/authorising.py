"""Who must authorise a plan, and who may not (section 15.3 of the reference).

Limits are dated rows of the commissioner, handed in as values. All rows are
looked at; the highest role wins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal

from careplans.enums import Measure, SignOff
from phb.core.actors import ROLE_NAMES
from phb.core.errors import RuleBroken
from phb.core.money import format_pounds


@dataclass(frozen=True, slots=True)
class ApprovalLimit:
    """Above `limit` the role must authorise. `rank`: the higher the number, the higher the role.

    `limit` in pounds or percent by the measure; `stream` "" for every funding stream; `panel`: a panel decides;
    `second_approver`: two people. `start` and `end` are the days the row is in force, both included.
    """

    stream: str
    measure: Measure
    limit: Decimal
    role: str
    rank: int
    start: date
    end: date | None = None
    panel: bool = False
    second_approver: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """Who must authorise: the highest role of all rows that apply, with the reasons. `role` None: no row applies."""

    role: str | None
    rank: int
    panel: bool
    second_approver: bool
    reasons: tuple[str, ...]
    panel_reasons: tuple[str, ...] = ()


def required_authority(
    limits: Sequence[ApprovalLimit], stream: str, figures: Mapping[Measure, Decimal], on: date
) -> Requirement:
    """The authority a plan needs on a day. A measure without a figure is not looked at; a row applies strictly above its limit."""
    found = [row for row in limits if _applies(row, stream, figures, on)]
    if not found:
        return Requirement(None, 0, panel=False, second_approver=False, reasons=())
    top = max(found, key=lambda row: row.rank)
    reasons = tuple(_reason(row, figures[row.measure]) for row in sorted(found, key=lambda row: -row.rank))
    return Requirement(
        top.role, top.rank, any(row.panel for row in found), any(row.second_approver for row in found), reasons,
        tuple(_over(row, figures[row.measure]) + "." for row in found if row.panel),
    )  # fmt: skip


def _applies(row: ApprovalLimit, stream: str, figures: Mapping[Measure, Decimal], on: date) -> bool:
    in_force = row.start <= on and (row.end is None or on <= row.end)
    return in_force and row.stream in {"", stream} and row.measure in figures and figures[row.measure] > row.limit


def _reason(row: ApprovalLimit, figure: Decimal) -> str:
    return f"{_over(row, figure)}, so “{ROLE_NAMES.get(row.role, row.role)}” must authorise."


def _over(row: ApprovalLimit, figure: Decimal) -> str:
    if row.measure in {Measure.PERCENT_ABOVE_INDICATIVE, Measure.PERCENT_ABOVE_PACKAGE}:
        return f"{row.measure.label}: {percent(figure)}% is more than {percent(row.limit)}%"
    return f"{row.measure.label}: {format_pounds(figure)} is more than {format_pounds(row.limit)}"


def percent(figure: Decimal) -> str:
    """Shown to two places, rounded up so that what is above a limit also reads so, without needless zeros; compared unrounded."""
    written = f"{figure.quantize(Decimal('0.01'), ROUND_UP):f}"
    return written.rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands beside the signature that is about to be given: a panel's yes (and who wrote it down), another
    commissioner's approval, who refused the plan before."""

    panel_yes: bool = False
    panel_recorded_by: int | None = None
    approved_by: int | None = None
    refused_by: frozenset[int] = frozenset()


def check_authority(need: Requirement, before_panel: Sequence[str], ground: Ground, role: str, by: int) -> None:
    """Refuse (RuleBroken) to authorise what needs another role, a panel or a second commissioner first.

    `before_panel`: why a panel must decide, the scheme's own reasons included. A panel is several people: where the
    scheme asks for two commissioners, its yes stands for the first of them.
    """
    if need.role and need.role != role:
        raise RuleBroken("This is above your limit. " + " ".join(need.reasons))
    if by in ground.refused_by:
        raise RuleBroken("You refused this plan before, so another commissioner decides when it is looked at again.")
    if before_panel and not ground.panel_yes:
        raise RuleBroken("A panel must decide this plan first. " + " ".join(before_panel))
    if ground.panel_yes and ground.panel_recorded_by == by:
        raise RuleBroken("You wrote down what the panel decided, so another commissioner authorises the plan.")
    if need.second_approver and not ground.panel_yes:
        if ground.approved_by is None:
            raise RuleBroken("Two commissioners must approve this plan, and none has yet. " + " ".join(need.reasons))
        if ground.approved_by == by:
            raise RuleBroken("You gave the first approval, so another commissioner gives the second.")


def check_separate_people(
    step: SignOff, by: int, drafters: Sequence[int], signed: Mapping[SignOff, int], relatives: Sequence[int] = ()
) -> None:
    """Refuse a sign-off by someone who drafted the plan, signed an earlier step, or is the person or a relative (RuleBroken).

    People are told apart by the id of their user. The person's own agreement is not a staff sign-off and is not checked here.
    """
    if by in relatives:
        raise RuleBroken("Nobody may approve a plan for themselves or a relative. Ask a colleague.")
    if by in drafters:
        raise RuleBroken("You wrote part of this plan, so someone else must approve it.")
    for earlier, who in signed.items():
        if earlier not in {step, SignOff.PERSON} and who == by:
            raise RuleBroken(f"You already signed this plan at “{earlier.label}”, so someone else must do this step.")
