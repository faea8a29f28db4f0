"""Reading made-up files in each bank's published layout, and refusing what does not fit."""

import contextlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.imports.layouts import all_layouts, layout_from
from budgets.imports.reader import read_bank_file, recognise
from budgets.imports.values import BankFile, fingerprint
from phb.core import csv_files as text_module
from phb.core.csv_files import ImportRejected

FILES = Path(__file__).with_name("files")
NOV_13, NOV_14 = date(2026, 11, 13), date(2026, 11, 14)


def data(name: str) -> bytes:
    return (FILES / f"{name}.csv").read_bytes()


def changed(name: str, old: str, new: str) -> bytes:
    before = data(name)
    assert old.encode() in before
    return before.replace(old.encode(), new.encode(), 1)


def short(file: BankFile) -> list[tuple[date, str, str]]:
    return [(line.date, str(line.amount), line.description) for line in file.lines]


@pytest.mark.parametrize("name", ["barclays", "natwest", "lloyds", "hsbc", "starling", "monzo", "nationwide"])
def test_each_bank_is_recognised_by_its_header(name):
    assert [layout.key for layout in recognise(data(name))] == [name]
    assert read_bank_file(data(name)) == read_bank_file(data(name), layout=name)


@pytest.mark.parametrize(
    ("name", "account", "opening", "closing"),
    [
        ("barclays", "20000012345678", None, None),
        ("natwest", "60000012345678", "1080.00", "1837.60"),
        ("lloyds", "30945712345678", "1000.00", "1837.60"),
        ("hsbc", "", "1000.00", "1825.10"),
        ("starling", "", "1000.00", "1837.60"),
        ("monzo", "", None, None),
        ("nationwide", "FlexDirect ****12345", "1000.00", "1837.60"),
    ],
)
def test_account_and_balances(name, account, opening, closing):
    file = read_bank_file(data(name))
    assert file.account == account
    assert (file.opening, file.closing) == (opening and Decimal(opening), closing and Decimal(closing))


def test_barclays_has_padded_words_and_comes_newest_first():
    assert short(read_bank_file(data("barclays"))) == [
        (NOV_13, "1450.00", "Funds Transfer NHS EXAMPLE ICB PHB 000123 NOV26 BGC"),
        (NOV_14, "-612.40", "Payment SAMPLE PAYROLL LTD BBP"),
    ]


def test_natwest_has_commas_in_words_and_true_twins():
    lines = read_bank_file(data("natwest")).lines
    assert [str(line.amount) for line in lines] == ["1450.00", "-40.00", "-40.00", "-612.40"]
    assert [line.occurrence for line in lines] == [1, 1, 2, 1]
    assert lines[3].description == "D/D SAMPLE PAYROLL, LTD"


def test_lloyds_has_two_columns_an_apostrophe_and_a_comma_at_the_end():
    assert short(read_bank_file(data("lloyds"))) == [
        (NOV_13, "1450.00", "BGC NHS EXAMPLE ICB"),
        (NOV_14, "-612.40", "DD SAMPLE PAYROLL LTD"),
    ]


def test_hsbc_has_words_over_two_lines_and_balances_only_now_and_then():
    file = read_bank_file(data("hsbc"))
    assert short(file) == [
        (NOV_13, "1450.00", "CR NHS EXAMPLE ICB PHB 000123 NOV26"),
        (NOV_14, "-12.50", "))) CORNER SHOP"),
        (NOV_14, "-612.40", "DD SAMPLE PAYROLL LTD"),
    ]
    assert [line.balance for line in file.lines] == [Decimal("2450.00"), None, Decimal("1825.10")]


def test_starling_gives_payee_and_reference():
    line = read_bank_file(data("starling")).lines[1]
    assert (line.counterparty, line.reference) == ("Sample Payroll Ltd", "Inv 44")


def test_starling_without_the_newer_columns():
    old = b"\n".join(b",".join(row.split(b",")[:6]) for row in data("starling").splitlines())
    assert len(read_bank_file(old).lines) == 2


def test_monzo_has_its_own_identifiers_and_leaves_out_card_checks():
    file = read_bank_file(data("monzo"))
    assert [line.source_id for line in file.lines] == ["tx_0000AAA", "tx_0000AAB", "tx_0000AAC"]
    assert file.lines[1].counterparty == "Café Zoë"
    assert file.notes == ("Line 5 moves no money and was left out.",)


def test_nationwide_has_lines_before_the_header_and_windows_letters():
    file = read_bank_file(data("nationwide"))
    assert short(file)[1] == (NOV_14, "-612.40", "Direct debit ZOË’S PAYROLL")


@pytest.mark.parametrize("name", ["starling-utf8-bom", "starling-utf16"])
def test_a_file_with_its_own_mark_is_read_by_it(name):
    assert read_bank_file(data(name)).lines[1].counterparty == "Zoë Payroll Ltd"


def test_wrong_letters_are_refused_not_guessed():
    with pytest.raises(ImportRejected, match="letters in the file cannot be read"):
        read_bank_file(data("starling-windows"))


def test_line_ends_and_final_newline_do_not_matter():
    plain = short(read_bank_file(data("lloyds")))
    assert short(read_bank_file(data("lloyds").replace(b"\n", b"\r\n"))) == plain
    assert short(read_bank_file(data("lloyds").rstrip())) == plain


def refused(content: bytes, **options: str) -> ImportRejected:
    with pytest.raises(ImportRejected) as caught:
        read_bank_file(content, **options)
    return caught.value


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "words"),
    [
        (
            "lloyds",
            "14/11/2026",
            "14-11-2026",
            2,
            "is not a date. Lloyds, Halifax or Bank of Scotland writes it like 31/12/2026",
        ),
        ("lloyds", "14/11/2026", "31/02/2026", 2, "is not a date"),
        ("lloyds", "14/11/2026", "11/14/2026", 2, "is not a date"),
        ("lloyds", "14/11/2026", "١٤/11/2026", 2, "is not a date"),
        ("lloyds", "14/11/2026", "", 2, "is not a date"),
        ("lloyds", "612.40", "612.4.0", 2, "“612.4.0” under “Debit Amount” is not an amount"),
        ("lloyds", "612.40", "6e2", 2, "is not an amount"),
        ("lloyds", "612.40", "612.405", 2, "no more than 2 digits"),
        ("lloyds", "612.40", "٦١٢.٤٠", 2, "is not an amount"),
        ("lloyds", "612.40", "-612.40", 2, "minus sign"),
        ("lloyds", "612.40,", "612.40,1.00", 2, "both columns"),
        ("lloyds", "612.40", "", 2, "no amount"),
        ("lloyds", "612.40", "612.41", 2, "The balance is £1,837.60 but should be £1,837.59"),
        ("lloyds", ",1837.60,", ",1837.60,x", 2, "There are 9 columns where 8 belong"),
        ("lloyds", "BGC,'30-94-57,", "BGC,", 3, "both columns"),
        ("lloyds", "DD,'30-94-57", "DD,'30-94-58", None, "more than one account"),
        ("natwest", '" SAMPLE', '"" SAMPLE', 3, "quotation mark"),
        ("monzo", "-4.20,GBP", "-4.20,EUR", 3, "The amount is in EUR"),
        ("monzo", "tx_0000AAC", "tx_0000AAB", 4, "stands twice"),
        ("starling", "Inv 44", "Inv\x00 44", 3, "damaged or hidden"),
        ("starling", "Inv 44", "Inv \u202e44", 3, "damaged or hidden"),
        ("starling", "Inv 44", "Inv \ufffd", 3, "damaged or hidden"),
    ],
)
def test_one_wrong_line_refuses_the_whole_file_and_names_it(name, old, new, line, words):
    content = changed(name, old, new)
    found = refused(content)
    assert words in found.words
    assert found.line == line
    assert found.message == (f"Line {line}: {found.words}" if line else found.words)


def test_a_missing_line_shows_in_the_balances():
    content = b"\n".join(row for i, row in enumerate(data("natwest").splitlines()) if i != 3)
    assert "a line is missing or was changed" in refused(content).words


def test_lines_out_of_order_are_refused():
    rows = data("barclays").splitlines()
    rows.append(rows[1].replace(b"14/11", b"20/11"))
    assert "not in order of date" in refused(b"\n".join(rows)).words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b" \n \n", "The file is empty"),
        (b"Name,Colour\nPat,Blue\n", "not those of a bank we know"),
        (data("lloyds").splitlines()[0], "no payments"),
        (b"PK\x03\x04" + b"\x00" * 40, "not those of a bank we know"),
    ],
)
def test_what_is_no_statement_is_refused(content, words):
    assert words in refused(content).words


def test_the_wrong_bank_and_an_unknown_bank_are_refused():
    assert "not those of Barclays" in refused(data("lloyds"), layout="barclays").words
    assert "not in the list" in refused(data("lloyds"), layout="moon").words


def test_the_account_must_be_the_one_of_the_budget():
    assert read_bank_file(data("natwest"), account="60-00-00 12345678").account == "60000012345678"
    assert "another account, ending 5678" in refused(data("natwest"), account="600000 12345679").words


def test_two_layouts_with_one_header_are_asked_about(monkeypatch):
    twin = [*all_layouts(), layout_from("twin", {
        "title": "Twin", "header": list(all_layouts()[0].header), "date": "Date", "dates": ["dmy"],
        "amount": {"signed": "Amount"}, "description": ["Memo"], "encodings": ["utf-8"], "newest_first": True,
    })]  # fmt: skip
    monkeypatch.setattr("budgets.imports.reader.all_layouts", lambda: tuple(twin))
    assert "Barclays or Twin. Say which" in refused(data("barclays")).words


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_ROWS", "MOST_CELL"])
def test_size_limits(monkeypatch, limit):
    read_bank_file(data("lloyds"))
    monkeypatch.setattr(text_module, limit, 2)
    refused(data("lloyds"))


def test_exactly_ten_megabytes_is_not_too_large():
    content = b"x" * text_module.MOST_BYTES
    text_module.check_size(content)
    with pytest.raises(ImportRejected, match="larger than 10 MB"):
        text_module.check_size(content + b"x")


def test_a_layout_that_names_a_missing_column_is_refused():
    with pytest.raises(ValueError, match="no such column: Memo"):
        layout_from("x", {"title": "X", "header": ["Date", "Amount"], "date": "Date", "dates": ["dmy"],
                          "amount": {"signed": "Amount"}, "description": ["Memo"], "encodings": ["utf-8"],
                          "newest_first": True})  # fmt: skip


# --- taken once -------------------------------------------------------------------------------------------------


def keys(file: BankFile) -> set[str]:
    return {fingerprint("account", line) for line in file.lines}


@pytest.mark.parametrize("name", ["barclays", "natwest", "lloyds", "hsbc", "starling", "monzo", "nationwide"])
def test_the_same_file_again_adds_nothing(name):
    file = read_bank_file(data(name))
    assert len(keys(file)) == len(file.lines)
    assert keys(read_bank_file(data(name))) == keys(file)


def test_an_overlapping_file_adds_only_what_is_new():
    rows = data("natwest").splitlines()
    later = b"\n".join([rows[1], b"16 Nov 2026,D/D,NEW,-1.00,1836.60,PAT SAMPLE PHB,600000-12345678", *rows[2:5]])
    new = keys(read_bank_file(later)) - keys(read_bank_file(data("natwest")))
    assert len(new) == 1


def test_a_line_of_another_account_is_another_line():
    line = read_bank_file(data("lloyds")).lines[0]
    assert fingerprint("a", line) != fingerprint("b", line)


def test_spaces_and_capitals_make_no_other_line():
    other = changed("lloyds", "SAMPLE PAYROLL LTD", "Sample  Payroll  Ltd")
    assert keys(read_bank_file(other)) == keys(read_bank_file(data("lloyds")))


def made(amounts: list[Decimal], opening: Decimal) -> bytes:
    rows, balance = ["Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP)"], opening
    for amount in amounts:
        balance += amount
        rows.append(f"14/11/2026,Shop,Ref,CARD,{amount},{balance}")
    return "\n".join(rows).encode()


PENCE = st.integers(-99999, 99999).filter(bool).map(lambda p: Decimal(p) / 100)


@given(st.lists(PENCE, min_size=1, max_size=20), PENCE)
def test_what_is_written_is_read_back_and_each_line_has_its_own_key(amounts, opening):
    file = read_bank_file(made(amounts, opening))
    read = [line.amount for line in file.lines]
    # All on one day: read either way round, the balances must hold.
    assert read in (amounts, amounts[::-1])
    assert (file.opening + sum(read)) == file.closing
    assert len(keys(file)) == len(amounts)


@given(st.binary(max_size=200))
def test_no_bytes_ever_do_anything_but_be_refused(content):
    with pytest.raises(ImportRejected, match=r"\.$"):
        read_bank_file(content)


HEADER = b"Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP)\n"


@given(st.binary(max_size=200))
def test_no_bytes_under_a_good_header_ever_break_the_reader(content):
    with contextlib.suppress(ImportRejected):
        read_bank_file(HEADER + content)
