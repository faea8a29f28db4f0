"""Forms of scored measures: writing one, and filling one in."""

from datetime import date
from typing import Any

from careplans.enums import How
from careplans.models import Measure
from careplans.rules.scoring import questions_from
from phb.core import forms as nhs


class MeasureForm(nhs.IdempotentForm):
    name = nhs.TextField(label="Name", missing="Enter the name of the measure")
    version = nhs.TextField(label="Version", required=False, width=10)
    about = nhs.LongTextField(label="What does it measure?", rows=2, required=False)
    kind = nhs.RadiosField(
        label="Whose questions are they?",
        choices=[("own", "Our own, asked here"), ("score", "A licensed instrument: only the score is recorded")],
        reveal={"own": ["questions", "working"], "score": ["licence", "least", "most"]},
        missing="Select whose questions they are",
    )  # fmt: skip
    questions = nhs.LongTextField(
        label="Questions", hint="One on each line, then the least and the most answer: How safe do I feel? | 0 | 4", rows=6, missing="Write the questions",
    )  # fmt: skip
    working = nhs.RadiosField(
        label="How is the score worked out?", choices=[("sum", "The sum of the answers"), ("mean", "Their mean")], missing="Select how the score is worked out",
    )  # fmt: skip
    licence = nhs.LongTextField(
        label="Licence", hint="Who owns it, and where your licence is kept. Its questions are not copied here", rows=2, missing="Write who owns it and where your licence is kept",
    )  # fmt: skip
    least = nhs.NumberField(label="The least score", places=3, missing="Enter the least score")
    most = nhs.NumberField(label="The most score", places=3, missing="Enter the most score")
    direction = nhs.RadiosField(
        label="Which end is better?", choices=[("high", "A high score is better"), ("low", "A low score is better")], missing="Select which end is better",
    )  # fmt: skip


class FillForm(nhs.IdempotentForm):
    """A measure filled in: its own questions, or the score from its owner's form."""

    def __init__(self, *args: Any, measure: Measure, today: date, outside: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions = questions_from(measure.questions)
        for question in self.questions:
            numbers = [(str(number), str(number)) for number in range(question.least, question.most + 1)]
            self.fields[question.key] = nhs.RadiosField(
                label=question.words, choices=numbers, inline=True, missing=f"Answer “{question.words}”"
            )
        if not self.questions:
            self.fields["score"] = nhs.NumberField(
                label="Score", hint=f"From {measure.least.normalize():f} to {measure.most.normalize():f}, from the owner’s own form", places=3, missing="Enter the score",
            )  # fmt: skip
        self.fields["words"] = nhs.LongTextField(label="Anything you want to say", rows=3, required=False)
        if not outside:
            self.fields["scored_on"] = nhs.DateField(
                label="When was it filled in?", not_after=today, missing="Enter the date", initial=today
            )
            self.fields["completed_by"] = nhs.TextField(label="Who filled it in?", missing="Enter who filled it in")
            self.fields["how"] = nhs.RadiosField(label="How?", choices=How.choices(), missing="Select how")

    def answers(self) -> dict[str, str]:
        """What was answered, by question."""
        return {question.key: self.cleaned_data[question.key] for question in self.questions}
