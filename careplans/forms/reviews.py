"""Forms of reviews. A review may be saved with anything missing: what lacks is shown, and refused when it is completed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from careplans.enums import How, ReviewKind, ReviewResult, Sufficiency
from careplans.forms.drafts import DraftForm, whole
from careplans.rules.reviewing import LOOKED_AT, SUFFICIENT, Looked
from careplans.rules.scoring import ATTAINED
from careplans.selectors.reviews import OutcomeLine
from phb.core import forms as nhs

RATINGS = [(str(number), str(number)) for number in range(11)]
RATING_HINT = "0: not at all. 10: fully"
# Why staff open a review; what the person asks for has a page of its own.
KINDS = [(kind.value, kind.label) for kind in ReviewKind if kind is not ReviewKind.ASKED]


class OpenReviewForm(nhs.IdempotentForm):
    kind = nhs.SelectField(label="Why is the plan reviewed?", choices=KINDS, missing="Select why the plan is reviewed")
    why = nhs.LongTextField(
        label="What has happened?", hint="Not needed for a first or a yearly review. The person can read this", rows=3, required=False,
    )  # fmt: skip
    planned_on = nhs.DateField(
        label="When will it be held?", hint="If this is known. For example, 14 5 2026", required=False
    )


class AskForm(nhs.IdempotentForm):
    """The person's own request."""

    words = nhs.LongTextField(
        label="Why should the plan be looked at now?", hint="A few words are enough", rows=4, missing="Write why the plan should be looked at now",
    )  # fmt: skip


class RecordRequestForm(AskForm):
    """What was asked on paper, by telephone or at a visit."""

    asked_by = nhs.TextField(
        label="Who asked?", hint="The person, or the name of who acts for them", missing="Enter who asked"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].label = "What did they say?"
        self.fields["words"].hint = "In their words"


class AnswerForm(nhs.IdempotentForm):
    hold = nhs.RadiosField(
        label="Is a review held?", choices=[("yes", "Yes, a review is held"), ("no", "No")], reveal={"no": ["reasons"]},
        missing="Select whether a review is held",
    )  # fmt: skip
    reasons = nhs.LongTextField(
        label="Why not?", hint="The person receives these reasons, and may ask you to look again", rows=4, missing="Write why no review is held",
    )  # fmt: skip


class CancelReviewForm(nhs.IdempotentForm):
    reasons = nhs.LongTextField(
        label="Why is the review called off?", rows=3, missing="Write why the review is called off"
    )


class ChangeForm(nhs.IdempotentForm):
    """Regulation 13(2): a change of health without a review."""

    changed_on = nhs.DateField(label="When did health change?", missing="Enter the date of the change")
    what = nhs.LongTextField(label="What has changed?", rows=3, missing="Write what has changed")
    why_no_review = nhs.LongTextField(label="Why is no review needed?", rows=3, missing="Write why no review is needed")
    sufficient_words = nhs.LongTextField(
        label="Why is the amount still enough?", hint=SUFFICIENT, rows=3, missing="Write why the amount is still enough. If it is not, open a review",
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["changed_on"].not_after = today


class CouncilForm(nhs.IdempotentForm):
    first_payment = nhs.DateField(
        label="When did the council pay its first direct payment?", hint="Leave it empty if the council pays none", required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["first_payment"].not_after = today


class CompleteForm(nhs.IdempotentForm):
    edits = forms.IntegerField(widget=forms.HiddenInput)


# --- the parts of a review, saved while they are written


class ReviewPart(DraftForm):
    hide_optional = True


class OwnViewForm(ReviewPart):
    """What the person says before the others do."""

    persons_view = nhs.LongTextField(
        label="How are things going?", hint="What is better, what is not, and what should change", rows=8, required=False, max_length=8000,
    )  # fmt: skip


class ViewForm(OwnViewForm):
    persons_view_how = nhs.RadiosField(
        label="How did they say it?", choices=[("online", "Online"), *[(c, w) for c, w in How.choices() if c != "online"]], required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["persons_view"]
        field.label = "What the person thinks"
        field.hint = "In their own words, before anybody else speaks. If they could not or did not wish to say, write that, and how they were asked"


class MeetingForm(ReviewPart):
    planned_on = nhs.DateField(label="When will it be held?", hint="For example, 14 5 2026", required=False)
    held_on = nhs.DateField(label="When was it held?", required=False)
    how = nhs.RadiosField(label="How was it held?", choices=How.choices(), required=False)
    took_part = nhs.LongTextField(
        label="Who took part?", hint="Names and roles, one on each line", rows=4, required=False
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["held_on"].not_after = today


class LookedForm(ReviewPart):
    """Each thing that a review looks at: an answer, and words where there is something to say."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for item in LOOKED_AT:
            self.fields[f"{item.code}_answer"] = nhs.RadiosField(
                label=item.title, hint=item.ask, choices=Looked.choices(), required=False
            )
            self.fields[f"{item.code}_words"] = nhs.LongTextField(
                label=f"What was found: {item.title[0].lower()}{item.title[1:]}", rows=2, required=False
            )


class ResultForm(ReviewPart):
    sufficient = nhs.RadiosField(
        label="Is the amount enough?", hint=SUFFICIENT, choices=Sufficiency.choices(), required=False
    )
    sufficient_words = nhs.LongTextField(
        label="About the amount", hint="Why it is not right, if it is not", rows=2, required=False
    )
    results = nhs.CheckboxesField(
        label="What does the review lead to?", choices=ReviewResult.choices(), required=False,
        hint="It is about whether the plan is right; it does not test eligibility anew. A changed plan becomes a new draft",
    )  # fmt: skip
    reasons = nhs.LongTextField(
        label="The reasons, for the person", hint="They receive these words. Say what changes and why, plainly", rows=5, required=False,
    )  # fmt: skip
    next_due_on = nhs.DateField(
        label="When is the next review?", hint="At most 12 months after this one is completed", required=False
    )

    def __init__(self, *args: Any, latest: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["next_due_on"].not_after = latest


class OutcomesForm(ReviewPart):
    """For each outcome the person's own rating and words first; staff add how far it was reached."""

    def __init__(self, *args: Any, lines: Sequence[OutcomeLine], own: bool, **options: Any) -> None:
        self.lines, self.own = lines, own
        super().__init__(*args, **options)
        for line in lines:
            self._add(line)

    def _add(self, line: OutcomeLine) -> None:
        # Who acts for the person says it for them, so the words name nobody.
        self.fields[f"{line.line}_own_rating"] = nhs.SelectField(
            label="A mark, from 0 to 10" if self.own else "The person’s own mark, from 0 to 10", hint=RATING_HINT, choices=RATINGS,
            required=False,
        )  # fmt: skip
        self.fields[f"{line.line}_own_words"] = nhs.LongTextField(
            label="In a few words" if self.own else "In the person’s own words", rows=2, required=False, max_length=4000
        )
        if self.own:
            return
        choices = [(str(score), f"{words}: {line.levels[str(score)]}" if line.levels.get(str(score)) else words)
                   for score, words in sorted(ATTAINED.items(), reverse=True)]  # fmt: skip
        self.fields[f"{line.line}_attained"] = nhs.RadiosField(
            label="How far was it reached?", hint="Against what was agreed in advance", choices=choices, required=False
        )
        self.fields[f"{line.line}_comment"] = nhs.LongTextField(
            label="What helped, what stood in the way", hint="Or why no mark could be given", rows=2, required=False
        )

    def shown(self, now: dict[str, Any]) -> dict[str, Any]:
        return {name: str(value) if isinstance(value, int) else value for name, value in now.items()}

    def values(self) -> dict[str, Any]:
        return {name: _number(value) if name.endswith(("_own_rating", "_attained")) else value
                for name, value in super().values().items()}  # fmt: skip


def _number(value: Any) -> int | None:
    return whole(value) if value not in (None, "") else None


PART_FORMS = {"view": ViewForm, "meeting": MeetingForm, "looked": LookedForm, "result": ResultForm}
