"""The transparency record says what the code does: every way, every figure, every role, under the template's headings."""

from budgets.enums import AmountMethod
from budgets.rules import transparency
from budgets.rules.figures import all_tables
from budgets.rules.methods import METHODS
from budgets.rules.transparency import Owner, as_json, record
from phb.core.access import AREAS
from phb.core.actors import ROLE_NAMES

TEXT = "\n".join(words for entry in record() for words in entry.words)
# Version 4.0 of the public template, as its guidance and change log name them.
SECTIONS = (
    "Summary information",
    "Owner and responsibility",
    "Description and rationale",
    "Deployment context",
    "Tool specification",
    "Model specification",
    "Development data specification",
    "Operational data specification",
    "Risks, mitigations and impact assessments",
)


def test_every_way_has_its_own_part_with_how_when_and_where_it_ends():
    assert {method.code for method in METHODS} == set(AmountMethod)
    for method in METHODS:
        own = [entry for entry in record() if entry.section == f"Model specification: {method.label.lower()}"]
        said = "\n".join(words for entry in own for words in entry.words)
        assert all(part in said for part in (method.when, method.how, method.limits, method.starts_from, method.source))


def test_every_national_table_appears_with_its_last_day_and_newest_source():
    for table in all_tables():
        newest = table.rows[-1]
        line = next(words for words in TEXT.splitlines() if f"({table.name})" in words)
        assert f"{newest.end:%d.%m.%Y}" in line and newest.source in line and newest.certainty.label.lower() in line


def test_the_headings_are_those_of_the_template_in_its_order():
    found = list(dict.fromkeys(entry.section.partition(":")[0] for entry in record()))
    assert tuple(found) == SECTIONS
    assert {entry.tier for entry in record() if entry.number.startswith("1.")} == {1}
    assert {entry.tier for entry in record() if entry.number.startswith("2.")} == {2}


def test_who_decides_is_read_from_the_access_table(monkeypatch):
    changed = {**AREAS, "authorisation": {"AUD": frozenset("A")}}
    monkeypatch.setattr(transparency, "AREAS", changed)
    said = "\n".join(words for entry in record() for words in entry.words)
    assert f"authorised by an {ROLE_NAMES['AUD'].lower()}" in said
    assert "authorised by a commissioner" in TEXT


def test_an_organisation_is_named_with_its_own_tables_and_nothing_is_left_empty():
    owner = Owner("NHS Northmoor", "phb@northmoor.example", "https://northmoor.example", ("Levels (a table)",))
    entries = record(owner)
    said = "\n".join(words for entry in entries for words in entry.words)
    assert all(part in said for part in ("NHS Northmoor", "phb@northmoor.example", "Levels (a table)"))
    assert all(entry.words and all(words.strip() for words in entry.words) for entry in entries)
    fields = as_json(entries)["fields"]
    assert len(fields) == len(entries) and fields[0]["number"] == "1.1"
