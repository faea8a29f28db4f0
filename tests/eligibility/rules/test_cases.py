"""Every rule of eligibility by tables of cases that an official can read: cases/*.yaml.

A case gives a title, the answers (over a `base` of others, if it names one), the day, and what must come out.
"all" among domains or levels stands for every domain that is not named.
"""

from datetime import date
from pathlib import Path

import pytest
import yaml

from eligibility.rules import evaluate
from eligibility.rules.domains import adult_domains, checklist_domains, children_domains
from phb.core.errors import RuleBroken

TODAY = date(2026, 11, 1)
DOMAINS = {"checklist": checklist_domains, "dst": adult_domains, "children": children_domains}
SUITABLE = {
    "can_manage": "ALONE",
    "appropriate_for_condition": True,
    "value_for_money": True,
    "care_plan_agreed": True,
    "coordinator_id": "made-up",
}
ADULT = SUITABLE | {"date_of_birth": date(1980, 5, 1), "capacity": "HAS_CAPACITY", "consent": True}
BASES = {
    None: {},
    "adult": ADULT,
    "child": SUITABLE
    | {
        "date_of_birth": date(2015, 5, 1),
        "representative_basis": "PARENTAL_RESPONSIBILITY",
        "representative_consents": True,
    },
    "lacks": SUITABLE
    | {
        "date_of_birth": date(1980, 5, 1),
        "capacity": "LACKS_CAPACITY",
        "representative_basis": "DEPUTY",
        "representative_consents": True,
    },
    "nominee": ADULT
    | {
        "recipient_type": "NOMINEE",
        "nominee_kind": "INDIVIDUAL",
        "nominee_relationship": "SISTER",
        "nominee_agrees": True,
        "body_agrees_nominee": True,
    },
}
KEYS = {
    "title", "day", "rule_set", "base", "answers", "outcome", "rules", "problems", "warnings", "facts",
    "rule_set_used", "refused",
}  # fmt: skip


def cases():
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8")):
            yield pytest.param(path.stem, case, id=f"{path.stem}: {case['title']}")


def expand(tool, answers):
    """Fill in "all" with every domain that the case does not name."""
    full = dict(answers)
    for key in ("domain", "level"):
        if "all" in (full.get(key) or {}):
            named = dict(full[key])
            everywhere = named.pop("all")
            full[key] = dict.fromkeys(DOMAINS[tool](), everywhere) | named
    return full


def plain(value):
    if isinstance(value, date):
        return str(value)
    return [plain(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("tool", "case"), list(cases()))
def test_case(tool, case):
    assert set(case) <= KEYS
    answers = BASES[case.get("base")] | expand(tool, case.get("answers", {}))
    on, rule_set = case.get("day", TODAY), case.get("rule_set")
    if "refused" in case:
        with pytest.raises(RuleBroken) as refused:
            evaluate(tool, answers, on, rule_set)
        assert refused.value.message.startswith(case["refused"])
        return
    result = evaluate(tool, answers, on, rule_set)
    told = result.as_dict()
    assert told["outcome"] == case["outcome"]
    if "rules" in case:
        assert list(result.rules) == case["rules"]
    if "problems" in case:
        assert sorted(problem.field for problem in result.problems) == sorted(case["problems"])
    if "warnings" in case:
        assert [warning.rule for warning in result.warnings] == case["warnings"]
    if "rule_set_used" in case:
        assert result.rule_set == case["rule_set_used"]
    for name, value in case.get("facts", {}).items():
        assert told["facts"][name] == plain(value), name
    # The id that the case keeps gives the same answer again.
    assert evaluate(tool, answers, on, result.rule_set) == result


def test_there_are_enough_cases_and_no_title_twice():
    ids = [param.id for param in cases()]
    assert len(ids) >= 300
    assert len(set(ids)) == len(ids)
