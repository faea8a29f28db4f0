"""Forms of deciding: panels, a plan before one, line by line, refusing, asking to look again, family who are paid."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from careplans.enums import PanelDecision
from careplans.forms.steps import NamingForm
from careplans.rules.panels import LineAnswer
from eligibility.enums import Received
from phb.core import forms as nhs

YES_NO = [("yes", "Yes"), ("no", "No")]


class PanelForm(nhs.IdempotentForm):
    name = nhs.TextField(
        label="Name", hint="For example, Panel for personal health budgets", missing="Enter a name for the panel"
    )
    held_on = nhs.DateField(label="Day of the meeting", missing="Enter the day of the meeting")
    place = nhs.TextField(label="Place or link", required=False, max_length=300)
    seats = nhs.CheckboxesField(label="Members who work here", choices=(), missing="Choose at least one member")
    chair = nhs.SelectField(label="Chair", choices=(), required=False)
    others = nhs.LongTextField(
        label="Members from outside",
        hint="One a line: the name, then what they stand for, after a comma",
        required=False,
        rows=3,
    )
    edits = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seats"].choices = colleagues
        self.fields["chair"].choices = [("", "Nobody named yet"), *colleagues]

    def asked(self) -> dict[str, Any]:
        """What the service takes."""
        typed = self.cleaned_data
        return {
            "name": typed["name"], "held_on": typed["held_on"], "place": typed["place"], "chair": typed["chair"],
            "seats": [int(each) for each in typed["seats"]], "others": typed["others"].splitlines(),
        }  # fmt: skip


class HoldForm(nhs.IdempotentForm):
    came = nhs.CheckboxesField(label="Who came?", choices=(), missing="Choose who came")

    def __init__(self, *args: Any, members: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["came"].choices = members


class MinutesForm(nhs.IdempotentForm):
    minutes = nhs.LongTextField(
        label="Minutes",
        hint="What concerns one plan belongs to its decision",
        rows=12,
        max_length=20000,
        missing="Write the minutes",
    )
    edits = forms.IntegerField(widget=forms.HiddenInput)


class WhyForm(nhs.IdempotentForm):
    """A reason for something that cannot be taken back."""

    reasons = nhs.LongTextField(label="Why?", rows=3, missing="Write down why")


class PutForm(nhs.IdempotentForm):
    panel = nhs.RadiosField(label="Which panel?", choices=(), missing="Choose the panel")
    why = nhs.LongTextField(
        label="Why is the panel to decide it?", rows=4, missing="Write down why the panel is to decide it"
    )

    def __init__(self, *args: Any, panels: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["panel"].choices = panels


class InterestForm(nhs.IdempotentForm):
    member = nhs.RadiosField(label="Who?", choices=(), missing="Choose the member")
    why = nhs.LongTextField(label="What is their interest?", rows=3, missing="Write down what the interest is")

    def __init__(self, *args: Any, members: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["member"].choices = members


class ByLine(NamingForm):
    """Yes or no to each line, and why not: `line_<number>` and `why_<number>`."""

    def add_lines(self, lines: Iterable[tuple[int, str, str]], before: str = "") -> list[str]:
        """Fields for (number, words, money), each label with `before`; returns their names."""
        names: list[str] = []
        for number, words, money in lines:
            self.fields[f"line_{number}"] = nhs.RadiosField(
                label=f"{before}{words}",
                hint=money,
                choices=YES_NO,
                missing=f"Choose yes or no for “{words}”",
                reveal={"no": [f"why_{number}"]},
            )
            self.fields[f"why_{number}"] = nhs.LongTextField(
                label="Why not?", hint="The person reads this", rows=2, missing=f"Write down why “{words}” is refused"
            )
            names += [f"line_{number}", f"why_{number}"]
        self.numbers = [int(name.removeprefix("line_")) for name in names if name.startswith("line_")]
        return names

    def answers(self) -> list[LineAnswer]:
        """What was said of each line that was answered."""
        typed = self.cleaned_data
        return [
            LineAnswer(number, typed[f"line_{number}"] == "yes", typed.get(f"why_{number}") or "")
            for number in self.numbers if typed.get(f"line_{number}")
        ]  # fmt: skip


class LinesForm(ByLine):
    reasons = nhs.LongTextField(
        label="Reasons for the decision as a whole", hint="The person reads them in the letter", rows=4,
        missing="Write down the reasons. The person can read them",
    )  # fmt: skip

    def __init__(self, *args: Any, lines: Iterable[tuple[int, str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        names = self.add_lines(lines)
        self.order_fields(["content_hash", *names, "reasons", "key"])


class DecideForm(ByLine):
    hide_optional = True
    took_part = nhs.CheckboxesField(
        label="Who took part in this decision?", hint="Whoever declared an interest, or had a part in the plan, is not offered",
        choices=(), missing="Choose who took part",
    )  # fmt: skip
    decision = nhs.RadiosField(
        label="What was decided?", choices=PanelDecision.choices(), missing="Choose what was decided",
        hints={
            "yes": "A commissioner authorises it next",
            "part": "The plan goes back as a draft with the lines that were refused; a letter tells the person",
            "no": "The plan is refused; a letter tells the person, who may ask to look again",
            "more": "The plan waits; put it on another agenda when the information is there",
        },
    )  # fmt: skip
    reasons = nhs.LongTextField(
        label="Reasons",
        hint="The person can read them",
        rows=5,
        missing="Write down the reasons. The person can read them",
    )
    conditions = nhs.LongTextField(label="Conditions, if any", rows=3, required=False)

    def __init__(
        self, *args: Any, lines: Iterable[tuple[int, str, str]], members: list[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["took_part"].choices = members
        names = self.add_lines(lines, "If in part: ")
        # In part means some yes and some no: each line is asked then, and only then.
        for name in names:
            self.fields[name].required = False
        self.order_fields(["content_hash", "took_part", "decision", *names, "reasons", "conditions", "key"])


class RefuseForm(NamingForm):
    reasons = nhs.LongTextField(
        label="Why is the plan refused?", hint="The person reads this in a letter", rows=5, missing="Write down the reasons. The person receives them"
    )  # fmt: skip


class ObjectForm(nhs.IdempotentForm):
    about = nhs.RadiosField(
        label="What is to be looked at again?", choices=(), missing="Choose what the request is about"
    )
    requested_by = nhs.TextField(label="Who asks?", missing="Enter who asks")
    acts_as = nhs.TextField(
        label="As what, if not the person", hint="For example, representative or advocate", required=False
    )
    requested_on = nhs.DateField(label="On which day did the request reach us?", missing="Enter the day of the request")
    how = nhs.RadiosField(label="How did it come?", choices=Received.choices(), missing="Choose how the request came")
    words = nhs.LongTextField(
        label="What did they say?", hint="In their own words", rows=5, missing="Write what they said"
    )

    def __init__(self, *args: Any, today: date, abouts: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["requested_on"].not_after = today
        self.fields["about"].choices = abouts


class ExceptionForm(nhs.IdempotentForm):
    said = forms.CharField(widget=forms.HiddenInput, max_length=64)
    agreed = nhs.YesNoField(label="May they be paid?", missing="Choose whether they may be paid")
    reasons = nhs.LongTextField(
        label="Reasons",
        hint="The person can read them",
        rows=4,
        missing="Write down the reasons. The person can read them",
    )


class PackageForm(nhs.IdempotentForm):
    known = nhs.RadiosField(
        label="Is there a figure?", choices=[("yes", "Yes"), ("no", "No")], reveal={"yes": ["weekly"]}, missing="Choose whether there is a figure",
    )  # fmt: skip
    weekly = nhs.MoneyField(label="What would the care cost a week?", missing="Enter what the care would cost a week")
    basis = nhs.LongTextField(
        label="Where does it come from, or why is there none?",
        hint="For example, the agency package until March, or the price of the nursing home that was considered",
        rows=3, missing="Say where the figure comes from, or why there is none",
    )  # fmt: skip
    dated = nhs.DateField(label="From which day is it?", missing="Enter the day")

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["dated"].not_after = today
