from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from budgets.rules.figures import FOLDER, TableFault, all_tables, figures_on, read_table
from phb.core.errors import RuleBroken
from phb.core.results import Certainty


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_table_is_sound_and_names_its_sources(path: Path):
    table = read_table(path.stem, yaml.safe_load(path.read_text(encoding="utf-8")))
    assert all(row.source.startswith("https://") for row in table.rows)
    assert all(isinstance(figure, Decimal) for row in table.rows for figure in row.figures.values())


def test_there_is_a_table_for_each_national_figure():
    assert [table.name for table in all_tables()] == [
        "employer_ni", "holiday", "mileage", "minimum_wage", "nursing_care", "pension",
        "sick_pay", "state_pension_age",
    ]  # fmt: skip


def row(start: str, end: str, figure: object = "1.00", source: str = "https://example.org") -> dict:
    days = {"from": date.fromisoformat(start), "to": date.fromisoformat(end)}
    return {**days, "source": source, "certainty": "S", "figures": {"rate": figure}}


def content(*rows: dict) -> dict:
    return {"title": "Made-up figure", "unit": "pounds", "rows": list(rows)}


def test_rows_that_meet_are_taken():
    table = read_table("made_up", content(row("2025-04-01", "2026-03-31"), row("2026-04-01", "2027-03-31", "2.00")))
    assert table.on(date(2026, 3, 31))["rate"] == Decimal("1.00")
    assert table.on(date(2026, 4, 1))["rate"] == Decimal("2.00")
    assert table.on(date(2026, 4, 1)).certainty == Certainty.SECONDARY


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ((row("2025-04-01", "2026-03-30"), row("2026-04-01", "2027-03-31")), "a gap"),
        ((row("2025-04-01", "2026-04-01"), row("2026-04-01", "2027-03-31")), "an overlap"),
        ((row("2026-04-01", "2027-03-31"), row("2025-04-01", "2026-03-31")), "an overlap"),
        ((row("2025-04-01", "2025-03-31"),), "ends before it starts"),
        ((row("2025-04-01", "2026-03-31", 12.71),), "quotation marks"),
        ((row("2025-04-01", "2026-03-31", source=""),), "needs a source"),
        ((), "no rows"),
    ],
)
def test_a_table_with_a_fault_is_refused(rows, fault):
    with pytest.raises(TableFault, match=fault):
        read_table("made_up", content(*rows))


@pytest.mark.parametrize("on", [date(2024, 3, 31), date(2027, 4, 1)])
def test_a_day_without_a_figure_refuses_to_calculate(on):
    with pytest.raises(RuleBroken, match="There is no figure for “National Living Wage"):
        figures_on("minimum_wage", on)


def test_nursing_care_rates_of_this_year():
    assert figures_on("nursing_care", date(2026, 4, 1))["standard"] == Decimal("267.68")
    assert figures_on("nursing_care", date(2026, 3, 31))["standard"] == Decimal("254.06")
