"""Contracts that money is freed from, and what each budget frees: added and ended, never changed."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from budgets.enums import ContractKind, ReleaseBasis
from budgets.models import Budget, ContractRelease, SourceContract
from budgets.permissions import check_may
from budgets.rules.value import check_release, weekly_of
from budgets.services._common import lock_budget
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.moving import locked
from phb.core.once import once
from phb.core.periods import say_date

ADD_CONTRACT, ADD_RELEASE = "budgets.add_contract", "budgets.add_release"


@transaction.atomic
def add_contract(
    *,
    name: str,
    provider: str,
    kind: str,
    starts: date,
    key: str | UUID,
    by: Actor,
    ends: date | None = None,
    reference: str = "",
    annual_value: Decimal | None = None,
    release_rule: str = "",
) -> SourceContract:
    """Add a block or spot contract. Sent twice it is added once. Raises RuleBroken for a name that is there already."""
    check_may(by, "contract", "W")
    if ends is not None and ends < starts:
        raise RuleBroken("The last day must not be before the first.", "ends")
    if annual_value is not None and annual_value < 0:
        raise RuleBroken("The value of a year must not be less than £0.00.", "annual_value")
    values: dict[str, Any] = {
        "name": name.strip(), "provider": provider.strip(), "kind": ContractKind(kind).value, "starts": starts, "ends": ends,
        "reference": reference.strip(), "annual_value": annual_value, "release_rule": release_rule.strip(),
    }  # fmt: skip

    def effect() -> dict[str, int]:
        try:
            with transaction.atomic():
                made = SourceContract.objects.create(
                    organisation_id=by.organisation_id, recorded_by_id=by.user_id, **values
                )
        except IntegrityError as error:
            raise RuleBroken(
                "There is a contract of this name with this provider already. Open it, or give this one another name.",
                "name",
            ) from error
        return {"contract": made.pk}

    answer, _ = once(ADD_CONTRACT, str(key), {name: str(value) for name, value in values.items()}, effect, by=by)
    return SourceContract.objects.get(pk=answer["contract"])


@transaction.atomic
def end_contract(*, contract_id: int, ends: date, by: Actor) -> SourceContract:
    """Give a contract its last day. Releases that go on after it end with it, and say so in the report."""
    check_may(by, "contract", "W")
    contract = locked(SourceContract.objects.filter(organisation_id=by.organisation_id), pk=contract_id)
    if contract.ends == ends:
        return contract
    if ends < contract.starts:
        raise RuleBroken(f"The contract began on {say_date(contract.starts)}. Choose that day or a later one.", "ends")
    contract.ends = ends
    contract.save(update_fields=["ends"])
    return contract


@transaction.atomic
def add_release(
    *,
    budget_id: int,
    contract_id: int,
    basis: str,
    released_from: date,
    key: str | UUID,
    by: Actor,
    basis_words: str = "",
    weekly: Decimal | None = None,
    unit: str = "",
    units_per_week: Decimal | None = None,
    unit_price: Decimal | None = None,
    released_to: date | None = None,
    double_running_to: date | None = None,
) -> ContractRelease:
    """Record what a budget frees from a contract: pounds a week, or units a week × their agreed price.

    Raises RuleBroken where basis, words, amount or days do not fit the contract. Sent twice it is recorded once.
    """
    check_may(by, "contract", "W")
    budget = lock_budget(by, budget_id)
    contract = locked(SourceContract.objects.filter(organisation_id=by.organisation_id), pk=contract_id)
    amount = _weekly(ReleaseBasis(basis), weekly, units_per_week, unit_price)
    check_release(
        contract=ContractKind(contract.kind), basis=ReleaseBasis(basis), words=basis_words, weekly=amount,
        starts=released_from, ends=released_to, double_to=double_running_to,
        contract_starts=contract.starts, contract_ends=contract.ends,
    )  # fmt: skip
    values: dict[str, Any] = {
        "contract_id": contract.pk, "basis": basis, "basis_words": basis_words.strip(), "unit": unit.strip(),
        "units_per_week": units_per_week, "unit_price": unit_price, "weekly": amount, "released_from": released_from,
        "released_to": released_to, "double_running_to": double_running_to,
    }  # fmt: skip

    def effect() -> dict[str, int]:
        return {"release": _create(budget, values, by).pk}

    said = {"budget": budget.pk, **{name: str(value) for name, value in values.items()}}
    answer, _ = once(ADD_RELEASE, str(key), said, effect, by=by)
    return ContractRelease.objects.get(pk=answer["release"])


@transaction.atomic
def end_release(*, release_id: int, ends: date, by: Actor) -> ContractRelease:
    """Say the last day on which a release counts; a wrong one ends on its own first day and is recorded anew."""
    check_may(by, "contract", "W")
    release = locked(ContractRelease.objects.filter(organisation_id=by.organisation_id), pk=release_id)
    lock_budget(by, release.budget_id)
    if release.released_to == ends:
        return release
    if ends < release.released_from:
        raise RuleBroken(f"It began on {say_date(release.released_from)}. Choose that day or a later one.", "ends")
    release.released_to = ends
    release.save(update_fields=["released_to"])
    return release


def _create(budget: Budget, values: dict[str, Any], by: Actor) -> ContractRelease:
    return ContractRelease.objects.create(
        organisation_id=by.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        recorded_by_id=by.user_id,
        **values,
    )


def _weekly(basis: ReleaseBasis, weekly: Decimal | None, units: Decimal | None, price: Decimal | None) -> Decimal:
    if (units is None) != (price is None):
        missing = "units_per_week" if units is None else "unit_price"
        raise RuleBroken("Enter both the units a week and the price of one, or the amount a week.", missing)
    if units is not None and price is not None:
        worked = weekly_of(units, price)
        if weekly is not None and weekly != worked:
            raise RuleBroken(
                f"The units at this price come to £{worked:,} a week. Leave the amount empty, or enter that.", "weekly"
            )
        return worked
    if basis == ReleaseBasis.UNIT_PRICE:
        raise RuleBroken("Enter how many units a week and the agreed price of one.", "units_per_week")
    if weekly is None and basis != ReleaseBasis.INSIDE_BLOCK:
        raise RuleBroken("Enter what is freed a week.", "weekly")
    return weekly if weekly is not None else Decimal("0.00")
