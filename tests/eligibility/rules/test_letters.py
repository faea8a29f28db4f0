"""Letters as plain values: none without what it must contain, none that prints what was not meant as its words."""

from typing import Any

import pytest

from eligibility.rules import letters
from eligibility.rules.letters import LETTERS, Kind, check_words, compose, key_of, kind_of_decision, missing, texts
from eligibility.rules.loading import table
from phb.core.errors import RuleBroken

# What the reference names: every decision and notice has a kind.
NAMED = {
    "CHECKLIST_POSITIVE", "CHECKLIST_NEGATIVE", "ELIGIBLE", "NOT_ELIGIBLE", "FAST_TRACK", "DELAY_28_DAYS", "FNC_YES", "FNC_NO",
    "FNC_BAND_CHANGE", "JOINT_YES", "JOINT_NO", "CHILD_ASSESSMENT", "CHILD_NO_ASSESSMENT", "CHILD_YES", "CHILD_NO",
    "WHEELCHAIR_YES", "WHEELCHAIR_NO", "AFTERCARE_YES", "AFTERCARE_NO", "AFTERCARE_RESPONSIBLE", "AFTERCARE_ENDED",
    "OFFER_YES", "OFFER_NO", "OFFER_NOT_AVAILABLE", "PHB_YES", "PHB_IN_PART", "PHB_NO", "DP_YES", "DP_NO",
    "DP_SERVICE_LEFT_OUT", "BUDGET_RAISED", "PLAN_IN_PART", "PLAN_REFUSED", "DP_REDUCED", "DP_STOPPED", "DP_REPAY", "DP_AFTER_DEATH", "DISPUTE_RECEIVED", "DISPUTE_LATE",
    "DISPUTE_OUTCOME", "COMPLAINT_OUTCOME", "RECONSIDERATION_OUTCOME", "INDEPENDENT_REVIEW", "PAST_PERIOD", "REFUND", "MEETING_INVITATION",
    "EVIDENCE_REQUEST", "REVIEW_INVITATION", "TRANSITION_14", "TRANSITION_16", "TRANSITION_17", "DECLINED_TO_TAKE_PART",
}  # fmt: skip
EVERY = [(kind, easy) for kind in LETTERS.values() for easy in (False, True)]
BOTH = {True: "easy read", False: "standard"}


def full(kind: Kind) -> dict[str, Any]:
    """Everything that a kind can tell, each with a word of its own."""
    facts: dict[str, Any] = {name: f"<{name}>" for name in letters.COMMON}
    for content in kind.contents:
        facts[content.key] = [f"<{content.key}>"] if letters.is_block(content.key) else f"<{content.key}>"
        if content.key in ("levels", "columns"):
            facts[content.key] = {"table": {"caption": f"<{content.key}>", "head": ["a", "b"], "rows": [["1", "2"]]}}
        if content.text:
            facts |= {name: f"<{name}>" for name in table("letters")["texts"][content.text].get("needs", [])}
    return facts


def words_of(parts: Any) -> str:
    """Everything that is printed, in one line."""
    if isinstance(parts, dict):
        return " ".join(words_of(value) for value in parts.values())
    if isinstance(parts, list | tuple):
        return " ".join(words_of(value) for value in parts)
    return str(parts)


def test_every_decision_and_notice_of_the_reference_has_its_letter():
    assert set(LETTERS) == NAMED


@pytest.mark.parametrize(
    ("kind", "easy"), EVERY, ids=lambda value: BOTH[value] if isinstance(value, bool) else value.key
)
def test_it_tells_all_that_it_can(kind: Kind, easy: bool):
    said = words_of(compose(kind, full(kind), easy=easy))
    for content in kind.contents:
        if content.text:
            assert words_of(table("letters")["texts"][content.text].get("heading", "")) in said
            continue
        assert f"<{content.key}>" in said, content.key
    assert "{" not in said


REQUIRED = [(kind, content) for kind in LETTERS.values() for content in kind.contents if content.required]


def needs_of(content: letters.Content) -> list[str]:
    """The facts that a content is made of; none for a passage that is always known."""
    return table("letters")["texts"][content.text].get("needs", []) if content.text else [content.key]


@pytest.mark.parametrize(
    ("kind", "content"), [pair for pair in REQUIRED if needs_of(pair[1])], ids=lambda value: value.key
)
def test_it_is_refused_without_what_it_must_contain(kind: Kind, content: letters.Content):
    facts = full(kind)
    for name in needs_of(content):
        with pytest.raises(RuleBroken, match="This letter must tell") as refused:
            compose(kind, {**facts, name: ""})
        assert refused.value.field == content.key or name in ("review_contact", "national_body", "review_by")


@pytest.mark.parametrize(("kind", "content"), REQUIRED, ids=lambda value: value.key)
def test_no_wording_takes_out_what_it_must_contain(kind: Kind, content: letters.Content):
    for easy in (False, True):
        holding = [
            key for key, text in texts().items() if content.key in text.required and key.startswith(_of(kind, easy))
        ]
        assert holding, f"{content.key} stands nowhere"
        for key in holding:
            ours = texts()[key].words
            without = ours.replace(f"{{{content.key}}}", "")
            told = content.words
            assert any(told in reason for reason in check_words(key, without))
            # Words that slipped through (the table grew after they were approved) are not used.
            part = key.rpartition(".")[2]
            made = compose(kind, full(kind), {part: without}, easy=easy)
            assert not any(each["own"] for each in made)


def _of(kind: Kind, easy: bool) -> str:
    prefix = f"letter.{kind.key.lower()}."
    return f"{prefix}easy." if easy else prefix


def test_our_own_words_pass_their_own_check():
    assert {key: check_words(key, text.words) for key, text in texts().items() if text.words} == {
        key: () for key, text in texts().items() if text.words
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "Write the words."),
        ("Nothing of it.", "Put {decided_on} where it belongs."),
        ("On {decided_on} and {unheard_of}.", "{unheard_of} is not known"),
        ("On {decided_on} } and so on.", "A curly bracket stands only around a name"),
        ("On {decided_on}. {reasons} in the middle.", "Put it on a line of its own."),
    ],
)
def test_words_that_may_not_stand_are_refused_with_the_reason(words: str, told: str):
    assert any(told in reason for reason in check_words("letter.not_eligible.opening", words))


def test_a_part_that_does_not_exist_has_no_words():
    assert check_words("letter.not_eligible.ending", "Words.") == (
        "There is no such part of a letter. Choose one from the list.",
    )


def test_an_organisations_words_stand_in_place_of_ours():
    made = compose(
        LETTERS["NOT_ELIGIBLE"], full(LETTERS["NOT_ELIGIBLE"]), {"opening": "We said **no** on {decided_on}."}
    )
    assert made[0]["own"] is True
    assert made[0]["blocks"] == [{"p": [["We said ", False], ["no", True], [" on <decided_on>.", False]]}]
    assert [part["own"] for part in made[1:]] == [False] * (len(made) - 1)


def test_what_is_typed_into_a_letter_is_never_markup():
    typed = "**not bold** {review_by}\n- no item\n1. no step\n\n<b>&"
    made = compose(LETTERS["NOT_ELIGIBLE"], {**full(LETTERS["NOT_ELIGIBLE"]), "reasons": typed})
    why = next(part for part in made if part["part"] == "explanation")
    shown = [line["p"] for line in why["blocks"] if "p" in line][:4]
    assert shown == [[[line, False]] for line in ("**not bold** {review_by}", "- no item", "1. no step", "<b>&")]


def test_a_line_that_has_nothing_to_tell_is_left_out_with_what_leads_to_it():
    kind = LETTERS["WHEELCHAIR_NO"]
    said = words_of(compose(kind, {**full(kind), "unmet": []}))
    assert "What was not met" not in said
    said = words_of(compose(LETTERS["ELIGIBLE"], {**full(LETTERS["ELIGIBLE"]), "assessed_on": "", "levels": {}}))
    assert "Decision Support Tool" not in said and "professionals met" not in said


def test_a_letter_that_says_no_says_how_to_question_it():
    for kind in LETTERS.values():
        says_no = {"NOT_ELIGIBLE", "REFUSED", "GRANTED_IN_PART"} & set(kind.decisions)
        if says_no or kind.key in (
            "CHECKLIST_NEGATIVE",
            "CHILD_NO_ASSESSMENT",
            "DP_STOPPED",
            "DP_REDUCED",
            "DISPUTE_LATE",
        ):
            assert "rights" in kind.required, kind.key
            assert "reasons" in kind.required, kind.key


def test_a_local_offer_is_never_called_a_right_nor_its_refusal_one_of_a_right():
    for key in ("OFFER_YES", "OFFER_NO"):
        for easy in (False, True):
            said = words_of(compose(LETTERS[key], full(LETTERS[key]), easy=easy))
            assert "right to" not in said.replace("You may have a right to", "")
            assert "32B" not in LETTERS[key].source


def test_the_negative_checklist_names_no_independent_panel_as_a_way():
    said = words_of(compose(LETTERS["CHECKLIST_NEGATIVE"], full(LETTERS["CHECKLIST_NEGATIVE"])))
    assert "There is no independent review panel for the Checklist." in said


@pytest.mark.parametrize(
    ("route", "matter", "decision", "fast", "kind"),
    [
        ("CHC", "ELIGIBILITY", "ELIGIBLE", False, "ELIGIBLE"),
        ("CHC", "ELIGIBILITY", "ELIGIBLE", True, "FAST_TRACK"),
        ("CHC", "ELIGIBILITY", "NOT_ELIGIBLE", False, "NOT_ELIGIBLE"),
        ("CHC", "ELIGIBILITY", "RETURNED_FOR_EVIDENCE", False, ""),
        ("CYPCC", "ELIGIBILITY", "ELIGIBLE", False, "CHILD_YES"),
        ("CYPCC", "ELIGIBILITY", "NOT_ELIGIBLE", False, "CHILD_NO"),
        ("WHEELCHAIR", "ELIGIBILITY", "ELIGIBLE", False, "WHEELCHAIR_YES"),
        ("WHEELCHAIR", "ELIGIBILITY", "NOT_ELIGIBLE", False, "WHEELCHAIR_NO"),
        ("S117", "ELIGIBILITY", "ELIGIBLE", False, "AFTERCARE_YES"),
        ("S117", "ELIGIBILITY", "NOT_ELIGIBLE", False, "AFTERCARE_NO"),
        ("FNC", "ELIGIBILITY", "ELIGIBLE", False, "FNC_YES"),
        ("FNC", "ELIGIBILITY", "NOT_ELIGIBLE", False, "FNC_NO"),
        ("JOINT_PACKAGE", "ELIGIBILITY", "ELIGIBLE", False, "JOINT_YES"),
        ("JOINT_PACKAGE", "ELIGIBILITY", "NOT_ELIGIBLE", False, "JOINT_NO"),
        ("MATERNITY", "ELIGIBILITY", "ELIGIBLE", False, "OFFER_YES"),
        ("END_OF_LIFE", "ELIGIBILITY", "NOT_ELIGIBLE", False, "OFFER_NO"),
        ("LOCAL_OFFER", "ELIGIBILITY", "ELIGIBLE", False, "OFFER_YES"),
        ("S117", "PHB_REQUEST", "GRANTED", False, "PHB_YES"),
        ("CHC", "PHB_REQUEST", "GRANTED_IN_PART", False, "PHB_IN_PART"),
        ("CYPCC", "PHB_REQUEST", "REFUSED", False, "PHB_NO"),
        ("CHC", "DIRECT_PAYMENT", "PERMITTED", False, "DP_YES"),
        ("WHEELCHAIR", "DIRECT_PAYMENT", "REFUSED", False, "DP_NO"),
    ],
)
def test_each_decision_has_its_kind(route: str, matter: str, decision: str, fast: bool, kind: str):
    assert kind_of_decision(route=route, matter=matter, decision=decision, fast_track=fast) == kind


def test_easy_read_is_in_short_sentences():
    """Twenty words at most, as easy read is usually written, but for names and addresses that are filled in."""
    long = {}
    for kind in LETTERS.values():
        for part in letters.PARTS:
            for sentence in kind.part(part, easy=True).replace("\n", ". ").replace("?", ".").split("."):
                if len(sentence.split()) > 20:
                    long[key_of(kind.key, part, easy=True)] = sentence
    assert long == {}


def test_nothing_is_missing_when_all_is_known():
    assert all(missing(kind, full(kind)) == [] for kind in LETTERS.values())
