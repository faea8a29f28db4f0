"""The scheme of delegation: amount, stream, deviation, kind of line and day; what cannot be read is refused in words."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from careplans.enums import Measure
from careplans.rules.authorising import required_authority
from careplans.rules.delegation import read_scheme, row_said
from phb.core.errors import RuleBroken

TABLE = yaml.safe_load(Path(__file__).with_name("cases").joinpath("delegation.yaml").read_text())
SCHEMES = {name: read_scheme(rows) for name, rows in TABLE["schemes"].items()}
STREAMS, ROLES = {"CHC", "S117", "WHEELCHAIR"}, {"COM"}


def figures(written):
    return {Measure(name): Decimal(figure) for name, figure in written.items()}


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["title"])
def test_whom_a_plan_needs(case):
    need = required_authority(
        SCHEMES[case["scheme"]],
        case.get("stream", "CHC"),
        figures(case.get("figures", {})),
        date.fromisoformat(case.get("day", "2026-06-01")),
        {kind: figures(each) for kind, each in case.get("kinds", {}).items()},
    )
    asks = [need.role or "", "panel" if need.panel else "", "second" if need.second_approver else ""]
    assert " ".join(filter(None, asks)) == case["asks"]
    assert bool(need.reasons) == bool(case["asks"])
    assert bool(need.panel_reasons) == ("panel" in case["asks"])


@pytest.mark.parametrize("case", TABLE["refused"], ids=lambda case: case["title"])
def test_a_scheme_that_cannot_be_read_is_refused_with_words(case):
    with pytest.raises(RuleBroken) as caught:
        read_scheme(case["value"], streams=STREAMS, roles=ROLES)
    assert case["words"] in str(caught.value)
    assert caught.value.field == "value"


def test_a_reason_names_the_kinds_it_counted():
    found = required_authority(SCHEMES["kinds"], "CHC", {}, date(2026, 6, 1), {"therapy": figures({"weekly": "50.01"})})
    assert found.panel_reasons == ("Weekly amount of activities and therapy: £50.01 is more than £50.00.",)


@pytest.mark.parametrize(
    ("scheme", "number", "words"),
    [
        ("amounts", 0, "Weekly amount above £500.00: TEAM."),
        ("amounts", 3, "One-off amount above £1,000.00: Two: HEAD and another."),
        ("kinds", 1, "Weekly amount of activities and therapy above £50.00: A panel, then DIRECTOR."),
        ("deviation", 2, "Percent above the package it replaces above 0%: DIRECTOR."),
        ("dated", 0, "Weekly amount above £900.00: HEAD from 1 April 2026 until 31 March 2027."),
    ],
)
def test_a_row_is_said_in_words(scheme, number, words):
    assert row_said(SCHEMES[scheme][number]) == words
