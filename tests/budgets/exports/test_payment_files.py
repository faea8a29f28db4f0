"""Payment files, read back by a reader of the test's own."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.exports.bacs import bacs_standard_18, processing_day
from budgets.exports.csv_file import payment_csv
from budgets.exports.values import BankAccount, PaymentBatch, PaymentItem, bank_text
from phb.core.calendar import bank_holidays
from phb.core.errors import RuleBroken

HOLIDAYS = bank_holidays(2026, 2028)
PAYER = BankAccount("NHS EXAMPLE ICB", "202959", "63748472")
ITEMS = (
    PaymentItem("PHB000123-1", "PHB 000123 NOV26", BankAccount("A Sample PHB acct", "089999", "66374958"), Decimal("1450.00"), "000123", "1 to 28 November 2026"),
    PaymentItem("PHB000457-1", "PHB 000457 NOV26", BankAccount("B Sample PHB acct", "107999", "88837491"), Decimal("620.50"), "000457", "1 to 28 November 2026"),
)  # fmt: skip
BATCH = PaymentBatch("B0087", PAYER, date(2026, 11, 23), date(2026, 11, 26), ITEMS, 87, "123456")


def read_bacs(content: bytes) -> dict:
    """A reader of Standard 18 by column, independent of the writer."""
    lines = content.decode("ascii").split("\r\n")
    assert lines.pop() == ""
    labels = [line for line in lines if line[:3] in {"VOL", "HDR", "UHL", "EOF", "UTL"}]
    records = [line for line in lines if line not in labels]
    assert {len(line) for line in labels} == {80}
    assert {len(line) for line in records} == {100}
    return {
        "labels": [line[:4] for line in labels],
        "processing": labels[3][4:10],
        "user": labels[0][41:47],
        "serial": labels[0][4:10],
        "totals": (int(labels[-1][4:17]), int(labels[-1][17:30]), int(labels[-1][30:37]), int(labels[-1][37:44])),
        "records": [
            {"sort": r[0:6], "account": r[6:14], "type": r[14], "code": r[15:17], "from_sort": r[17:23], "from_account": r[23:31],
             "free": r[31:35], "pence": int(r[35:46]), "originator": r[46:64], "reference": r[64:82], "name": r[82:100]}
            for r in records
        ],
    }  # fmt: skip


def test_a_bacs_file_read_back():
    file = bacs_standard_18(BATCH, HOLIDAYS)
    read = read_bacs(file.content)
    assert read["labels"] == ["VOL1", "HDR1", "HDR2", "UHL1", "EOF1", "EOF2", "UTL1"]
    assert (read["user"], read["serial"], read["processing"]) == ("123456", "000087", " 26329")
    first, second, contra = read["records"]
    assert (first["sort"], first["account"], first["pence"], first["code"]) == ("089999", "66374958", 145000, "99")
    assert first["reference"] == "PHB 000123 NOV26  "
    assert second["name"] == "B SAMPLE PHB ACCT "
    assert {r["from_sort"] + r["from_account"] for r in read["records"]} == {"20295963748472"}
    assert (contra["sort"], contra["account"], contra["code"]) == ("202959", "63748472", "17")
    assert contra["reference"].strip() == "CONTRA"
    assert contra["pence"] == first["pence"] + second["pence"] == 207050
    assert read["totals"] == (207050, 207050, 1, 2)
    assert (file.total, file.count, file.replaced) == (Decimal("2070.50"), 2, ())


def test_the_trailer_repeats_the_header():
    lines = bacs_standard_18(BATCH, HOLIDAYS).content.decode().split("\r\n")
    assert lines[1][4:] == lines[7][4:]
    assert lines[2][4:] == lines[8][4:]


def test_a_csv_file_read_back():
    file = payment_csv(BATCH)
    rows = list(csv.DictReader(io.StringIO(file.content.decode())))
    assert [row["amount"] for row in rows] == ["1450.00", "620.50"]
    assert rows[0] == {
        "batch_reference": "B0087", "invoice_number": "PHB000123-1", "payment_date": "2026-11-26",
        "payee_name": "A Sample PHB acct", "sort_code": "089999", "account_number": "66374958", "amount": "1450.00",
        "currency": "GBP", "payment_reference": "PHB 000123 NOV26", "budget_reference": "000123",
        "pays_for": "1 to 28 November 2026",
    }  # fmt: skip
    assert (file.total, file.count) == (Decimal("2070.50"), 2)


@pytest.mark.parametrize("write", [payment_csv, lambda batch: bacs_standard_18(batch, HOLIDAYS)])
def test_the_same_batch_always_gives_the_same_bytes(write):
    assert write(BATCH).sha256 == write(replace(BATCH)).sha256
    other = replace(BATCH, items=(replace(ITEMS[0], amount=Decimal("1450.01")), ITEMS[1]))
    assert write(BATCH).sha256 != write(other).sha256


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_becomes_a_formula(start):
    item = replace(ITEMS[0], payee=replace(ITEMS[0].payee, name=f"{start}cmd"))
    rows = list(csv.DictReader(io.StringIO(payment_csv(replace(BATCH, items=(item,))).content.decode())))
    assert rows[0]["payee_name"] == f"'{start}cmd"


@pytest.mark.parametrize(
    ("text", "taken", "replaced"),
    [
        ("A Sample", "A SAMPLE", False),
        ("Zoë O’Brien", "ZOE O BRIEN", True),
        ("O'Neil & Sons", "O NEIL & SONS", True),
        ("ICB/PHB-1.2", "ICB/PHB-1.2", False),
        ("exactly eighteen c", "EXACTLY EIGHTEEN C", False),
        ("exactly nineteen ch", "EXACTLY NINETEEN C", True),
        ("مريم", "", True),
        ("two  spaces", "TWO SPACES", False),
    ],
)
def test_letters_a_bank_does_not_take_are_replaced_and_told(text, taken, replaced):
    assert bank_text(text, 18) == (taken, replaced)


def test_replaced_letters_are_named_by_payment():
    item = replace(ITEMS[0], payee=replace(ITEMS[0].payee, name="Zoë"))
    assert bacs_standard_18(replace(BATCH, items=(item, ITEMS[1])), HOLIDAYS).replaced == ("PHB000123-1",)


def test_a_short_account_number_is_filled_with_zeros():
    item = replace(ITEMS[0], payee=BankAccount("A", "089999", "374958"))
    assert (
        read_bacs(bacs_standard_18(replace(BATCH, items=(item,)), HOLIDAYS).content)["records"][0]["account"]
        == "00374958"
    )


@pytest.mark.parametrize(
    ("sort_code", "number", "name"),
    [("08999", "66374958", "A"), ("0899999", "66374958", "A"), ("08-999", "66374958", "A"), ("089999", "12345", "A"),
     ("089999", "123456789", "A"), ("٠٨٩٩٩٩", "66374958", "A"), ("089999", "66374958", " ")],
)  # fmt: skip
def test_an_account_that_cannot_be_is_refused(sort_code, number, name):
    with pytest.raises(RuleBroken):
        BankAccount(name, sort_code, number)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"items": ()}, "nothing to pay"),
        ({"items": (replace(ITEMS[0], amount=Decimal("0.00")),)}, "above £0.00"),
        ({"items": (replace(ITEMS[0], amount=Decimal("-1.00")),)}, "above £0.00"),
        ({"items": (ITEMS[0], ITEMS[0])}, "twice"),
        ({"items": (replace(ITEMS[0], invoice=""),)}, "no number"),
        (
            {"items": (replace(ITEMS[0], amount=Decimal("999999999.99")), replace(ITEMS[1], amount=Decimal("0.01")))},
            "more than Bacs",
        ),
        ({"items": (replace(ITEMS[0], reference="—"),)}, "no letters or digits"),
        ({"service_user": "12345"}, "6 digits"),
        ({"serial": 0}, "between 1 and"),
        ({"serial": 1_000_000}, "between 1 and"),
        ({"pay_on": date(2026, 11, 28)}, "weekend or bank holiday"),
        ({"pay_on": date(2026, 12, 25)}, "weekend or bank holiday"),
        ({"pay_on": date(2026, 11, 24)}, "three working days"),
        ({"pay_on": date(2026, 12, 29)}, "at most 31 days ahead"),
    ],
)
def test_what_must_not_go_out_is_refused(changes, words):
    if words == "at most 31 days ahead":
        changes = {**changes, "made_on": date(2026, 11, 20)}
    with pytest.raises(RuleBroken, match=words):
        bacs_standard_18(replace(BATCH, **changes), HOLIDAYS)


def test_an_amount_with_parts_of_a_penny_is_refused():
    with pytest.raises(RuleBroken, match="whole pence"):
        payment_csv(replace(BATCH, items=(replace(ITEMS[0], amount=Decimal("1.005")),)))


@pytest.mark.parametrize(
    ("made_on", "pay_on", "processed"),
    [
        (date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 24)),
        (date(2026, 11, 20), date(2026, 11, 24), date(2026, 11, 23)),
        (date(2026, 12, 23), date(2026, 12, 29), date(2026, 12, 24)),
        (date(2026, 11, 23), date(2026, 12, 29), date(2026, 12, 24)),
    ],
)
def test_the_day_of_processing(made_on, pay_on, processed):
    assert processing_day(replace(BATCH, made_on=made_on, pay_on=pay_on), HOLIDAYS) == processed


AMOUNT = st.integers(1, 9_999_999).map(lambda pence: Decimal(pence) / 100)


@given(st.lists(st.tuples(AMOUNT, st.text(min_size=1, max_size=30)), min_size=1, max_size=10))
def test_credits_and_contra_always_balance(payments):
    items = tuple(
        PaymentItem(f"I{i}", f"PHB {i}", BankAccount(f"A{name}", "089999", "66374958"), amount)
        for i, (amount, name) in enumerate(payments)
    )
    file = bacs_standard_18(replace(BATCH, items=items), HOLIDAYS)
    records = read_bacs(file.content)["records"]
    assert sum(r["pence"] for r in records if r["code"] == "99") == records[-1]["pence"] == int(file.total * 100)
