"""Reading the rows of a local table, gathering what is wrong so that all of it can be mended at once."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from budgets.enums import SupportTime
from phb.core.errors import MoneyError
from phb.core.money import parse_pounds

_KEY = re.compile(r"[a-z0-9_]{1,40}")
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,2})?")
#: Times whose price is by the hour, or by the night for nights asleep; bank holidays go by the year.
TIMES = {time.value: time for time in SupportTime if time != SupportTime.BANK_HOLIDAY}
_MOST_ROWS = 200


class TableReader:
    """What is wrong gathers in `faults`, each a sentence that names the row."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def rows(self, content: Mapping[str, Any], name: str, at: str = "Row") -> list[tuple[str, dict[str, Any]]]:
        """Each row with where it stands; every row has a key and a label of its own."""
        given = content.get(name)
        if not isinstance(given, list) or not given:
            self.faults.append(f"{'The table' if at == 'Row' else at} needs at least one entry in “{name}”.")
            return []
        if len(given) > _MOST_ROWS:
            self.faults.append(f"The table has {len(given)} rows. It may have no more than {_MOST_ROWS}.")
        found: list[tuple[str, dict[str, Any]]] = []
        keys: set[str] = set()
        for number, raw in enumerate(given[:_MOST_ROWS], start=1):
            where = f"{at} {number}"
            if not isinstance(raw, Mapping):
                self.faults.append(f"{where} is not a row.")
                continue
            key, label = raw.get("key"), raw.get("label")
            if not isinstance(label, str) or not label.strip() or len(label) > 200:
                self.faults.append(f"{where} needs a name of up to 200 letters.")
            if not isinstance(key, str) or not _KEY.fullmatch(key):
                self.faults.append(f"{where} needs a key of small letters, figures and underscores.")
            elif key in keys:
                self.faults.append(f"{where}: the key “{key}” stands twice.")
            keys.add(str(key))
            found.append((where, {**raw, "key": str(key), "label": str(label)}))
        return found

    def known(self, given: Mapping[str, Any], where: str, *names: str) -> None:
        """Name what is not known here."""
        for name in given:
            if name not in names:
                self.faults.append(f"{where}: “{str(name)[:40]}” is not known here. Known: {', '.join(names)}.")

    def pounds(self, given: Mapping[str, Any], name: str, where: str) -> Decimal | None:
        """Pounds as typed, or None with a fault."""
        try:
            return parse_pounds(given.get(name) or "")
        except MoneyError as error:
            self.faults.append(f"{where}, {name.replace('_', ' ')}: {error.message}")
            return None

    def number(self, given: Mapping[str, Any], name: str, where: str) -> Decimal | None:
        """A number of up to two places, not less than 0, or None with a fault."""
        text = given.get(name)
        value = Decimal(text) if isinstance(text, str) and _NUMBER.fullmatch(text) else None
        if value is None:
            self.faults.append(f"{where}, {name}: enter a number like 12 or 7.5, not less than 0.")
        return value

    def times(self, given: Any, where: str, *, pounds: bool) -> dict[SupportTime, Decimal]:
        """A number for each time of day: pounds, or hours (nights, for nights asleep)."""
        if not isinstance(given, Mapping):
            self.faults.append(f"{where}: give each time of day with its number.")
            return {}
        found: dict[SupportTime, Decimal] = {}
        for name in given:
            if name not in TIMES:
                self.faults.append(f"{where}: “{str(name)[:40]}” is not a time of day. Times: {', '.join(TIMES)}.")
                continue
            value = self.pounds(given, name, where) if pounds else self.number(given, name, where)
            if value is not None:
                found[TIMES[name]] = value
        return found
