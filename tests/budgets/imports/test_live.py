"""Sheets of live budgets, row by row: what is taken, and each reason why a row is not, in words that say how to mend it."""

import io
import zipfile
from datetime import date
from decimal import Decimal as D

import pytest
import yaml
from xlsxwriter import Workbook

from budgets.imports.live import read
from budgets.imports.live_columns import COLUMNS, names_of
from phb.core.csv_files import ImportRejected
from tests.factories.live_budgets import EXAMPLE, NAMES, ON, file_of

# title, what the row changes from the template's example, column refused, a piece of the reason
CASES = yaml.safe_load("""
- ["The template's own row can be taken", {}, null, null]
- ["No reference", {reference: ""}, reference, Fill in the reference]
- ["A wrong check digit", {nhs_number: "999 000 0019"}, nhs_number, not a real NHS number]
- ["An NHS number with dashes", {nhs_number: "999-000-0018"}, null, null]
- ["No name", {family_name: ""}, family_name, Fill in family name]
- ["A day that is not in the calendar", {date_of_birth: 29/02/1950}, date_of_birth, is not a day]
- ["29 February of a leap year", {date_of_birth: 29/02/1948}, null, null]
- ["Born tomorrow", {date_of_birth: 2026-11-24}, date_of_birth, in the future]
- ["A stream in usual words", {route: Continuing healthcare}, null, null]
- ["An unknown stream", {route: Charity}, route, "is not one of: NHS Continuing Healthcare"]
- ["Decided today", {eligible_on: 2026-11-23, starts: 2026-11-23, paid_to: ""}, null, null]
- ["Decided tomorrow", {eligible_on: 2026-11-24}, eligible_on, in the future]
- ["Begun on the day of the decision", {starts: 2025-02-27}, null, null]
- ["Begun the day before it", {starts: 2025-02-26}, starts, before the right was decided]
- ["Seventeen on the day of the decision", {date_of_birth: 2008-02-27}, null, null]
- ["A day short of seventeen", {date_of_birth: 2008-02-28}, eligible_on, 17th birthday]
- ["A child of 17 on the children's stream", {route: CYPCC, date_of_birth: 2007-02-28}, null, null]
- ["18 on the day of the decision on the children's stream", {route: CYPCC, date_of_birth: 2007-02-27}, route, "use CHC"]
- ["Ends on its first day here", {ends: 2026-11-30}, null, null]
- ["Ended on the last day paid", {ends: 2026-11-29}, ends, nothing of it is left]
- ["Ends before it begins", {ends: 2025-04-06}, ends, before it begins]
- ["Not paid yet, and begun in the past", {paid_to: ""}, paid_to, last day that was paid for]
- ["Not paid yet, and beginning today", {paid_to: "", starts: 2026-11-23}, null, null]
- ["Paid to the day before it began", {paid_to: 2025-04-06}, paid_to, more than a year]
- ["Paid to two days before it began", {paid_to: 2025-04-05}, paid_to, before the budget began]
- ["A year unpaid", {paid_to: 2025-11-23}, null, null]
- ["A year and a day unpaid", {paid_to: 2025-11-22}, paid_to, more than a year]
- ["Paid two months ahead", {paid_to: 2027-01-24}, null, null]
- ["Paid a day more ahead", {paid_to: 2027-01-25}, paid_to, Check the year]
- ["A holder without a last day paid, all notional", {paid_to: "", holding: notional, anchor: ""}, null, null]
- ["Every 4 weeks", {frequency: 4-weekly}, null, null]
- ["Now and then", {frequency: now and then}, frequency, is not one of]
- ["Pounds with sign and comma", {weekly: "£1,234.50"}, null, null]
- ["A decimal comma", {weekly: "1.234,50"}, weekly, comma before the pence]
- ["A short decimal comma", {weekly: "330,00"}, weekly, comma before the pence]
- ["Parts of a penny", {weekly: "330.005"}, weekly, no more than 2 digits]
- ["Less than nothing", {weekly: "-330.00"}, weekly, must not be less]
- ["Nothing a week", {weekly: "0.00", hours: "", rate: ""}, weekly, more than £0]
- ["Neither amount", {weekly: "", hours: "", rate: ""}, weekly, Give pounds a week]
- ["The weekly amount from hours and rate", {weekly: ""}, null, null]
- ["Exactly hours × rate", {weekly: "330.00"}, null, null]
- ["A penny less than hours × rate", {weekly: "329.99"}, weekly, must cover the full cost]
- ["168 hours", {hours: "168", weekly: "2772.00"}, null, null]
- ["More hours than a week has", {hours: "168.01"}, hours, at most 168]
- ["Hours in words", {hours: twenty}, hours, is not a number of hours]
- ["The minimum wage", {rate: "12.71"}, null, null]
- ["A penny under the minimum wage", {rate: "12.70"}, rate, "paid at least £12.71"]
- ["The minimum wage at 20", {rate: "10.85", assistant_age: "20"}, null, null]
- ["A penny under it at 20", {rate: "10.84", assistant_age: "20"}, rate, "paid at least £10.85"]
- ["The minimum wage at 17", {rate: "8.00", assistant_age: "17"}, null, null]
- ["An assistant of 15", {assistant_age: "15"}, assistant_age, 16 or over]
- ["An agency may cost less", {kind: agency, rate: "9.00"}, null, null]
- ["Weekly and once", {one_off: "100"}, one_off, not both]
- ["Once only", {one_off: "100", weekly: "", hours: "", rate: "", one_off_on: 2026-11-30}, null, null]
- ["Once, on a day that another system paid", {one_off: "100", weekly: "", hours: "", rate: "", one_off_on: 2026-11-29, paid_to: 2026-11-29}, one_off_on, before this system pays]
- ["Contingency as a line", {kind: Contingency}, kind, contingency_weeks]
- ["An unknown kind", {kind: Magic}, kind, is not one of]
- ["An unknown way to hold", {holding: cash}, holding, is not one of]
- ["Held by an individual service fund", {holding: ISF, paid_to: ""}, null, null]
- ["Shares of 100", {funders: "NHS 60.5; Northmoor Council 39.5"}, null, null]
- ["Shares of 99.99", {funders: "NHS 60.5; Northmoor Council 39.49"}, funders, add up to 99.99]
- ["Shares with a percent sign", {funders: "NHS: 60%; Northmoor Council: 40%"}, null, null]
- ["A funder without a share", {funders: "NHS"}, funders, is not a funder with a share]
- ["A funder twice", {funders: "NHS 50; nhs 50"}, funders, stands twice]
- ["A joint package without funders", {route: Joint, funders: ""}, funders, needs its funders]
- ["A charge where the NHS pays alone", {contribution: "10.00"}, contribution, Only the council’s part]
- ["A charge in aftercare", {route: S117, contribution: "10.00"}, contribution, is free]
- ["A charge without a council", {route: Joint, funders: "NHS 60; Trust 40", contribution: "10"}, contribution, name one council]
- ["The agreement without who signed", {agreement_signed_by: ""}, agreement_signed_by, or neither]
- ["Signed by somebody not named", {agreement_signed_by: Somebody Else}, agreement_signed_by, neither the person nor]
- ["Signed by the nominee", {agreement_signed_by: Nora Made, nominee: Nora Made}, null, null]
- ["Consent at 15", {route: CYPCC, date_of_birth: 2010-01-01, consent_on: 2025-04-01}, consent_on, under 16]
- ["Consent on the 16th birthday", {route: CYPCC, date_of_birth: 2009-04-01, consent_on: 2025-04-01}, null, null]
- ["A balance without its day", {balance_on: ""}, balance_on, Give both]
- ["A balance below nothing", {balance: "-12.40"}, null, null]
- ["53 weeks of contingency", {contingency_weeks: "53"}, contingency_weeks, at most 52]
- ["The reference is too long", {reference: "12345678901234567890123456789012345678901"}, reference, Shorten it]
""")


@pytest.mark.parametrize(("title", "change", "column", "words"), CASES, ids=[case[0] for case in CASES])
def test_a_row(title, change, column, words):
    row = EXAMPLE | {name: str(value) for name, value in change.items()}
    budgets, refused = read(file_of(row), ON)
    if column is None:
        assert not refused and len(budgets) == 1
    else:
        assert (column, True) in [(each.column, words in each.words) for each in refused], refused
        assert {each.line for each in refused} == {2}


def test_rows_of_one_budget_are_one_and_say_what_belongs_to_it_once():
    second = {"reference": "b-1071", "need": "To get out", "outcome": "Friends", "service": "Bus", "kind": "Transport", "weekly": "12", "holding": "DP"}  # fmt: skip
    (budget,), refused = read(file_of(EXAMPLE, second), ON)
    assert not refused and [line["service"] for line in budget["lines"]] == ["Night carer", "Bus"]
    _, refused = read(file_of(EXAMPLE, second | {"starts": "2025-05-05", "family_name": "example"}), ON)
    assert [(each.line, each.column) for each in refused] == [(3, "starts")], (
        "the same name in small letters is the same"
    )


def test_a_line_that_stands_twice_is_not_paid_twice():
    _, refused = read(file_of(EXAMPLE, EXAMPLE, EXAMPLE | {"service": "Day carer"}), ON)
    assert [(each.line, each.column) for each in refused] == [(3, "service")]


def test_rows_that_do_not_go_together():
    other_name = EXAMPLE | {
        "reference": "B",
        "route": "S117",
        "family_name": "Other",
        "agreement_signed_by": "Anneke Other",
    }
    same_stream = EXAMPLE | {"reference": "C"}
    _, refused = read(file_of(EXAMPLE, other_name, same_stream), ON)
    assert [(each.line, each.column) for each in refused] == [(3, "nhs_number"), (4, "route")]


def test_all_refusals_come_at_once():
    row = EXAMPLE | {"nhs_number": "1", "weekly": "x", "route": "?", "holding": ""}
    _, refused = read(file_of(row, EXAMPLE | {"reference": "D", "rate": "1.00"}), ON)
    assert [(each.line, each.column) for each in refused] == [(2, "nhs_number"), (2, "route"), (2, "weekly"), (2, "holding"), (3, "rate")]  # fmt: skip


def test_a_demonstration_takes_made_up_numbers_only():
    real_looking = EXAMPLE | {"nhs_number": "9434765919"}
    assert not read(file_of(real_looking), ON)[1]
    assert "begin with 999" in read(file_of(real_looking), ON, made_up=True)[1][0].words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (file_of(), "columns but no rows"),
        (file_of(EXAMPLE, names=NAMES[1:]), "columns are missing: reference"),
        (file_of(EXAMPLE, names=[*NAMES, "route"]), "stand twice: route"),
        (file_of(EXAMPLE, names=[*NAMES, "shoe size"]), "not known: shoe size"),
        (file_of(EXAMPLE, names=[*NAMES, "Sort code"]), "Bank details do not belong"),
        (file_of(EXAMPLE, names=[*NAMES, "bank account number"]), "Bank details do not belong"),
        (file_of(EXAMPLE).replace(b",", b";"), "semicolons|not known"),
        (b"\x81\x8d\x8f", "cannot be read"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "old kind or protected"),
        (b"PK\x03\x04 nothing more", "not an Excel workbook"),
    ],
)
def test_a_file_that_cannot_be_read_at_all(content, words):
    with pytest.raises(ImportRejected, match=words):
        read(content, ON)


def test_usual_headings_are_understood_in_any_order():
    header = ["Weekly cost", "Surname", "First name", "DOB", "NHS no.", "Budget Ref"]
    rest = [
        c.name
        for c in COLUMNS
        if c.needed and c.name not in ("family_name", "given_name", "date_of_birth", "nhs_number", "reference")
    ]
    assert names_of([*header, *rest, ""])[:6] == [
        "weekly",
        "family_name",
        "given_name",
        "date_of_birth",
        "nhs_number",
        "reference",
    ]


def test_no_two_columns_share_a_heading():
    said = [heading for column in COLUMNS for heading in (column.name, *column.also)]
    assert len(said) == len(set(said))


def workbook(*rows: list[object], **options: object) -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, **options}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Live budgets")
        book.add_worksheet("Notes").write_formula(0, 0, "=1+1")
        for line, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(line, place, value, day)
                elif value != "":
                    sheet.write(line, place, value)
    return out.getvalue()


def test_a_workbook_is_read_as_its_sheet_shows_it():
    row = EXAMPLE | {
        "nhs_number": 9990000018,
        "date_of_birth": date(1948, 3, 9),
        "hours": 20.5,
        "rate": 16.5,
        "weekly": 340.25,
    }
    (budget,), refused = read(workbook(NAMES, list(row.values())), ON)
    assert not refused
    line = budget["lines"][0]
    assert (budget["nhs_number"], budget["date_of_birth"]) == ("9990000018", "1948-03-09")
    assert (line["hours"], D(line["rate"]), line["weekly"]) == ("20.5", D("16.50"), "340.25")
    _, refused = read(workbook(NAMES, [], list((row | {"weekly": 1.0}).values())), ON)
    assert [each.line for each in refused] == [3], "the line is that of the sheet, empty rows counted"


def test_formulas_are_not_taken_and_say_where_they_stand():
    row = list((EXAMPLE | {"weekly": "=20*16.5", "hours": "=10+10"}).values())
    with pytest.raises(ImportRejected, match=r"formulas: [A-Z]+2, [A-Z]+2.*paste it as values"):
        read(workbook(NAMES, row), ON)


def test_a_workbook_that_unpacks_to_too_much_is_not_opened():
    out = io.BytesIO(workbook(NAMES, list(EXAMPLE.values())))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/bomb.bin", b"0" * (61 * 1024 * 1024))
    with pytest.raises(ImportRejected, match="unpacks to far more"):
        read(out.getvalue(), ON)
