"""Recording a referral, going to assessment, completing a form, closing a case."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from eligibility.enums import Cohort, Route, Setting
from eligibility.rules.gate import CHECKLIST_NOT_NEEDED
from eligibility.rules.offer_terms import route_of
from eligibility.selectors.offers import OFFER_ROUTES
from phb.core import forms as nhs
from phb.core.display import day

LIKE = "For example, 14 5 2026. May be written in words"


NO_OFFER = "NONE"


class ReferralForm(nhs.IdempotentForm):
    """A referral as it arrived.

    `offers`: the commissioner's offers that a referral may name. Where a route has more than one, or is for local
    offers at large, it is asked under the route which one is meant; the service checks the day.
    """

    route = nhs.RadiosField(
        label="Route",
        choices=Route.choices(),
        missing="Select the route of the referral",
        hints={
            "CHC": "For adults. Fast Track is recorded on the case",
            "CYPCC": "For children and young people under 18",
            "END_OF_LIFE": "For Fast Track choose NHS Continuing Healthcare",
        },
    )
    received_on = nhs.DateField(
        label="Date received",
        hint=f"The first day it was in the agreed mailbox, portal or office. {LIKE}",
        missing="Enter the date on which the referral was received",
    )
    referred_by = nhs.TextField(
        label="Who made the referral?", hint="Name, or the service", missing="Enter who made the referral"
    )
    referrer_role = nhs.TextField(label="Their role", required=False, max_length=120, width=20)
    setting = nhs.SelectField(
        label="Where is the person living or cared for now?",
        choices=Setting.choices(),
        missing="Select where the person is now",
    )
    reason = nhs.LongTextField(label="Why they were referred", required=False, max_length=4000)

    def __init__(self, *args: Any, today: date, offers: Sequence[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].not_after = today
        if offers is not None:
            self._ask_for_offers(offers)

    def _ask_for_offers(self, offers: Sequence[Any]) -> None:
        route = self.fields["route"]
        reveal, hints = {}, dict(route.looks["hints"])
        for code in OFFER_ROUTES:
            of_route = [offer for offer in offers if route_of(offer.cohort) == code]
            if not of_route and code != Route.WHEELCHAIR:
                none = "No offer is in force now: it is recorded, and looked at all the same"
                hints[code.value] = f"{hints[code.value]}. {none}" if code.value in hints else none
            if len(of_route) > 1 or (of_route and code == Route.LOCAL_OFFER):
                self.fields[_offer_field(code)] = _which_offer(of_route)
                reveal[code.value] = [_offer_field(code)]
        route.looks = {**route.looks, "reveal": reveal, "hints": hints}

    def clean(self) -> dict[str, Any]:
        """The offer chosen under the route, as one answer."""
        cleaned = super().clean() or {}
        chosen = [cleaned.pop(_offer_field(route), "") for route in OFFER_ROUTES if _offer_field(route) in self.fields]
        named = next((each for each in chosen if each and each != NO_OFFER), "")
        return {**cleaned, "offer_id": int(named) if named else None}

    def add_rule_broken(self, error: Any) -> None:
        """What is wrong with the offer stands at the offer's own box."""
        name = _offer_field(self.data.get("route", ""))
        if getattr(error, "field", None) == "offer_id" and name in self.fields:
            self.add_error(name, str(error))
        else:
            super().add_rule_broken(error)


def _offer_field(route: str) -> str:
    return f"offer_{str(route).lower()}"


def _which_offer(offers: Sequence[Any]) -> nhs.SelectField:
    def words(offer: Any) -> str:
        ends = f" to {day(offer.enabled_to)}" if offer.enabled_to else ""
        return f"{offer.name} ({Cohort(offer.cohort).label}), from {day(offer.enabled_from)}{ends}"

    choices = [(str(offer.pk), words(offer)) for offer in offers]
    return nhs.SelectField(
        label="Which offer is it for?",
        hint="The offer must have been in force on the day the referral was received",
        choices=[*choices, (NO_OFFER, "None of these: look at it on its own facts")],
        missing="Select which offer the referral is for",
    )


# Why a case goes to a full assessment without a positive Checklist, and why it ends without one (reference 1.1).
STRAIGHT_ON = {
    "ASSESSMENT_AGREED": CHECKLIST_NOT_NEEDED["ASSESSMENT_AGREED"],
    "OPTIONAL": "The board goes straight to a full assessment, which it may",
    "LOOKED_AT_AGAIN": "A negative Checklist was looked at again",
}
NOT_NEEDED = {
    code: words for code, words in CHECKLIST_NOT_NEEDED.items() if code not in ("ASSESSMENT_AGREED", "FAST_TRACK")
}


class AssessForm(nhs.NHSForm):
    """Straight to a full assessment."""

    noticed_on = nhs.DateField(
        label="Day on which the board received notice",
        hint=LIKE,
        missing="Enter the day on which the board received notice",
    )
    why = nhs.RadiosField(
        label="Why is no positive Checklist needed?",
        choices=list(STRAIGHT_ON.items()),
        missing="Select why no positive Checklist is needed",
    )
    reason = nhs.LongTextField(label="The reason in this case", rows=4, missing="Write the reason in this case")

    def __init__(self, *args: Any, today: date, checklist: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["noticed_on"].not_after = today
        if not checklist:
            self.fields["noticed_on"].label = "Day on which the board accepted that a full assessment is needed"
            self.fields["noticed_on"]._missing = "Enter the day on which the board accepted it"
            self.fields["reason"].label = "Why no pre-assessment is needed"
            self.fields["reason"]._missing = "Write why no pre-assessment is needed"
            del self.fields["why"]

    def details(self) -> dict[str, Any]:
        """What the service is told: the day, and the reason with its words."""
        why = STRAIGHT_ON.get(self.cleaned_data.get("why", ""), "")
        reason = self.cleaned_data["reason"]
        return {"noticed_on": self.cleaned_data["noticed_on"], "reason": f"{why}. {reason}" if why else reason}


class CompleteForm(nhs.NHSForm):
    """The days of a form that is complete. `read` names the save that was checked."""

    completed_on = nhs.DateField(
        label="Day on which the form was completed", hint=LIKE, missing="Enter the day of completion"
    )
    received_on = nhs.DateField(
        label="Day on which the board received it",
        hint=f"The clock for the decision starts then. {LIKE}",
        missing="Enter the day on which the board received it",
    )

    def __init__(self, *args: Any, today: date, clock: bool, children: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.not_after = today
        if children:
            self.fields["received_on"].label = "Day on which the board accepted that a full assessment is needed"
            self.fields["received_on"]._missing = "Enter the day on which the board accepted it"
            self.fields[
                "received_on"
            ].help_text = f"The six weeks run from it where the commissioner counts from acceptance. {LIKE}"
        if not clock:
            del self.fields["received_on"]


class DiscardForm(nhs.NHSForm):
    """Discarding a draft."""

    reason = nhs.LongTextField(label="Why is the draft discarded?", rows=3, missing="Write why the draft is discarded")
    sure = nhs.ConfirmField(
        label="I understand that the draft cannot be gone on with", missing="Confirm that the draft is to be discarded"
    )


class CloseForm(nhs.NHSForm):
    """Closing a case."""

    reason = nhs.LongTextField(label="Why is the case closed?", rows=4, missing="Write why the case is closed")
    sure = nhs.ConfirmField(
        label="I understand that I cannot open a closed case again", missing="Confirm that the case is to be closed"
    )

    def __init__(self, *args: Any, unscreened: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unscreened:
            self.fields["why"] = nhs.RadiosField(
                label="If no Checklist is needed: why",
                hint="The board must still act whenever there may be a need",
                choices=[*NOT_NEEDED.items(), ("", "Another reason")],
                required=False,
            )
            self.order_fields(["why", "reason", "sure"])

    def words(self) -> str:
        """The reason with that of the framework before it."""
        why = NOT_NEEDED.get(self.cleaned_data.get("why", ""), "")
        return f"{why}. {self.cleaned_data['reason']}" if why else str(self.cleaned_data["reason"])
