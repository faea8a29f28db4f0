"""The tables have no gaps, overlaps or loose ends, and are read from a package as well as from a checkout."""

import re
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from eligibility import rules
from eligibility.enums import Level, Route
from eligibility.rules.domains import adult_domains, checklist_domains, children_domains, help_status
from eligibility.rules.loading import because, table
from eligibility.rules.mdt import professions
from eligibility.rules.registry import TOOLS
from eligibility.rules.rule_sets import rule_sets
from phb.core.results import Certainty

SOURCES = {path.name: path.read_text("utf-8") for path in Path(rules.__file__).parent.glob("*.py")}
ONE_DAY = timedelta(days=1)


def follow_each_other(rows):
    return all(before["to"] + ONE_DAY == after["from"] for before, after in pairwise(rows))


def test_every_reason_has_words_a_source_and_a_mark():
    for rule in table("reasons"):
        reason = because(rule)
        assert reason.words.endswith("."), rule
        assert reason.certainty in set(Certainty)


def test_every_rule_that_the_code_names_is_in_the_table_and_the_other_way_round():
    named = set(
        re.findall(
            r'"((?:CHC|CL|MDT|DST|DEC|K1|K9|FT|FNC|RTH|PHB|DP|CYP|WCH|S117|LO|JP|REV|DIS|CON|EOL|MAT|CLOCK)-[A-Z0-9-]+)"',
            "\n".join(SOURCES.values()),
        )
    )
    named |= {row["rule"] for row in table("phb_rights")} | {"DP-R3", "DP-R4", "DP-R5"}
    assert named - set(table("reasons")) == set()
    assert set(table("reasons")) - named == set()


def test_the_checklist_has_11_domains_and_four_asterisks():
    assert len(checklist_domains()) == 11
    assert {key for key, domain in checklist_domains().items() if domain.starred} == {
        "breathing",
        "behaviour",
        "drug_therapies",
        "altered_consciousness",
    }


def test_asterisked_domains_are_those_with_priority():
    assert {key for key, d in adult_domains().items() if d.starred} == {
        key for key, d in adult_domains().items() if Level.PRIORITY in d.levels
    }


def test_the_dst_has_12_domains_and_60_levels():
    assert len(adult_domains()) == 12
    assert sum(len(domain.levels) for domain in adult_domains().values()) == 60


@pytest.mark.parametrize("key", list(adult_domains()))
def test_each_level_has_help_and_no_other_level_has(key):
    domain = adult_domains()[key]
    assert set(domain.help) == set(domain.levels)
    assert list(domain.levels) == sorted(domain.levels, key=list(Level).index)


def test_children_have_ten_domains_of_their_own():
    assert len(children_domains()) == 10
    assert not {"cognition", "altered_consciousness", "other"} & set(children_domains())
    assert all(set(domain.help) <= set(domain.levels) for domain in children_domains().values())


def test_help_is_marked_as_waiting_for_clinical_approval():
    assert help_status() == help_status("children_domains") == "Needs clinical approval before use"


def test_nursing_care_rates_have_no_gap_and_no_overlap():
    rates = table("fnc_rates")
    assert follow_each_other(rates)
    assert len(rates) == 14
    for row in rates:
        assert (row["from"].month, row["from"].day, row["to"].month, row["to"].day) == (4, 1, 3, 31)
        assert Decimal(0) < Decimal(row["standard"]) < Decimal(row["high"])
        assert Decimal(row["standard"]).as_tuple().exponent == -2


def test_rule_sets_of_a_family_neither_overlap_nor_leave_a_gap():
    for family in {chosen.family for chosen in rule_sets()}:
        dated = [chosen for chosen in rule_sets() if chosen.family == family and chosen.start]
        assert dated[-1].end is None
        assert all(before.end + ONE_DAY == after.start for before, after in pairwise(dated)), family
    assert len({chosen.id for chosen in rule_sets()}) == len(rule_sets())


def test_every_tool_has_a_family_and_every_family_a_tool():
    assert {tool.family for tool in TOOLS.values()} == {chosen.family for chosen in rule_sets()}


def test_every_set_of_the_chc_tools_has_its_figures():
    assert set(table("chc_tools")) == {chosen.id for chosen in rule_sets() if chosen.family == "chc_tools"}


@pytest.mark.parametrize("service", list(Route))
def test_the_right_of_each_service_has_no_gap_and_no_overlap(service):
    rows = [row for row in table("phb_rights") if row["service"] == service]
    assert rows
    assert follow_each_other(rows)
    assert rows[-1]["to"] is None


def test_professions_point_to_professions():
    known = table("professions")
    assert all(row.get("profession", code) in known for code, row in known.items())
    assert ("NURSE", "Registered nurse") in professions()


def test_the_schedule_has_its_ten_codes():
    assert list(table("schedule_orders")) == [f"EX-{letter}" for letter in "ABCDEFGHIJ"]


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_rules_know_neither_django_nor_the_clock_nor_floats(name):
    assert not re.search(r"django|\btoday\(|\bnow\(|float\(", SOURCES[name])
