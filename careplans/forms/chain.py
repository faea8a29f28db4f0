"""Forms of the chain by the PRSB: a need, what should come of it, what is done, the steps on the way."""

from typing import Any

from django.core.validators import RegexValidator

from careplans.enums import ActionStatus, GoalStatus
from careplans.forms.base import RowForm, day_box, line_box, of_ten, words_box
from phb.core import forms as nhs

LEVELS = {
    "-2": ("Much less than hoped", "level_much_less"),
    "-1": ("Less than hoped", "level_less"),
    "0": ("As hoped", "level_as_hoped"),
    "1": ("More than hoped", "level_more"),
    "2": ("Much more than hoped", "level_much_more"),
}


def code_box() -> nhs.TextField:
    """A SNOMED CT code beside the words; the plan never asks for one."""
    digits = RegexValidator(r"^\d{6,18}$", "Enter the 6 to 18 digits of the code, or leave it empty")
    return line_box(
        "SNOMED CT code", "Only if somebody knows it", max_length=18, width=20, validators=[digits], inputmode="numeric"
    )


class NeedForm(RowForm):
    words = nhs.LongTextField(label="The need", hint="In the person's words", rows=3, missing="Write down the need")
    domain = line_box("Area of need", "For example breathing, mobility, skin", max_length=40, width=20)
    professionals_view = words_box("How professionals see it", rows=2)
    code = code_box()
    folds = {"How professionals see it, and a code": ("professionals_view", "code")}


class OutcomeForm(RowForm):
    words = nhs.LongTextField(
        label="What should come of it?",
        hint="What the person wants to reach, in their words",
        rows=3,
        missing="Write down the outcome",
    )
    need = nhs.SelectField(label="Which need does it serve?", choices=(), required=False)
    measure = line_box("How will we know?", "For example, choir on three Thursdays of four", max_length=500)
    importance = of_ten("How important is it to the person?")
    confidence = of_ten("How confident is the person of getting there?")
    agreed_with = line_box("Agreed with which professional?", "Name and role")
    agreed_on = day_box("When was it agreed?")
    level_much_less = words_box(f"−2: {LEVELS['-2'][0].lower()}", rows=2)
    level_less = words_box(f"−1: {LEVELS['-1'][0].lower()}", rows=2)
    level_as_hoped = words_box(f"0: {LEVELS['0'][0].lower()}", rows=2)
    level_more = words_box(f"+1: {LEVELS['1'][0].lower()}", rows=2)
    level_much_more = words_box(f"+2: {LEVELS['2'][0].lower()}", rows=2)
    weight = of_ten("Weight among the outcomes", "From 1 to 10. All weigh the same if nobody says otherwise")
    status = nhs.SelectField(
        label="Where it stands", choices=GoalStatus.choices(), initial=GoalStatus.PROPOSED, required=False
    )
    code = code_box()
    folds = {
        "How it is scored at a review": (*(box for _, box in LEVELS.values()), "weight"),
        "Where it stands, and a code": ("status", "code"),
    }
    whole = ("importance", "confidence", "weight")
    otherwise = {"status": GoalStatus.PROPOSED, "weight": 1}

    def shown(self, now: dict[str, Any]) -> dict[str, Any]:
        boxes = {box: (now.get("levels") or {}).get(score, "") for score, (_, box) in LEVELS.items()}
        weight = now.get("weight")
        return {**now, **boxes, "weight": None if weight == 1 else weight}

    def values(self) -> dict[str, Any]:
        typed = super().values()
        levels = {score: words for score, (_, box) in LEVELS.items() if (words := typed.pop(box).strip())}
        return {**typed, "levels": levels}


class ActionForm(RowForm):
    words = nhs.LongTextField(label="What is done?", rows=2, missing="Write down what is done")
    outcome = nhs.SelectField(label="For which outcome?", choices=(), required=False)
    who = line_box("Who does it?", "The person, someone in their life, or a professional: one name")
    when = line_box("When?", "For example every Thursday, or by Easter")
    who_role = line_box("Their role and team")
    strategies = words_box("What helps to get it done", rows=2)
    confidence = of_ten("How confident is the person that it will be done?")
    status = nhs.SelectField(
        label="Where it stands", choices=ActionStatus.choices(), initial=ActionStatus.PLANNED, required=False
    )
    review_on = day_box("When is it looked at again?")
    folds = {"Role, what helps, where it stands": ("who_role", "strategies", "confidence", "status", "review_on")}
    whole = ("confidence",)
    otherwise = {"status": ActionStatus.PLANNED}


class StageGoalForm(RowForm):
    words = nhs.LongTextField(label="What is reached first?", rows=2, missing="Write down what is reached first")
    of_action = nhs.SelectField(label="On the way of which action?", choices=(), required=False)
    status = nhs.SelectField(
        label="Where it stands", choices=GoalStatus.choices(), initial=GoalStatus.PROPOSED, required=False
    )
    result = words_box("What came of it", rows=2)
    folds = {"Where it stands": ("status", "result")}
    otherwise = {"status": GoalStatus.PROPOSED}
