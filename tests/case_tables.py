"""Rule cases as tables that an official can read: YAML files with a title in words, inputs and what is expected."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml


def cases(beside: str, *names: str) -> list[Any]:
    """Parameters for pytest from `cases/<name>.yaml` beside a test file; the title is the test's name.

    A file holds a list of cases, or groups of cases by name. Amounts stand in quotation marks.
    """
    return [pytest.param(case, id=case["title"]) for name in names for case in _read(beside, name)]


def _read(beside: str, name: str) -> Iterator[dict[str, Any]]:
    file, _, group = name.partition(":")
    content = yaml.safe_load((Path(beside).parent / "cases" / f"{file}.yaml").read_text(encoding="utf-8"))
    found = content[group] if group else content
    titles = [case["title"] for case in found]
    assert len(set(titles)) == len(titles), f"two cases of {name} have one title"
    return iter(found)


def pounds(text: str | None) -> Decimal | None:
    """Pounds from a table, or None."""
    assert text is None or isinstance(text, str), f"{text!r} must stand in quotation marks"
    return None if text is None else Decimal(text)


def day(value: date | None) -> date | None:
    """A date from a table, or None."""
    assert value is None or isinstance(value, date)
    return value
