"""Forms of what is said: one answer of a conversation, a comment or question, a conversation that was held."""

from datetime import date
from typing import Any

from django import forms

from careplans.enums import CommentKind, How
from careplans.forms.drafts import DraftForm, whole
from careplans.rules.questions import Field, Question
from phb.core import forms as nhs
from phb.core.words import capital

TEN = [(str(number), str(number)) for number in range(1, 11)]
FROM_AFAR = [(each, label) for each, label in How.choices() if each != How.ONLINE]


def _box(field: Field, missing: str) -> forms.Field:
    given: dict[str, Any] = {"label": field.label, "hint": field.hint, "required": bool(missing), "missing": missing}
    if field.kind == "scale":
        return nhs.RadiosField(choices=[*TEN, ("", "Not said")], **{**given, "required": False})
    if field.kind == "yes_no":
        return nhs.RadiosField(choices=[("yes", "Yes"), ("no", "No"), ("", "Not said")], **{**given, "required": False})
    if field.kind == "tick":
        return nhs.ConfirmField(**{**given, "required": False})
    if field.kind == "email":
        return nhs.EmailField(autocomplete="off", **given)
    if field.kind == "tel":
        return nhs.TextField(max_length=40, inputmode="tel", **given)
    if field.kind == "line":
        return nhs.TextField(**given)
    return nhs.LongTextField(max_length=8000, **given)


class CardForm(DraftForm):
    """One answer: the boxes of a question for one line of the plan, or for the plan itself.

    `writable`: the fields that this reader may write; the others are left out. Of a line, the first box is needed.
    """

    row = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, question: Question, writable: Any, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.question = question
        for place, field in enumerate(each for each in question.fields if each.name in writable):
            needed = question.lines and question.adds and place == 0
            missing = f"Write something under “{field.label}” first" if needed else ""
            self.fields[field.name] = _box(field, missing)

    def shown(self, now: dict[str, Any]) -> dict[str, Any]:
        return {
            name: {True: "yes", False: "no"}.get(value, value) if name == "invited" else value
            for name, value in now.items()
        }

    def values(self) -> dict[str, Any]:
        typed = super().values()
        typed.pop("row")
        kinds = {field.name: field.kind for field in self.question.fields}
        return {name: _as_kept(kinds.get(name, ""), value) for name, value in typed.items()}


def _as_kept(kind: str, value: Any) -> Any:
    if kind == "scale":
        return whole(value)
    if kind == "yes_no":
        return {"yes": True, "no": False}.get(value)
    return value


class SayForm(nhs.IdempotentForm):
    """The person says something about a line."""

    kind = nhs.RadiosField(
        label="What is it?", choices=CommentKind.choices(), initial="question", missing="Select whether it is a question or a comment",
        hints={"question": "You get an answer", "comment": "It is read and kept with the plan"},
    )  # fmt: skip
    words = nhs.LongTextField(label="What do you want to say?", rows=4, missing="Write down what you want to say")


class RecordSaidForm(nhs.IdempotentForm):
    """Staff say something themselves, or write down what the person said, in their words."""

    whose = nhs.RadiosField(
        label="Whose words are these?", choices=[("person", "The person's, or of who acts for them"), ("mine", "My own")],
        reveal={"person": ["said_by", "how", "said_on"]}, missing="Select whose words these are",
    )  # fmt: skip
    said_by = nhs.TextField(label="Who said it?", missing="Enter the name of who said it")
    how = nhs.RadiosField(label="How did they tell you?", choices=FROM_AFAR, missing="Select how they told you")
    said_on = nhs.DateField(label="When?", missing="Enter the date on which they said it")
    about = nhs.SelectField(label="What is it about?", choices=(), missing="Select what it is about")
    kind = nhs.RadiosField(
        label="What is it?", choices=CommentKind.choices(), missing="Select whether it is a comment or a question"
    )
    words = nhs.LongTextField(
        label="What was said?", hint="In the person's words, if they are theirs. The person reads this page too", rows=4,
        missing="Write down what was said",
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, subjects: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["said_on"].not_after = today
        self.fields["about"].choices = subjects


class AnswerForm(nhs.IdempotentForm):
    words = nhs.LongTextField(label="Your answer", rows=4, missing="Write your answer")
    settle = nhs.ConfirmField(label="This is settled", required=False)


class HeldForm(nhs.IdempotentForm):
    """A conversation that was held: on a visit, by telephone, by video, or what came on paper."""

    held_on = nhs.DateField(label="When was it?", missing="Enter the date of the conversation")
    how = nhs.RadiosField(label="How was it held?", choices=FROM_AFAR, missing="Select how it was held")
    took_part = nhs.LongTextField(
        label="Who took part?", hint="Each name on a line of its own, with who they are", rows=3,
        missing="Write down who took part, the person first",
    )  # fmt: skip
    words = nhs.LongTextField(
        label="What did the person say that should be kept?", hint="In their words. Answers that stand in the plan need not be written again",
        rows=5, required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["held_on"].not_after = today


HOW_WORDS = {each: capital(label) for each, label in How.choices()}
