"""Laws that hold for all answers: order, raising a level, validity."""

from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from eligibility.rules import evaluate
from eligibility.rules.domains import adult_domains, checklist_domains, children_domains

TODAY = date(2026, 11, 1)
COLUMNS = ["C", "B", "A"]
DST_RANK = {"INDICATES_INELIGIBLE": 0, "UNLIKELY": 1, "JUDGEMENT_REQUIRED": 2, "EXPECTED_ELIGIBLE": 3}
CHILD_RANK = {"JUDGEMENT_REQUIRED": 0, "LIKELY_CC_NEED": 1}


def levels_of(domains):
    return st.fixed_dictionaries(
        {key: st.sampled_from([level.value for level in d.levels]) for key, d in domains.items()}
    )


CHECKLISTS = st.fixed_dictionaries({key: st.sampled_from(COLUMNS) for key in checklist_domains()})
DSTS = levels_of(adult_domains())
CHILDREN = levels_of(children_domains())
NONSENSE = (
    st.sampled_from(["D", "a", "PRIORITY_PLUS", "none", "SEVERE ", "1"])
    | st.integers()
    | st.booleans()
    | st.lists(st.text())
)


def checklist(answers):
    return evaluate("checklist", {"domain": answers}, TODAY)


def dst(answers):
    return evaluate("dst", {"level": answers}, TODAY)


def children(answers):
    return evaluate("children", {"level": answers}, TODAY)


def shuffled(answers, random):
    keys = list(answers)
    random.shuffle(keys)
    return {key: answers[key] for key in keys}


@given(CHECKLISTS, st.randoms())
def test_the_order_of_domains_never_matters_in_the_checklist(answers, random):
    assert checklist(shuffled(answers, random)) == checklist(answers)


@given(DSTS, st.randoms())
def test_the_order_of_domains_never_matters_in_the_dst(answers, random):
    assert dst(shuffled(answers, random)).as_dict() == dst(answers).as_dict()


@given(CHECKLISTS, st.sampled_from(list(checklist_domains())))
def test_raising_an_answer_never_makes_a_positive_checklist_negative(answers, key):
    higher = COLUMNS[min(COLUMNS.index(answers[key]) + 1, 2)]
    if checklist(answers).outcome == "POSITIVE":
        assert checklist(answers | {key: higher}).outcome == "POSITIVE"


@given(DSTS, st.sampled_from(list(adult_domains())))
def test_raising_a_level_never_makes_eligibility_less_likely(answers, key):
    levels = [level.value for level in adult_domains()[key].levels]
    higher = levels[min(levels.index(answers[key]) + 1, len(levels) - 1)]
    assert DST_RANK[dst(answers | {key: higher}).outcome] >= DST_RANK[dst(answers).outcome]


@given(CHILDREN, st.sampled_from(list(children_domains())))
def test_raising_a_childs_level_never_makes_a_need_less_likely(answers, key):
    levels = [level.value for level in children_domains()[key].levels]
    higher = levels[min(levels.index(answers[key]) + 1, len(levels) - 1)]
    assert CHILD_RANK[children(answers | {key: higher}).outcome] >= CHILD_RANK[children(answers).outcome]


@given(
    CHECKLISTS,
    st.sampled_from(list(checklist_domains())),
    NONSENSE,
    st.sampled_from(list(checklist_domains())),
    st.sampled_from(COLUMNS),
)
def test_an_invalid_checklist_stays_invalid_whatever_else_changes(answers, broken, nonsense, other, column):
    invalid = answers | {broken: nonsense}
    assert checklist(invalid).outcome == "INVALID"
    if other != broken:
        assert checklist(invalid | {other: column}).outcome == "INVALID"


@given(DSTS, st.sampled_from(list(adult_domains())), NONSENSE)
def test_an_invalid_dst_shows_no_pattern(answers, broken, nonsense):
    result = dst(answers | {broken: nonsense})
    assert result.outcome == "INVALID"
    assert [problem.field for problem in result.problems] == [f"level.{broken}"]


@given(DSTS, st.sampled_from(list(adult_domains())))
def test_an_incomplete_dst_shows_no_pattern(answers, key):
    assert dst({k: v for k, v in answers.items() if k != key}).outcome == "INCOMPLETE"


@given(CHECKLISTS)
def test_the_checklist_agrees_with_the_bare_rule(answers):
    a, b = list(answers.values()).count("A"), list(answers.values()).count("B")
    starred = any(answers[key] == "A" for key in ("breathing", "behaviour", "drug_therapies", "altered_consciousness"))
    expected = a >= 2 or b >= 5 or (a == 1 and b >= 4) or starred
    assert (checklist(answers).outcome == "POSITIVE") == expected


def test_every_checklist_with_one_kind_of_a_and_any_number_of_b():
    keys = list(checklist_domains())
    for a_at, b_count in product(keys, range(11)):
        others = [key for key in keys if key != a_at]
        answers = {a_at: "A"} | {key: "B" if i < b_count else "C" for i, key in enumerate(others)}
        positive = checklist_domains()[a_at].starred or b_count >= 4
        assert checklist(answers).outcome == ("POSITIVE" if positive else "NEGATIVE"), answers


@given(st.dictionaries(st.text(max_size=12), st.none() | st.text(max_size=5), max_size=14))
def test_whatever_is_sent_there_is_an_answer_and_never_a_crash(answers):
    assert checklist(answers).outcome == "INCOMPLETE"
    assert dst(answers).outcome == "INCOMPLETE"
    assert children(answers).outcome == "INCOMPLETE"
