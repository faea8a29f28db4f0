"""A contract that money is freed from, and what one budget frees."""

from typing import Any

from budgets.enums import ContractKind, ReleaseBasis
from budgets.rules.value import BASIS_WORDS
from phb.core import forms as nhs


class ContractForm(nhs.IdempotentForm):
    """A block or spot contract."""

    provider = nhs.TextField(label="Provider", max_length=200)
    name = nhs.TextField(
        label="Name of the contract", max_length=200, hint="For example, Community nursing block 2026-27"
    )
    kind = nhs.RadiosField(label="How it was bought", choices=ContractKind.choices())
    reference = nhs.TextField(label="Reference", max_length=60, required=False)
    annual_value = nhs.MoneyField(label="Value of a year", required=False)
    release_rule = nhs.LongTextField(
        label="What was agreed about money that budgets free", required=False,
        hint="For example, from how many leavers the value goes down, and when it is settled",
    )  # fmt: skip
    starts = nhs.DateField(label="First day", hint="For example, 1 4 2026")
    ends = nhs.DateField(label="Last day", required=False)


class EndForm(nhs.NHSForm):
    """The last day of something that goes on."""

    ends = nhs.DateField(label="Last day", hint="For example, 30 9 2026")


class ReleaseForm(nhs.IdempotentForm):
    """What a budget frees from a contract."""

    contract = nhs.SelectField(label="Contract")
    basis = nhs.RadiosField(
        label="How the money is freed",
        choices=ReleaseBasis.choices(),
        hints={basis.value: words for basis, words in BASIS_WORDS.items()},
        reveal={"unit_price": ["unit", "units_per_week", "unit_price"]},
    )
    unit = nhs.TextField(
        label="What a unit is", max_length=60, required=False, hint="For example, a visit of 30 minutes"
    )
    units_per_week = nhs.NumberField(label="Units a week", places=2, required=False)
    unit_price = nhs.MoneyField(label="Agreed price of one unit", required=False)
    weekly = nhs.MoneyField(
        label="Freed a week",
        required=False,
        hint="Leave it empty where units and their price say it, or nothing is freed",
    )
    basis_words = nhs.LongTextField(
        label="What was agreed with the provider", required=False,
        hint="A block contract does not cost less because one person leaves it, unless the provider has agreed",
    )  # fmt: skip
    released_from = nhs.DateField(label="First day", hint="The day from which the budget gives this care")
    double_running_to = nhs.DateField(
        label="Last day on which both are paid", required=False, hint="Leave it empty if nothing is paid twice"
    )
    released_to = nhs.DateField(label="Last day, if it is known", required=False)

    def __init__(self, *args: Any, contracts: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["contract"].choices = [("", "Choose a contract"), *contracts]
