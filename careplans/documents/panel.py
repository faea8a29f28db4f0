"""What a panel reads and what it decided: an agenda and one page a plan, and the minutes.

Papers are passed round, so a person stands there with initials and the plan's reference, not with name, address or NHS
number.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from phb.core.pdf import Organisation, Printed, Stamp, print_document


@dataclass(frozen=True)
class MoneyRow:
    """One amount beside the others, in pounds a week (None where there is no figure); `words` say where it is from."""

    label: str
    weekly: Decimal | None
    words: str = ""


@dataclass(frozen=True)
class PaperLine:
    """A line of the plan: what, its money in words, and the outcomes it serves."""

    words: str
    money: str
    outcomes: str


@dataclass(frozen=True)
class DecidedLine:
    """What the panel said of one line."""

    words: str
    agreed: bool
    reasons: str


@dataclass(frozen=True)
class PlanPaper:
    """One plan before the panel, on one page; the decision where it was made."""

    number: int
    initials: str
    reference: str
    stream: str
    coordinator: str
    asked: str
    why: tuple[str, ...]
    needs: tuple[str, ...]
    outcomes: tuple[str, ...]
    money: tuple[MoneyRow, ...]
    differences: tuple[str, ...]
    limits: tuple[str, ...]
    lines: tuple[PaperLine, ...]
    risks: tuple[str, ...]
    family: tuple[str, ...]
    shut: tuple[str, ...]
    earlier: tuple[str, ...]
    decision: str = ""
    reasons: str = ""
    conditions: str = ""
    decided_on: date | None = None
    took_part: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    decided: tuple[DecidedLine, ...] = ()


@dataclass(frozen=True)
class PanelPack:
    """The papers of one meeting, or its minutes."""

    organisation: Organisation
    stamp: Stamp
    name: str
    held_on: date
    place: str
    members: tuple[str, ...]
    papers: tuple[PlanPaper, ...]
    minutes: str = ""

    @property
    def title(self) -> str:
        """The title of the file."""
        return f"{self.name}, {self.held_on.day} {self.held_on:%B %Y}"


def print_panel_papers(pack: PanelPack) -> Printed:
    """Agenda and papers as tagged PDF. Raises DocumentRefused or DocumentTimedOut."""
    return print_document("documents/panel_papers.html", pack, title=f"Papers: {pack.title}")


def print_panel_minutes(pack: PanelPack) -> Printed:
    """The minutes as tagged PDF. Raises DocumentRefused or DocumentTimedOut."""
    return print_document("documents/panel_minutes.html", pack, title=f"Minutes: {pack.title}")
