"""Writing an offer of the commissioner, and what a second person does with it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from eligibility.enums import Cohort
from eligibility.rules.case_finding import plain
from eligibility.rules.offer_terms import CRITERION_TYPES, OPTIONS, options_for
from phb.core import forms as nhs

LIKE = "For example, 1 4 2027"
_ID = re.compile(r"[a-z0-9_]{1,30}")
_ADDRESS = re.compile(r"https://[^\s/$.?#][^\s]*")
CHILD_UNDER = 18


class NewOfferForm(nhs.IdempotentForm):
    """The beginnings of a new offer; its terms follow on the next page."""

    cohort = nhs.SelectField(label="Whom is it for?", choices=Cohort.choices(), missing="Select whom the offer is for")
    name = nhs.TextField(
        label="Name of the offer",
        hint="As people will see it, like Carer’s break",
        missing="Enter a name",
        max_length=200,
    )
    enabled_from = nhs.DateField(
        label="First day", hint=f"From this day on referrals come under it. {LIKE}", missing="Enter the first day"
    )


class OfferForm(nhs.NHSForm):
    """All terms of a draft. It may be saved incomplete; what is missing is asked for when it is proposed."""

    hide_optional = True

    name = nhs.TextField(label="Name of the offer", max_length=200, missing="Enter the name of the offer")
    enabled_from = nhs.DateField(label="First day", hint=LIKE, missing="Enter the first day")
    enabled_to = nhs.DateField(label="Last day", hint="Leave empty if it has no end", required=False)
    about = nhs.LongTextField(
        label="What it is for", hint="The good it is to do for the person, in plain words", required=False, rows=4
    )
    management_options = nhs.CheckboxesField(label="Ways of managing the budget", choices=[], required=False)
    cap_amount = nhs.MoneyField(label="The most that is offered", hint="Leave empty for no limit", required=False)
    decision_days = nhs.NumberField(
        label="Days to decide", hint="Calendar days from the day a referral is received", required=False, suffix="days"
    )
    decider = nhs.TextField(label="Who decides", hint="A post or a panel", required=False)
    review_route = nhs.LongTextField(
        label="How the decision can be looked at again",
        hint="By whom, how to ask, within what time",
        required=False,
        rows=3,
    )
    published_url = nhs.TextField(
        label="Published page",
        hint="Begins with https://. Leave empty if there is none",
        required=False,
        max_length=500,
    )
    outside = nhs.LongTextField(
        label="Usually outside the offer",
        hint="One on each line. These are examples, never a ban: each request is considered",
        required=False,
        rows=6,
    )
    edits = nhs.NumberField(label="Save", required=True)

    def __init__(self, *args: Any, cohort: str, rows: int, finds: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort, self.rows, self.finds = cohort, rows, finds
        self.fields["edits"].widget = self.fields["edits"].hidden_widget()
        self.fields["management_options"].choices = [(code, OPTIONS[code]) for code in options_for(cohort)]
        for number in range(rows):
            self._add_criterion(number)
        for number in range(finds):
            self._add_condition(number)
        if cohort == Cohort.WHEELCHAIR:
            self._add_wheelchair()
        else:
            del self.fields["outside"]

    def _add_criterion(self, number: int) -> None:
        shown = number + 1
        self.fields[f"c{number}_id"] = nhs.TextField(label="Id", required=False, max_length=30)
        self.fields[f"c{number}_id"].widget = self.fields[f"c{number}_id"].hidden_widget()
        self.fields[f"c{number}_text"] = nhs.TextField(label=f"Criterion {shown}", required=False, max_length=300)
        self.fields[f"c{number}_type"] = nhs.SelectField(
            label="Answered with", choices=list(CRITERION_TYPES.items()), required=False, initial="boolean"
        )
        self.fields[f"c{number}_at_least"] = nhs.NumberField(label="At least", required=False, places=2)
        self.fields[f"c{number}_at_most"] = nhs.NumberField(label="At most", required=False, places=2)
        self.fields[f"c{number}_required"] = nhs.ConfirmField(
            label="Counts for the answer", required=False, initial=True, small=True
        )

    def _add_condition(self, number: int) -> None:
        shown = number + 1
        self.fields[f"f{number}_fact"] = nhs.TextField(label=f"Fact {shown}", required=False, max_length=40)
        self.fields[f"f{number}_at_least"] = nhs.NumberField(label="At least", required=False, places=2)
        self.fields[f"f{number}_at_most"] = nhs.NumberField(label="At most", required=False, places=2)

    def _add_wheelchair(self) -> None:
        self.fields["child_years"] = nhs.NumberField(
            label=f"Years a budget runs for somebody under {CHILD_UNDER}", required=False, min_value=1, max_value=10
        )
        self.fields["adult_years"] = nhs.NumberField(
            label="Years a budget runs for everybody else", required=False, min_value=1, max_value=10
        )
        self.fields["repairs_in_budget"] = nhs.YesNoField(
            label="Does the budget hold a sum for repairs when the person owns the chair?", required=False
        )

    def clean_published_url(self) -> str:
        """An address that a reader can follow."""
        text = self.cleaned_data["published_url"].strip()
        if text and not _ADDRESS.fullmatch(text):
            self.add_error("published_url", "Published page must be an address that begins with https://")
        return text

    def clean(self) -> dict[str, Any]:
        """Criteria and conditions as lists; a row without words is left out, unless it carries a limit."""
        cleaned = super().clean() or {}
        for number in range(self.rows):
            text = (cleaned.get(f"c{number}_text") or "").strip()
            limits = [cleaned.get(f"c{number}_{name}") for name in ("at_least", "at_most")]
            if not text and any(value is not None for value in limits):
                self.add_error(f"c{number}_text", f"Write criterion {number + 1}, or clear its numbers")
        for number in range(self.finds):
            fact = (cleaned.get(f"f{number}_fact") or "").strip()
            limits = [cleaned.get(f"f{number}_{name}") for name in ("at_least", "at_most")]
            if not fact and any(value is not None for value in limits):
                self.add_error(f"f{number}_fact", f"Name fact {number + 1}, or clear its numbers")
        return cleaned

    def terms(self) -> dict[str, Any]:
        """The terms as the service takes them."""
        c = self.cleaned_data
        plainly = ("name", "enabled_from", "enabled_to", "about", "management_options", "cap_amount", "decider",
                   "review_route", "published_url")  # fmt: skip
        terms = {name: c[name] for name in plainly}
        if c["decision_days"] is not None:
            terms["decision_days"] = int(c["decision_days"])
        terms["criteria"] = self._criteria()
        terms["find"] = conditions_typed(c, self.finds)
        if self.cohort == Cohort.WHEELCHAIR:
            terms["outside"] = [line.strip() for line in c["outside"].splitlines() if line.strip()]
            terms["repairs_in_budget"] = c["repairs_in_budget"]
            terms["periods"] = _periods(c["child_years"], c["adult_years"])
        return terms

    def _criteria(self) -> list[dict[str, Any]]:
        c, found, used = self.cleaned_data, [], set()
        for number in range(self.rows):
            text = (c[f"c{number}_text"] or "").strip()
            if not text:
                continue
            key = (c[f"c{number}_id"] or "").strip()
            if not _ID.fullmatch(key) or key in used:
                key = ""
            kind = c[f"c{number}_type"] or "boolean"
            row = {"id": key, "text": text, "type": kind, "required": c[f"c{number}_required"]}
            if kind == "number":
                row |= {name: plain(c[f"c{number}_{name}"]) for name in ("at_least", "at_most")}
            used.add(key)
            found.append(row)
        return _with_ids(found)

    @staticmethod
    def initial_of(offer: Any, rows: int) -> dict[str, Any]:
        """What the boxes show for a version as it stands."""
        names = ("name", "enabled_from", "enabled_to", "about", "management_options", "cap_amount", "decision_days",
                 "decider", "review_route", "published_url", "repairs_in_budget", "edits")  # fmt: skip
        initial: dict[str, Any] = {name: getattr(offer, name) for name in names}
        initial["outside"] = "\n".join(offer.outside)
        for number, row in enumerate(offer.criteria):
            initial |= {f"c{number}_{key}": row.get(key, "") for key in ("id", "text", "type", "at_least", "at_most")}
            initial[f"c{number}_required"] = row.get("required", True)
        for number, row in enumerate(offer.find):
            initial |= {f"f{number}_{key}": row.get(key, "") for key in ("fact", "at_least", "at_most")}
        for row in offer.periods:
            initial["adult_years" if row.get("under") is None else "child_years"] = row["years"]
        return initial


def conditions_typed(cleaned: dict[str, Any], rows: int) -> list[dict[str, str]]:
    """Conditions of case finding as typed, empty rows left out."""
    return [
        {
            "fact": (cleaned.get(f"f{number}_fact") or "").strip(),
            "at_least": plain(cleaned.get(f"f{number}_at_least")),
            "at_most": plain(cleaned.get(f"f{number}_at_most")),
        }
        for number in range(rows)
        if (cleaned.get(f"f{number}_fact") or "").strip()
    ]


def _periods(child: Any, adult: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if child is not None:
        found.append({"under": CHILD_UNDER, "years": int(child)})
    if adult is not None:
        found.append({"under": None, "years": int(adult)})
    return found


def _with_ids(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each criterion with an id that it keeps from version to version: answers are filed under it."""
    taken = {row["id"] for row in rows}
    free: Iterable[str] = (key for n in range(1, 1000) if (key := f"c{n}") not in taken)
    numbers = iter(free)
    return [{**row, "id": row["id"] or next(numbers)} for row in rows]


class DecideOfferForm(nhs.NHSForm):
    """A second person's answer to a proposed version."""

    answer = nhs.RadiosField(
        label="Your answer",
        choices=[("approve", "Approve it"), ("give_back", "Give it back")],
        reveal={"give_back": ["reason"]},
        missing="Select your answer",
    )
    reason = nhs.LongTextField(label="What should change", rows=3, missing="Write what should change")
    edits = nhs.NumberField(label="Save")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edits"].widget = self.fields["edits"].hidden_widget()


class NewVersionForm(nhs.NHSForm):
    """The first day of a next version."""

    enabled_from = nhs.DateField(
        label="First day of the new version",
        hint=f"Referrals received from this day on come under it. {LIKE}",
        missing="Enter the first day of the new version",
    )

    def __init__(self, *args: Any, after: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enabled_from"].not_before = after


class EndOfferForm(nhs.NHSForm):
    """The last day of an offer."""

    last_day = nhs.DateField(label="Last day", hint=LIKE, missing="Enter the last day of the offer")
    reason = nhs.LongTextField(label="Why does it end?", rows=3, missing="Write why the offer ends")
    sure = nhs.ConfirmField(
        label="I understand that no referral received later comes under this offer",
        missing="Confirm that the offer is to end",
    )


class SureForm(nhs.NHSForm):
    """A confirmation and nothing else."""

    sure = nhs.ConfirmField(label="I have checked this", missing="Confirm that you have checked this")


class ChooseOfferForm(nhs.NHSForm):
    """The offer of a case that came without one."""

    offer_id = nhs.RadiosField(label="Which offer is it for?", choices=[], missing="Select the offer")

    def __init__(self, *args: Any, offers: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer_id"].choices = [
            (str(offer.pk), f"{offer.name} (version {offer.version})") for offer in offers
        ]
