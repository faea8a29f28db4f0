"""What is still to be confirmed before use, as dated notes that pages and results can show (reference section 11)."""

from dataclasses import dataclass
from datetime import date

from eligibility.rules.loading import table


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One point still open: since when, until when (None: still open), and the tools that it touches."""

    number: int
    words: str
    since: date
    settled_on: date | None
    touches: tuple[str, ...]


def open_points(on: date, tool: str | None = None) -> list[OpenPoint]:
    """The points that are open on a day, of one tool if it is named."""
    found = [
        OpenPoint(row["number"], row["words"], row["since"], row["settled_on"], tuple(row["touches"]))
        for row in table("open_points")
    ]
    return [
        point
        for point in found
        if point.since <= on
        and (point.settled_on is None or on < point.settled_on)
        and (tool is None or tool in point.touches)
    ]
