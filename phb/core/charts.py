"""Small bar charts as SVG, for pages and PDFs alike.

Looks are presentation attributes only: a strict content policy blocks styles
inside an inline drawing, and a PDF renderer knows no page stylesheet. A title
and a description say in words what the bars show; the page sets the same
figures beside it as a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

WIDTH, ROW = 420, 54
INK, BAR, LATE, BACK = "#212b32", "#005eb8", "#d5281b", "#d8dde0"
LONGEST_LABEL = 28


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its size, the size as written ("£1,234.56"), and whether it stands out."""

    label: str
    value: Decimal | int
    written: str
    stands_out: bool = False


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars from zero. Values below zero are drawn as nothing and read in the figure."""

    key: str
    title: str
    description: str
    bars: Sequence[Bar]
    label_heading: str = "Item"
    value_heading: str = "Amount"

    @property
    def svg(self) -> Markup:
        """The drawing, safe to put on a page."""
        largest = max((bar.value for bar in self.bars), default=0)
        rows = Markup("").join(self._row(number, bar, largest) for number, bar in enumerate(self.bars))
        return Markup(
            '<svg class="phb-chart__svg" xmlns="http://www.w3.org/2000/svg" role="img" '
            'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            'aria-labelledby="{key}-title {key}-desc">'
            '<title id="{key}-title">{title}</title><desc id="{key}-desc">{description}</desc>'
            "{rows}</svg>"
        ).format(
            width=WIDTH,
            height=max(ROW * len(self.bars), 1),
            key=self.key,
            title=self.title,
            description=self.description,
            rows=rows,
        )

    def _row(self, number: int, bar: Bar, largest: Decimal | int) -> Markup:
        size = max(0, round(WIDTH * bar.value / largest)) if largest > 0 else 0
        top = ROW * number
        return Markup(
            '<g font-family="Arimo, Arial, sans-serif" font-size="16" fill="{ink}">'
            '<text x="0" y="{line}">{label}</text>'
            '<text x="{width}" y="{line}" text-anchor="end" font-weight="700">{written}</text>'
            '<rect x="0" y="{bar_top}" width="{width}" height="14" fill="{back}"/>'
            '<rect x="0" y="{bar_top}" width="{size}" height="14" fill="{colour}"/></g>'
        ).format(
            ink=INK,
            line=top + 18,
            label=_short(bar.label),
            width=WIDTH,
            written=bar.written,
            bar_top=top + 26,
            back=BACK,
            size=size,
            colour=LATE if bar.stands_out else BAR,
        )


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"


__all__ = ["Bar", "BarChart"]
