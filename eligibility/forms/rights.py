"""The questions of "Do I have a right to a personal health budget?": few, plain, one at a time.

Answers travel in the page itself, sealed so that they come back as they went out. Nothing of them is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing

from phb.core import forms as nhs

Answers = Mapping[str, Any]
NONE = "NONE"
_SALT = "right-to-a-budget"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `asked` says whether it is asked at all after the answers before it."""

    key: str
    words: str
    choices: Callable[[Answers], list[tuple[str, str]]]
    hint: str = ""
    hints: Mapping[str, str] | None = None
    many: bool = False
    asked: Callable[[Answers], bool] = lambda answers: True
    missing: str = "Choose the answer that fits best"


def _fixed(*choices: tuple[str, str]) -> Callable[[Answers], list[tuple[str, str]]]:
    return lambda answers: list(choices)


def is_child(answers: Answers) -> bool:
    """Whether the care is for somebody under 18."""
    return answers.get("age") in ("UNDER_16", "16_OR_17")


_CARE = [
    ("CHC", "NHS continuing healthcare", "adult"),
    ("CYPCC", "Continuing care for children and young people", "child"),
    ("S117", "Aftercare under section 117", "both"),
    ("WHEELCHAIR", "A wheelchair from the NHS", "both"),
    ("FNC", "NHS-funded nursing care", "adult"),
    ("JOINT_PACKAGE", "Care paid for by the NHS and the council together", "both"),
    ("END_OF_LIFE", "Care at the end of life", "both"),
    ("MATERNITY", "Maternity care", "both"),
    ("LOCAL_OFFER", "Help with another health need that lasts", "both"),
    (NONE, "None of these, or I am not sure", "both"),
]
CARE_LABELS = {code: label for code, label, _ in _CARE}
_CARE_HINTS = {
    "CHC": "The NHS pays for all of your care outside hospital. The Fast Track is part of this.",
    "CYPCC": "NHS care for a child with very complex health needs",
    "S117": "Help after a stay in hospital under some sections of the Mental Health Act",
    "FNC": "The NHS pays part of the fee in a nursing home",
    "MATERNITY": "You are pregnant or have just had a baby",
    "LOCAL_OFFER": "Such as a long illness, a learning disability, autism, a brain injury, many trips to hospital, or being a carer",
}
_PARTS = [
    ("S117", "Aftercare under section 117"),
    ("WHEELCHAIR", "A wheelchair from the NHS"),
    (NONE, "Neither, or I am not sure"),
]
_YES_OR_WAITING = [
    ("YES", "Yes"),
    ("WAITING", "Not yet, I am waiting to hear"),
    ("NO", "No, the NHS said no"),
    ("UNSURE", "I do not know"),
]


def _care(answers: Answers) -> list[tuple[str, str]]:
    mine = "child" if is_child(answers) else "adult"
    return [(code, label) for code, label, whose in _CARE if whose in ("both", mine)]


def _parts(answers: Answers) -> list[tuple[str, str]]:
    return [(code, label) for code, label in _PARTS if code not in answers.get("care", ())]


def has(answers: Answers, service: str) -> bool:
    """Whether the person named a service, by itself or as part of a joint package."""
    return service in answers.get("care", ()) or service in answers.get("parts", ())


QUESTIONS = (
    Question(
        "age",
        "How old is the person who needs care?",
        _fixed(("UNDER_16", "Under 16"), ("16_OR_17", "16 or 17"), ("ADULT", "18 or over")),
        hint="If you ask for someone else, answer for them. “You” on these pages means the person who needs care.",
    ),
    Question(
        "care",
        "What do you get from the NHS, or what have you asked for?",
        _care,
        hint="Tick all that fit.",
        hints=_CARE_HINTS,
        many=True,
        missing="Tick what fits, or “None of these”",
    ),
    Question(
        "chc",
        "Has the NHS said yes to NHS continuing healthcare?",
        _fixed(
            ("YES", "Yes"),
            ("FAST_TRACK", "Yes, by the Fast Track"),
            ("WAITING", "Not yet, I am waiting to hear"),
            ("NO", "No, the NHS said no"),
            ("UNSURE", "I do not know"),
        ),
        hints={"FAST_TRACK": "The quick way for someone whose health is getting worse fast"},
        asked=lambda answers: has(answers, "CHC"),
    ),
    Question(
        "home",
        "Where do you live?",
        _fixed(
            ("OWN_HOME", "In my own home, or with family"),
            ("SHELTERED_HOUSING", "In sheltered housing"),
            ("SUPPORTED_LIVING", "In supported living"),
            ("SHARED_ACCOMMODATION", "In a home that I share with others who get care"),
            ("CARE_HOME", "In a care home or nursing home"),
            ("OTHER", "In hospital, or somewhere else"),
        ),
        hint="Choose where you will live if you are about to move.",
        asked=lambda answers: answers.get("chc") == "YES",
    ),
    Question(
        "cypcc",
        "Has the NHS said yes to continuing care for children and young people?",
        _fixed(*_YES_OR_WAITING),
        asked=lambda answers: has(answers, "CYPCC"),
    ),
    Question(
        "parts",
        "Is some of the care that the NHS and the council share one of these?",
        _parts,
        hint="Each of these keeps a right of its own.",
        many=True,
        asked=lambda answers: has(answers, "JOINT_PACKAGE") and len(_parts(answers)) > 1,
        missing="Tick what fits, or “Neither”",
    ),
    Question(
        "s117",
        "Which of these is true of you?",
        _fixed(
            ("YES", "I have been told that I get section 117 aftercare"),
            ("LEFT", "I was kept in hospital under section 3, 37, 45A, 47 or 48, and have left"),
            ("INPATIENT", "I am in hospital under one of those sections now"),
            ("OTHER", "I was in hospital in another way, such as under section 2, or by my own choice"),
            ("UNSURE", "I do not know"),
        ),
        hint="These are sections of the Mental Health Act. Your care plan or your hospital letter names yours.",
        asked=lambda answers: has(answers, "S117"),
    ),
    Question(
        "chair",
        "Do you need a new wheelchair?",
        _fixed(
            ("FIRST_CHAIR", "Yes, it would be my first"),
            ("CLINICAL_CHANGE", "Yes, my needs have changed"),
            ("CHAIR_CONDITION", "Yes, mine is worn out or does not fit"),
            (NONE, "No, not now"),
            ("NOT_SEEN", "The wheelchair service has not seen me yet, or has said no"),
        ),
        asked=lambda answers: has(answers, "WHEELCHAIR"),
    ),
)


def asked(answers: Answers) -> list[Question]:
    """The questions that these answers lead to, in order, answered or not."""
    return [question for question in QUESTIONS if question.asked(answers)]


def next_question(answers: Answers) -> Question | None:
    """The first question that is still open, or None when all is said."""
    return next((question for question in asked(answers) if question.key not in answers), None)


def before(answers: Answers, key: str) -> dict[str, Any]:
    """The answers up to a question, as if it and all after it had not been asked yet."""
    known = [question.key for question in asked(answers)]
    kept = known[: known.index(key)] if key in known else known
    return {name: value for name, value in answers.items() if name in kept}


def say(question: Question, answers: Answers) -> str:
    """An answer in the words that were chosen."""
    given = answers[question.key]
    codes = given if isinstance(given, list) else [given]
    return "; ".join(label for code, label in question.choices(answers) if code in codes)


def seal(answers: Answers) -> str:
    """The answers as text for a hidden field."""
    return signing.dumps(dict(answers), salt=_SALT, compress=True)


def unseal(text: str) -> dict[str, Any] | None:
    """The answers back from a page; None if they are not as they went out, or there are none."""
    try:
        found = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    return found if isinstance(found, dict) else None


class RightForm(nhs.NHSForm):
    """One question of the public page."""

    def __init__(self, question: Question, answers: Answers, data: Any = None, given: Any = None) -> None:
        super().__init__(data, initial={"answer": given})
        kind = nhs.CheckboxesField if question.many else nhs.RadiosField
        self.fields["answer"] = kind(
            label=question.words,
            choices=question.choices(answers),
            hint=question.hint,
            hints=question.hints,
            missing=question.missing,
            label_size="l",
            page_heading=True,
            dividers={NONE: "or"} if question.many else None,
        )

    def clean_answer(self) -> Any:
        """Refuse "none of these" beside something else."""
        given = self.cleaned_data["answer"]
        if isinstance(given, list) and NONE in given and len(given) > 1:
            self.add_error("answer", "Tick what fits, or the last one, but not both")
        return given
