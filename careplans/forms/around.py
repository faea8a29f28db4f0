"""Forms of what stands around the chain: people in the plan, other plans, decisions made together."""

from collections.abc import Iterator
from typing import Any

from careplans.enums import ContactKind, DecisionStatus, OtherPlanKind
from careplans.forms.base import RowForm, day_box, line_box, words_box
from careplans.forms.drafts import Group
from phb.core import forms as nhs


class ContactForm(RowForm):
    name = nhs.TextField(label="Name", missing="Enter the name")
    kind = nhs.SelectField(
        label="Who are they?", choices=ContactKind.choices(), initial=ContactKind.PERSONAL, required=False
    )
    role = line_box("What they are to the person, or their role", "For example my daughter, personal assistant, GP")
    phone = line_box("Telephone", max_length=40, width=20, inputmode="tel")
    email = nhs.EmailField(label="Email address", required=False, autocomplete="off")
    in_crisis = nhs.ConfirmField(
        label="Call in a crisis", hint="Stands on the first page of the plan, in this order", required=False
    )
    invited = nhs.YesNoField(label="Did the person ask for them to take part in planning?", required=False)
    took_part = nhs.ConfirmField(label="They took part", required=False)
    organisation_name = line_box("Organisation")
    team = line_box("Team")
    speciality = line_box("Speciality")
    key_worker = nhs.ConfirmField(label="Key worker", required=False)
    instructed_as = words_box("For an advocate: kind, by whom instructed, for what", rows=2)
    comments = words_box("Remarks", rows=2)
    folds = {
        "Taking part in planning": ("invited", "took_part"),
        "For a professional": ("organisation_name", "team", "speciality", "key_worker"),
        "For an advocate, and remarks": ("instructed_as", "comments"),
    }
    otherwise = {"kind": ContactKind.PERSONAL}


class OtherPlanForm(RowForm):
    kind = nhs.SelectField(label="Which plan?", choices=OtherPlanKind.choices(), missing="Select which plan it is")
    title = nhs.TextField(label="Its title", max_length=300, missing="Enter the title of the plan")
    held_by = line_box("Who holds it, and where it is kept", max_length=300)
    dated = day_box("Its date")
    review_on = day_box("When is it reviewed?")
    words = words_box("What of it matters here", "What this plan takes from it, or must not contradict")


OPTION = ("words", "benefits", "risks")
FEWEST, MOST = 3, 12


class DecisionForm(RowForm):
    """The options stand below each other, as many as are filled and one more; saving brings another empty one."""

    question = nhs.LongTextField(label="What is to be decided?", rows=2, missing="Say what is to be decided")
    what_matters = words_box("What matters to the person", "In their words", rows=2)
    decision = words_box("What was decided", rows=2)
    took_part = words_box("Who took part", rows=2)
    status = nhs.RadiosField(
        label="Where it stands", choices=DecisionStatus.choices(), missing="Select where the decision stands"
    )
    decided_on = day_box("When was it decided?")
    information = words_box("What the person was given beforehand", "Leaflets, decision aids, talks", rows=2)
    revisit_on = day_box("When is it looked at again?")
    folds = {"What was given beforehand, and the next look": ("information", "revisit_on")}

    def __init__(self, data: Any = None, *, now: dict[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, now=now, **options)
        self.options = _how_many(data, (now or {}).get("options") or [])
        for number in range(1, self.options + 1):
            self.fields[f"option_{number}_words"] = words_box(
                "What it is", "One of them is always to leave things as they are" if number == 1 else "", rows=2
            )
            self.fields[f"option_{number}_benefits"] = words_box("What speaks for it", rows=2)
            self.fields[f"option_{number}_risks"] = words_box("What speaks against it", rows=2)

    def shown(self, now: dict[str, Any]) -> dict[str, Any]:
        boxes = {
            f"option_{number}_{part}": option.get(part, "")
            for number, option in enumerate(now.get("options") or [], start=1)
            for part in OPTION
        }
        return {**now, **boxes}

    def values(self) -> dict[str, Any]:
        typed = super().values()
        rows = [
            {part: typed.pop(f"option_{number}_{part}").strip() for part in OPTION}
            for number in range(1, self.options + 1)
        ]
        return {**typed, "options": [row for row in rows if any(row.values())]}

    def groups(self) -> Iterator[Group]:
        """The question, the options each in a frame of its own, then what was decided."""
        first, *folded = super().groups()
        boxes = tuple(name for name in first.names if not name.startswith("option_"))
        begin = boxes.index("what_matters")
        yield Group(boxes[:begin])
        for number in range(1, self.options + 1):
            yield Group(tuple(f"option_{number}_{part}" for part in OPTION), f"Option {number}", frame=True)
        yield Group(boxes[begin:], more=self.options < MOST)
        yield from folded


def _how_many(data: Any, options: list[Any]) -> int:
    """As many options as the page sent, or as are there and one empty one."""
    if data is not None:
        sent = [
            int(name.split("_")[1]) for name in data if name.startswith("option_") and name.split("_")[1].isdecimal()
        ]
        return min(max(sent, default=FEWEST), MOST)
    return min(max(FEWEST, len(options) + 1), MOST)
