"""What a reader, a screen reader and an accountant find in each document."""

import io
import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal as D

import pikepdf
import pytest

from budgets.documents import print_indicative_sheet, print_statement
from budgets.explanation_document import print_explanation
from careplans.documents import (
    Signature,
    easy_read,
    part_for,
    print_care_plan,
    print_easy_read,
    print_provider_part,
    print_summary,
)  # fmt: skip
from eligibility.documents import print_letter
from phb.core.errors import RuleBroken
from phb.core.pdf import DoesNotAddUp, Format, Printed, fingerprint, to_html
from tests.documents import reading, samples

DOCUMENTS: dict[str, tuple[Callable[..., Printed], object]] = {
    "eligible": (print_letter, samples.sample_letter()),
    "fast track": (print_letter, samples.sample_letter("FAST_TRACK")),
    "not eligible": (print_letter, samples.sample_letter("NOT_ELIGIBLE")),
    "indicative": (print_indicative_sheet, samples.sample_indicative()),
    "budget explanation": (print_explanation, samples.sample_explanation()),
    "plan": (print_care_plan, samples.sample_plan()),
    "plan without services": (print_care_plan, samples.plan_without_services()),
    "plan with sixty services": (print_care_plan, samples.plan_with_sixty_services()),
    "awkward plan": (print_care_plan, samples.awkward_plan()),
    "one page": (print_summary, samples.sample_plan()),
    "easy read": (print_easy_read, easy_read(samples.sample_plan())),
    "provider": (print_provider_part, part_for(samples.sample_plan(), "Moorside Nursing")),
    "statement": (print_statement, samples.sample_statement()),
    "overdrawn": (print_statement, samples.overdrawn_statement()),
    "empty": (print_statement, samples.empty_statement()),
    "joint": (print_statement, samples.joint_statement()),
    "sixty lines": (print_statement, samples.statement_of(60)),
    "awkward statement": (print_statement, samples.awkward_statement()),
}


@pytest.fixture(
    scope="module",
    params=[(name, format) for name in DOCUMENTS for format in Format],
    ids=lambda case: f"{case[0]}, {case[1]}",
)
def case(request: pytest.FixtureRequest) -> tuple:
    name, format = request.param
    print_it, document = DOCUMENTS[name]
    return name, format, document, print_it(document, format=format)


def _title(case: tuple) -> str:
    """What the file is called: the plan on one page has a title of its own."""
    name, _, document, _ = case
    return "My plan on one page" if name == "one page" else document.title


def test_it_is_tagged_titled_and_in_a_language(case: tuple) -> None:
    pdf = reading.open_pdf(case[3].pdf)
    assert str(pdf.Root.Lang) == "en-GB"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo["/Title"]) == _title(case)
    assert b'pdfuaid:part="1"' in pdf.Root.Metadata.read_bytes()


def test_headings_start_at_one_skip_no_level_and_are_bookmarks(case: tuple) -> None:
    pdf = reading.open_pdf(case[3].pdf)
    levels = [int(kind[2]) for kind in reading.kinds(pdf) if re.fullmatch("/H[1-6]", kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert reading.bookmarks(pdf)[0] == _title(case)
    assert len(reading.bookmarks(pdf)) == len(levels)


def test_every_cell_of_a_table_names_its_headers(case: tuple) -> None:
    name, _, _, printed = case
    pdf = reading.open_pdf(printed.pdf)
    tags = reading.tags(pdf)
    headers = {bytes(tag.ID) for tag in tags if str(tag.S) == "/TH"}
    cells = [tag for tag in tags if str(tag.S) == "/TD" and "/Headers" in tag.get("/A", {})]
    named = [[bytes(header) for header in cell.A.Headers] for cell in cells]
    assert all(header in headers for cell in named for header in cell)
    if name not in ("empty", "plan without services", "easy read"):
        assert sum(bool(cell) for cell in named) >= 3


def test_tables_hold_rows_and_lists_hold_items(case: tuple) -> None:
    pdf = reading.open_pdf(case[3].pdf)
    allowed = {
        "/Table": {"/THead", "/TBody", "/Caption"},
        "/THead": {"/TR"},
        "/TBody": {"/TR"},
        "/TR": {"/TH", "/TD"},
        "/L": {"/LI", "/L"},
        "/LI": {"/Lbl", "/LBody"},
    }
    for tag in reading.tags(pdf):
        inside = {str(kid.S) for kid in tag.get("/K", []) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid}
        assert inside <= allowed.get(str(tag.S), inside), f"{tag.S} holds {inside}"


def test_every_picture_has_words(case: tuple) -> None:
    pdf = reading.open_pdf(case[3].pdf)
    tags = reading.tags(pdf)
    assert all("/Alt" in tag for tag in tags if str(tag.S) == "/Figure")


def test_nothing_in_it_acts(case: tuple) -> None:
    assert reading.active_parts(reading.open_pdf(case[3].pdf)) == set()


def test_pages_carry_number_reference_and_version(case: tuple) -> None:
    _, _, document, printed = case
    pages = len(reading.open_pdf(printed.pdf).pages)
    words = reading.one_line(printed.pdf)
    assert f"Page {pages} of {pages}" in words
    assert words.count(document.stamp.reference) >= pages
    assert words.count(f"version {document.stamp.version}") >= pages


def test_the_named_contact_stands_in_it(case: tuple) -> None:
    _, _, document, printed = case
    words = reading.one_line(printed.pdf)
    assert document.contact.telephone in words
    if document.contact is samples.CONTACT:
        assert "Amina Hussain, care coordinator" in words or "Amina Hussain helps me with my plan" in words
        assert words.count("Named contact: Amina Hussain, 01632 960123") == len(reading.open_pdf(printed.pdf).pages)


def test_large_print_is_eighteen_point(case: tuple) -> None:
    _, format, _, printed = case
    name = case[0]
    size = 18 if format is Format.LARGE_PRINT else 16 if name == "easy read" else 12
    pdf = reading.open_pdf(printed.pdf)
    sizes = re.findall(rb"/\S+ ([0-9.]+) Tf", b"".join(page.Contents.read_bytes() for page in pdf.pages))
    body = [round(float(found) * 0.75, 2) for found in sizes]  # the engine counts in 1/96 inch
    assert size in body
    assert format is Format.STANDARD or min(body) >= 13  # the page's foot


@pytest.mark.parametrize("document", ["statement", "indicative", "budget explanation"])
def test_an_ordinary_one_fits_one_page(document: str) -> None:
    print_it, data = DOCUMENTS[document]
    assert len(reading.open_pdf(print_it(data).pdf).pages) == 1


def test_the_plan_begins_with_a_page_for_the_fridge() -> None:
    first = reading.open_pdf(print_care_plan(samples.sample_plan()).pdf)
    del first.pages[1:]
    kept = io.BytesIO()
    first.save(kept)
    words = reading.one_line(kept.getvalue())
    for part in (
        "Margaret Okafor",
        "You must know",
        "penicillin",
        "In a crisis",
        "Who to call",
        "07700 900111",
        "Amina Hussain",
        "Who I am",
        "What matters most to me",
    ):
        assert part in words


def test_the_letter_that_says_no_says_how_and_when_to_ask_again() -> None:
    words = reading.one_line(print_letter(samples.sample_letter("NOT_ELIGIBLE")).pdf)
    for part in (
        "cannot have NHS continuing healthcare now",
        "beyond what a council can lawfully provide",
        "Ask by 5 December 2026",
        "chc.reviews@northmoor.example",
        "independent review",
        "Ombudsman",
    ):
        assert part in words
    assert "right to a personal health budget" not in words


@pytest.mark.parametrize("kind", ["ELIGIBLE", "FAST_TRACK"])
def test_the_letter_that_says_yes_says_the_right_to_a_budget(kind: str) -> None:
    words = reading.one_line(print_letter(samples.sample_letter(kind)).pdf)
    assert "You have a right to a personal health budget." in words
    assert ("we will start with a budget unless you tell us otherwise" in words) == (kind == "ELIGIBLE")


def test_a_letter_needs_reasons() -> None:
    with pytest.raises(RuleBroken, match="the reasons"):
        samples.sample_letter(facts={**samples.decision_facts("ELIGIBLE"), "reasons": []})


def test_an_empty_letter_is_refused() -> None:
    with pytest.raises(ValueError, match="must say something"):
        replace(samples.sample_letter(), parts=())


@pytest.mark.parametrize("name", ["statement", "overdrawn", "empty", "joint", "sixty lines"])
def test_the_sums_printed_are_the_sums_of_the_data(name: str) -> None:
    data = DOCUMENTS[name][1]
    words = reading.one_line(print_statement(data).pdf)
    table = words[words.index("At the start you had") :]
    table = table[: table.index("Free to use") + 40]
    parts = re.split(r"At the start you had|Money in|Money out|At the end you had|Set aside|Free to use", table)[1:]
    opening, came, went, closing, aside, free = (reading.amounts(part) for part in parts)
    assert opening[0] == data.opening
    assert came[0] == sum(came[1:], D(0)) == data.total_in
    assert went[0] == sum(went[1:], D(0)) == data.total_out
    assert opening[0] + came[0] - went[0] == closing[0] == data.closing
    assert closing[0] - aside[0] == free[0] == data.free


def test_an_overdrawn_holder_is_told_whom_to_ring_and_nothing_of_a_limit() -> None:
    words = reading.one_line(print_statement(samples.overdrawn_statement()).pdf)
    assert "Your care must not stop because of this. Ring Amina Hussain on 01632 960123 now" in words
    assert "Your limit is" not in words


def test_every_pound_of_a_plan_leads_to_an_outcome() -> None:
    data = samples.sample_plan()
    words = reading.one_line(print_care_plan(data).pdf)
    table = words[words.index("From each outcome to its pounds") :]
    there, back = table[: table.index("Direct payment: ")].split("And back: what each line is for")
    found = reading.amounts(there)
    assert found[-2:] == [data.money.weekly, data.money.one_off]
    rows = list(zip(found[:-2:2], found[1:-2:2], strict=True))
    expected = [
        row
        for outcome in data.outcomes
        for row in [(outcome.weekly, outcome.one_off), *((s.weekly, s.one_off) for s in outcome.services)]
    ]
    assert rows == expected
    lines = reading.amounts(back)
    assert lines[-2:] == [data.money.weekly, data.money.one_off]
    assert list(zip(lines[:-2:2], lines[1:-2:2], strict=True)) == [(s.weekly, s.one_off) for _, _, s in data.lines]
    assert "Personal assistants trained in suction For outcome 1.1, 2.1, need 1, 2." in back


def test_a_plan_without_money_names_no_pounds_of_the_budget() -> None:
    words = reading.one_line(print_care_plan(replace(samples.sample_plan(), money=None)).pdf)
    assert reading.amounts(words) == []
    assert "Personal assistants trained in suction" in words


def test_a_draft_says_that_it_is_one() -> None:
    words = reading.one_line(print_care_plan(samples.plan_without_services()).pdf)
    assert "It is a draft." in words
    assert "No paid support for this outcome." in words


def test_two_thousand_lines_are_printed_to_the_penny() -> None:
    data = samples.statement_of(2000)
    words = reading.text(print_statement(data).pdf)
    appendix = words[words.index("Every line of the account") :]
    found = reading.amounts(appendix)
    assert len(found) == 4000
    assert sum(found[::2]) == data.closing - data.opening
    assert found[-1] == data.closing


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"closing": D("1664.02")}, "at the end"),
        ({"free": D("1195.80")}, "free to use"),
        ({"lines": samples.statement_of(3).lines}, "lines of the account"),
    ],
)
def test_a_statement_that_does_not_add_up_is_refused(change: dict, what: str) -> None:
    with pytest.raises(DoesNotAddUp, match=what):
        replace(samples.sample_statement(), **change)


def test_a_plan_whose_lines_are_not_its_budget_is_refused() -> None:
    plan = samples.sample_plan()
    with pytest.raises(DoesNotAddUp, match="weekly budget"):
        replace(plan, money=replace(plan.money, weekly=D("1257.80")))


def test_what_people_type_is_printed_as_they_typed_it() -> None:
    words = reading.one_line(print_care_plan(samples.awkward_plan()).pdf)
    for part in ('<img src="http://127.0.0.1/x">', "<script>alert(1)</script>", "{{ 7*7 }} ]]>", "Łódź", "Ŵyn", "😀"):
        assert part in words
    assert "\u202e" not in words


def test_characters_without_a_font_are_reported_and_a_square_stands_in() -> None:
    private = "\U0010fffd"  # for private use: no font has it
    printed = print_care_plan(replace(samples.sample_plan(), who_i_am=f"Before {private} after"))
    assert printed.missing == (private,)
    assert "Before □ after" in reading.one_line(printed.pdf)
    assert print_care_plan(samples.sample_plan()).missing == ()


def test_the_fingerprint_changes_with_anything_printed() -> None:
    plan = samples.sample_plan()
    assert fingerprint(plan) == fingerprint(samples.sample_plan())
    assert fingerprint(plan) != fingerprint(plan, format=Format.LARGE_PRINT)
    signed = replace(plan, signatures=(*plan.signatures, Signature("Witness", "Somebody")))
    assert fingerprint(plan) != fingerprint(signed)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_missing_value_is_never_printed_as_none(name: str) -> None:
    template = {
        print_letter: "letter",
        print_indicative_sheet: "indicative",
        print_explanation: "budget_explanation",
        print_care_plan: "care_plan",
        print_statement: "statement",
        print_summary: "care_plan_summary",
        print_easy_read: "care_plan_easy",
        print_provider_part: "care_plan_provider",
    }[DOCUMENTS[name][0]]
    html = to_html(f"documents/{template}.html", DOCUMENTS[name][1], title="x")
    assert not re.search(r">\s*None\s*<|\bNone\b(?! planned)", html)
