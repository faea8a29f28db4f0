"""The form of a service and its cost line."""

from decimal import Decimal
from typing import Any

from careplans.enums import HoldingMethod, PaidEvery, ServiceKind
from careplans.forms.base import Choices, RowForm
from phb.core import forms as nhs

FUNDERS = (1, 2, 3)


class ServiceForm(RowForm):
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

    life_supporting = nhs.ConfirmField(
        label="A life depends on it", hint="Then the plan says what happens when it or the power fails", required=False
    )
    folds = {"If a life depends on it": ("life_supporting",)}

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, choices=choices, **options)
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
            "life_supporting": typed["life_supporting"], "outcomes": sorted(int(pk) for pk in typed["outcomes"]), "funders": self._funders(typed),
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
