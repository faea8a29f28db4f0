"""The decision on a case, in the words of its route."""

from datetime import date
from typing import Any

from eligibility.enums import BARRED_REASONS, Decision, DecisionReason, Route, Way
from eligibility.models import Case
from eligibility.rules.decided_as import DECISIONS
from phb.core import forms as nhs

ABOUT_NEEDS = [(code.value, code.label) for code in DecisionReason if code not in BARRED_REASONS]
NOT_ALONE = [(code.value, code.label) for code in DecisionReason if code in BARRED_REASONS]
WHEELCHAIR_OPTIONS = [
    ("NOTIONAL", "Notional: the service buys, the NHS owns and repairs"),
    ("NOTIONAL_WITH_CONTRIBUTION", "Notional with a contribution"),
    ("THIRD_PARTY", "Third party: an independent supplier, the person owns the chair"),
    ("DIRECT_PAYMENT", "Direct payment"),
]
TERM = "term_"


def _part(key: str, case: Case) -> Any:
    """The field of one part that a yes must say."""
    match key:
        case "panel":
            return nhs.LongTextField(
                label="Who was on the panel", rows=3, missing="Write who was on the panel", hint="Names and bodies"
            )
        case "way":
            ways = case.offer.management_options if case.offer is not None else []
            if case.route == Route.MATERNITY:
                ways = [Way.NOTIONAL.value]
            choices = [(way, label) for way, label in Way.choices() if not ways or way in ways]
            return nhs.RadiosField(label="How the budget is managed", choices=choices, missing="Select how")
        case "option":
            return nhs.RadiosField(label="Option", choices=WHEELCHAIR_OPTIONS, missing="Select the option")
        case "budget_value":
            return nhs.MoneyField(
                label="Value of the budget",
                hint="What the NHS would have spent to meet the assessed need",
                missing="Enter the value of the budget",
            )
        case "responsible_icb":
            return nhs.TextField(label="Responsible integrated care board", missing="Enter the responsible board")
        case "responsible_la":
            return nhs.TextField(
                label="Responsible local authority",
                hint="It can be in another area than the board",
                missing="Enter the responsible local authority",
            )
        case "nhs_part":
            return nhs.LongTextField(label="What the NHS arranges and pays for", rows=3)
        case _:
            return nhs.LongTextField(label="What the local authority arranges and pays for", rows=3)


PART_LABELS = {
    "panel": "Panel",
    "way": "How the budget is managed",
    "option": "Option",
    "budget_value": "Value of the budget",
    "responsible_icb": "Responsible board",
    "responsible_la": "Responsible local authority",
    "nhs_part": "The NHS part",
    "la_part": "The local authority’s part",
    "budget_end": "Budget period ends",
    "owner": "Owner of the chair",
    "repairs": "Repairs",
    "amount": "Amount",
    "band": "Band",
    "start_date": "From",
    "weekly_rate": "Weekly rate",
    "contribution_source": "Contribution from",
    "contribution_amount": "Contribution",
    "budget_start": "Budget period starts",
    "part_granted": "Part granted",
    "offer": "Offer",
    "decider": "Who decides on the offer",
    "review_route": "Review route",
    "la_consultation": "Local authority",
}


class DecisionForm(nhs.IdempotentForm):
    """What is decided, why, and what the person is told. The answers and the parts are those of the route."""

    decision = nhs.RadiosField(label="Decision", choices=[], missing="Select the decision")
    on = nhs.DateField(
        label="Day of the decision", hint="For example, 14 5 2026", missing="Enter the day of the decision"
    )
    la_consulted = nhs.YesNoField(
        label="Was the local authority consulted before this decision?",
        hint="So far as is reasonably practicable: regulation 22(1)",
        reveal={"no": ["la_consultation"]},
    )
    la_consultation = nhs.LongTextField(
        label="Why it was not practicable", rows=2, missing="Write why it was not practicable"
    )
    reason_codes = nhs.CheckboxesField(
        label="What the decision rests on",
        required=False,
        choices=ABOUT_NEEDS,
        small=True,
    )
    mentioned = nhs.CheckboxesField(
        label="Also mentioned in the reasons",
        required=False,
        choices=NOT_ALONE,
        small=True,
        hint="None of these may decide eligibility, alone or together",
    )
    reasons = nhs.LongTextField(
        label="Reasons, as the person will read them",
        rows=8,
        max_length=6000,
        missing="Write the reasons for the decision",
        hint="Plain words, to the person. Leave an empty line between paragraphs",
    )
    exceptional_reason = nhs.LongTextField(
        label="If you depart from the team’s recommendation: the exceptional reason", rows=4, required=False
    )
    delay_reason = nhs.LongTextField(label="If the decision is late: why", rows=3, required=False)
    delay_unjustified = nhs.ConfirmField(
        label="The delay was within the board’s control and not justified",
        required=False,
        hint="If eligible, care costs are refunded from day 29 to the decision",
    )
    review_rights_given = nhs.ConfirmField(
        label="The person will be told how and by when to ask for a review", required=False
    )

    def __init__(
        self, *args: Any, today: date, case: Case, fast_track: bool, late: bool, review_by: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.route = DECISIONS[Route(case.route)]
        chc = case.route == Route.CHC
        self.fields["on"].not_after = today
        self._choices(case)
        self.fields["review_rights_given"].help_text = (
            f"Needed when not eligible. For a letter of today: by {review_by}, six months from its date"
            if chc
            else f"Needed for a no. {self.route.review}"
        )
        if not chc:
            for name in ("reason_codes", "mentioned"):
                del self.fields[name]
            self.fields["review_rights_given"].label = "The person will be told how to question the decision"
            self.fields[
                "exceptional_reason"
            ].label = f"If you depart from what {self.route.recommender} recommended or the form indicates: why"
        if not chc or fast_track:
            for name in ("la_consulted", "la_consultation"):
                del self.fields[name]
        if fast_track:
            # A properly completed tool leaves one decision (SI 2012/2996 reg 21(8)).
            self.fields["decision"].choices = [(Decision.ELIGIBLE.value, Decision.ELIGIBLE.label)]
            for name in ("exceptional_reason", "review_rights_given"):
                del self.fields[name]
        if not late:
            del self.fields["delay_reason"], self.fields["delay_unjustified"]
        elif not chc:
            self.fields["delay_unjustified"].help_text = ""

    def _choices(self, case: Case) -> None:
        """The answers of the route; the parts that a yes must say stand under it."""
        choices = [each for each in self.route.choices if each.code != "NOT_AVAILABLE_IN_AREA" or case.offer_id is None]
        decision = self.fields["decision"]
        decision.choices = [(each.code, each.label) for each in choices]
        decision.looks = {**decision.looks, "hints": {each.code: each.hint for each in choices if each.hint}}
        parts = self.route.parts
        for key in parts:
            self.fields[TERM + key] = _part(key, case)
        if parts:
            decision.looks = {**decision.looks, "reveal": {self.route.yes.code: [TERM + key for key in parts]}}
            self.order_fields(["decision", *(TERM + key for key in parts)])

    def given(self) -> dict[str, Any]:
        """What to hand to the service, without the page's key."""
        own = {"key", "mentioned", *(name for name in self.cleaned_data if name.startswith(TERM))}
        given = {name: value for name, value in self.cleaned_data.items() if name not in own}
        terms = {
            name.removeprefix(TERM): str(value)
            for name, value in self.cleaned_data.items()
            if name.startswith(TERM) and value not in (None, "", [])
        }
        codes = given.get("reason_codes", []) + self.cleaned_data.get("mentioned", [])
        return {**given, "reason_codes": codes, "terms": terms}
