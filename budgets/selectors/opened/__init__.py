"""How each figure of a budget came about, for staff and for the person, followed as far down as it goes."""

from budgets.selectors.opened.registry import Opened, Row, codes, figure, open_figure

__all__ = ["Opened", "Row", "codes", "figure", "open_figure"]
