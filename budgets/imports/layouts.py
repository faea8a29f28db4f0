"""Layouts of bank files, read from data and recognised by their header."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATE_FORMS = frozenset({"dmy", "dMy", "ymd"})


@dataclass(frozen=True, slots=True)
class Layout:
    """How one bank writes its statement file; see layouts.yaml for the meaning of each part."""

    key: str
    title: str
    header: tuple[str, ...]
    optional: tuple[str, ...]
    date: str
    dates: tuple[str, ...]
    signed: str
    money_out: str
    money_in: str
    balance: str
    currency: str
    source_id: str
    description: tuple[str, ...]
    counterparty: tuple[str, ...]
    reference: tuple[str, ...]
    account: tuple[str, ...]
    preamble_account: str
    skip_without_amount: tuple[str, ...]
    encodings: tuple[str, ...]
    newest_first: bool

    def matches(self, cells: Sequence[str]) -> bool:
        """Whether a row of cells is this layout's header; capitals and outer spaces do not count."""
        found = trimmed(cells)
        fixed = [name.casefold() for name in self.header]
        if found[: len(fixed)] != fixed:
            return False
        return set(found[len(fixed) :]) <= {name.casefold() for name in self.optional}


def trimmed(cells: Sequence[str]) -> list[str]:
    """Cells for comparing: case-folded, trimmed, without empty ones at the end."""
    found = [cell.strip().casefold() for cell in cells]
    while found and not found[-1]:
        found.pop()
    return found


def layout_from(key: str, raw: dict[str, Any]) -> Layout:
    """Build a layout; ValueError when it names a column it does not have or a date form that is unknown."""
    amount = raw["amount"]
    layout = Layout(
        key=key,
        title=raw["title"],
        header=tuple(raw["header"]),
        optional=tuple(raw.get("optional", ())),
        date=raw["date"],
        dates=tuple(raw["dates"]),
        signed=amount.get("signed", ""),
        money_out=amount.get("out", ""),
        money_in=amount.get("in", ""),
        balance=raw.get("balance", ""),
        currency=raw.get("currency", ""),
        source_id=raw.get("source_id", ""),
        description=tuple(raw["description"]),
        counterparty=tuple(raw.get("counterparty", ())),
        reference=tuple(raw.get("reference", ())),
        account=_several(raw.get("account", ())),
        preamble_account=raw.get("preamble_account", ""),
        skip_without_amount=tuple(raw.get("skip_without_amount", ())),
        encodings=tuple(raw["encodings"]),
        newest_first=raw["newest_first"],
    )
    named = (
        layout.date,
        layout.signed,
        layout.money_out,
        layout.money_in,
        layout.balance,
        layout.currency,
        layout.source_id,
    )
    unknown = {*named, *layout.description, *layout.counterparty, *layout.reference, *layout.account} - {
        "",
        *layout.header,
    }
    if unknown:
        raise ValueError(f"{key}: no such column: {', '.join(sorted(unknown))}.")
    if not set(layout.dates) <= DATE_FORMS or bool(layout.signed) == bool(layout.money_out and layout.money_in):
        raise ValueError(f"{key}: the date forms or amount columns are wrong.")
    return layout


def _several(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@cache
def all_layouts() -> tuple[Layout, ...]:
    """Every layout the product knows."""
    with Path(__file__).with_name("layouts.yaml").open(encoding="utf-8") as file:
        return tuple(layout_from(key, raw) for key, raw in yaml.safe_load(file).items())
