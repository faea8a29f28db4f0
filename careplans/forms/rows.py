"""Forms of the rows of a plan: a need, an outcome, a service, a risk, an “if… then…”, someone to reach."""

from decimal import Decimal
from typing import Any

from careplans.enums import HoldingMethod, PaidEvery, RiskAgreement, ServiceKind
from careplans.forms.drafts import DraftForm, whole
from careplans.forms.sections import own_words
from phb.core import forms as nhs

SCORE = [(str(n), str(n)) for n in range(1, 6)]
FUNDERS = (1, 2, 3)


class NeedForm(DraftForm):
    words = nhs.LongTextField(label="The need", hint="In the person's words", rows=3, missing="Write down the need")
    domain = nhs.TextField(
        label="Area of need", hint="For example breathing, mobility, skin", required=False, max_length=40, width=20
    )


class OutcomeForm(DraftForm):
    words = nhs.LongTextField(
        label="What should come of it?",
        hint="What the person wants to reach, in their words",
        rows=3,
        missing="Write down the outcome",
    )
    need = nhs.SelectField(label="Which need does it serve?", choices=(), required=False)
    measure = nhs.TextField(
        label="How will we know?", hint="For example, choir on three Thursdays of four", required=False, max_length=500
    )
    importance = nhs.NumberField(
        label="How important is it to the person?",
        hint="From 1 to 10",
        min_value=1,
        max_value=10,
        width=2,
        required=False,
    )
    agreed_with = nhs.TextField(label="Agreed with which professional?", required=False)
    agreed_on = nhs.DateField(label="When was it agreed?", required=False)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["need"].choices = choices["needs"]

    def values(self) -> dict[str, Any]:
        typed = super().values()
        return {
            **typed,
            "importance": whole(typed["importance"]),
            "need": int(typed["need"]) if typed["need"] else None,
        }


class ServiceForm(DraftForm):
    """A service and its cost line. What it costs a week is worked out when hours and rate are given."""

    description = nhs.TextField(
        label="What is it?",
        hint="For example, personal assistant in the mornings",
        max_length=300,
        missing="Say what the service is",
    )
    kind = nhs.SelectField(label="Kind of service", choices=ServiceKind.choices(), missing="Select the kind of service")
    outcomes = nhs.CheckboxesField(label="Which outcomes does it work towards?", choices=(), required=False, small=True)
    provider = nhs.TextField(label="Who provides it?", required=False)
    cost = nhs.RadiosField(
        label="How is the cost known?", missing="Select how the cost is known",
        choices=[("hours", "Hours a week × rate"), ("weekly", "An amount a week"), ("once", "An amount once"), ("free", "It costs nothing")],
        reveal={"hours": ["hours_per_week", "rate", "with_on_costs"], "weekly": ["weekly"], "once": ["one_off_amount", "one_off_on"]},
    )  # fmt: skip
    hours_per_week = nhs.NumberField(
        label="Hours a week",
        places=2,
        suffix="hours",
        min_value=Decimal("0.01"),
        max_value=336,
        missing="Enter the hours a week",
    )
    rate = nhs.MoneyField(label="Rate an hour", min_value=Decimal("0.01"), missing="Enter the rate an hour")
    with_on_costs = nhs.MoneyField(
        label="Amount a week with on-costs", required=False,
        hint="For an assistant who is employed: pay with holiday, National Insurance and pension. Leave empty for hours × rate",
    )  # fmt: skip
    weekly = nhs.MoneyField(label="Amount a week", missing="Enter the amount a week")
    one_off_amount = nhs.MoneyField(label="Amount", missing="Enter the amount")
    one_off_on = nhs.DateField(label="When is it needed?", required=False)
    holding = nhs.RadiosField(
        label="Who holds the money?", choices=HoldingMethod.choices(), missing="Select who holds the money",
        hints={"notional": "The NHS holds it and arranges the care", "third_party": "Another organisation holds it and arranges the care",
               "direct_payment": "The person, their representative or a nominee receives it",
               "managed_account": "Somebody keeps the account for the person, who decides"},
    )  # fmt: skip
    frequency = nhs.SelectField(
        label="How often is it paid?", choices=PaidEvery.choices(), missing="Select how often it is paid"
    )
    paid_by = nhs.RadiosField(
        label="Who pays?", choices=[("one", "One funder pays all of it"), ("shared", "It is shared between funders")], missing="Select who pays",
        reveal={"one": ["funder"], "shared": ["funder_1", "share_1", "funder_2", "share_2", "funder_3", "share_3"]},
    )  # fmt: skip
    funder = nhs.TextField(label="Funder", missing="Enter who pays")
    funder_1 = nhs.TextField(label="First funder", missing="Enter the first funder")
    share_1 = nhs.NumberField(label="Percent of the first", places=2, suffix="%", min_value=0, max_value=100)
    funder_2 = nhs.TextField(label="Second funder", required=False)
    share_2 = nhs.NumberField(
        label="Percent of the second", places=2, suffix="%", min_value=0, max_value=100, required=False
    )
    funder_3 = nhs.TextField(label="Third funder", required=False)
    share_3 = nhs.NumberField(
        label="Percent of the third", places=2, suffix="%", min_value=0, max_value=100, required=False
    )

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["outcomes"].choices = choices["outcomes"]
        if not self.initial.get("paid_by"):
            board = choices["funder"][0][0]
            self.initial = {**self.initial, "paid_by": "one", "funder": board, "funder_1": board}

    def shown(self, now: dict[str, Any]) -> dict[str, Any]:
        if not now:
            return {}
        boxes = {name: now[name] for name in now if name in self.base_fields}
        boxes["outcomes"] = [str(pk) for pk in now["outcomes"]]
        boxes |= _cost_boxes(now)
        if len(now["funders"]) == 1:
            return {**boxes, "paid_by": "one", "funder": now["funders"][0]["funder"]}
        for place, share in zip(FUNDERS, now["funders"], strict=False):
            boxes |= {"paid_by": "shared", f"funder_{place}": share["funder"], f"share_{place}": share["share"]}
        return boxes

    def values(self) -> dict[str, Any]:
        typed = super().values()
        cost = typed["cost"]
        weekly = {"hours": typed["with_on_costs"], "weekly": typed["weekly"], "free": Decimal("0.00")}.get(cost)
        return {
            **{name: typed[name] for name in ("description", "kind", "provider", "holding", "frequency")},
            "hours_per_week": typed["hours_per_week"], "rate": typed["rate"], "weekly_amount": weekly,
            "one_off_amount": typed["one_off_amount"], "one_off_on": typed["one_off_on"],
            "outcomes": sorted(int(pk) for pk in typed["outcomes"]), "funders": self._funders(typed),
        }  # fmt: skip

    @staticmethod
    def _funders(typed: dict[str, Any]) -> list[dict[str, str]]:
        if typed["paid_by"] == "one":
            return [{"funder": typed["funder"].strip(), "share": "100"}]
        pairs = [(typed[f"funder_{n}"], typed[f"share_{n}"]) for n in FUNDERS]
        return [{"funder": name.strip(), "share": _plain(share)} for name, share in pairs if name.strip() or share]

    def add_rule_broken(self, error: Any) -> None:
        """The service speaks of funders and of the amount; the boxes have names of their own."""
        boxes = {"funders": "share_1", "weekly_amount": "weekly"}
        super().add_rule_broken(type(error)(error.message, boxes.get(error.field, error.field)))


def _plain(share: Decimal | None) -> str:
    return f"{(share or Decimal(0)).normalize():f}"


def _cost_boxes(now: dict[str, Any]) -> dict[str, Any]:
    if now["one_off_amount"] is not None:
        return {"cost": "once"}
    if now["hours_per_week"] is not None:
        return {"cost": "hours", "with_on_costs": now["weekly_amount"]}
    if now["weekly_amount"] is None:
        return {}
    return {"cost": "weekly" if now["weekly_amount"] else "free", "weekly": now["weekly_amount"] or None}


class RiskForm(DraftForm):
    description = nhs.LongTextField(label="What could happen?", rows=2, missing="Say what could happen")
    what_matters = own_words("What matters to the person about it", rows=2)
    likelihood = nhs.RadiosField(
        label="How likely is it?",
        hint="1 rarely, 5 almost certainly",
        choices=SCORE,
        inline=True,
        missing="Select how likely it is",
    )
    impact = nhs.RadiosField(
        label="How bad would it be?",
        hint="1 hardly, 5 it could end a life",
        choices=SCORE,
        inline=True,
        missing="Select how bad it would be",
    )
    steps = own_words("Steps that make it less likely or less bad", "Who does each", rows=3)
    procedure = own_words("Agreed way to manage it", "The law asks for one for each significant risk", rows=3)
    persons_view = own_words("What the person thinks", "In their words", rows=2)
    agreement = nhs.RadiosField(
        label="Have the person and the professional agreed?",
        choices=RiskAgreement.choices(),
        missing="Select whether it is agreed",
    )

    def values(self) -> dict[str, Any]:
        typed = super().values()
        return {**typed, "likelihood": int(typed["likelihood"]), "impact": int(typed["impact"])}


class ContingencyForm(DraftForm):
    trigger = nhs.LongTextField(
        label="If this happens",
        hint="For example: if Joy is ill, if the power fails",
        rows=2,
        missing="Say what may happen",
    )
    action = nhs.LongTextField(
        label="Then do this", hint="Each step on a line of its own", rows=3, missing="Say what is to be done"
    )
    contact = nhs.TextField(label="And call", hint="Name and telephone number", required=False)


class ContactForm(DraftForm):
    name = nhs.TextField(label="Name", missing="Enter the name")
    role = nhs.TextField(label="Who they are", hint="For example my daughter, personal assistant, GP", required=False)
    phone = nhs.TextField(label="Telephone", required=False, max_length=40, width=20, inputmode="tel")
    email = nhs.EmailField(label="Email address", required=False, autocomplete="off")
    in_crisis = nhs.ConfirmField(
        label="Call in a crisis", hint="Stands on the first page of the plan, in this order", required=False
    )


ROW_FORMS = {
    "needs": NeedForm, "outcomes": OutcomeForm, "services": ServiceForm, "risks": RiskForm, "contingency": ContingencyForm,
    "contacts": ContactForm,
}  # fmt: skip
