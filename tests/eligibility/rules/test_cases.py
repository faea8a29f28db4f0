"""Every rule of eligibility by tables of cases that an official can read: eligibility/rules/cases/*.yaml.

The pages of the rule sets show the same cases.
"""

from datetime import date

import pytest

from eligibility.rules import evaluate
from eligibility.rules.worked_cases import worked_cases
from phb.core.errors import RuleBroken

KEYS = {
    "title", "day", "rule_set", "base", "answers", "outcome", "rules", "problems", "warnings", "facts",
    "rule_set_used", "refused",
}  # fmt: skip


def cases():
    return [pytest.param(case, id=f"{case.tool}: {case.title}") for case in worked_cases()]


def plain(value):
    if isinstance(value, date):
        return str(value)
    return [plain(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("case", cases())
def test_case(case):
    expected = case.expected
    assert set(expected) <= KEYS
    if "refused" in expected:
        with pytest.raises(RuleBroken) as refused:
            evaluate(case.tool, case.answers, case.day, case.rule_set)
        assert refused.value.message.startswith(expected["refused"])
        return
    result = evaluate(case.tool, case.answers, case.day, case.rule_set)
    told = result.as_dict()
    assert told["outcome"] == expected["outcome"]
    if "rules" in expected:
        assert list(result.rules) == expected["rules"]
    if "problems" in expected:
        assert sorted(problem.field for problem in result.problems) == sorted(expected["problems"])
    if "warnings" in expected:
        assert [warning.rule for warning in result.warnings] == expected["warnings"]
    if "rule_set_used" in expected:
        assert result.rule_set == expected["rule_set_used"]
    for name, value in expected.get("facts", {}).items():
        assert told["facts"][name] == plain(value), name
    # The id that the case keeps gives the same answer again.
    assert evaluate(case.tool, case.answers, case.day, result.rule_set) == result


def test_there_are_enough_cases_and_no_title_twice():
    ids = [param.id for param in cases()]
    assert len(ids) >= 300
    assert len(set(ids)) == len(ids)
