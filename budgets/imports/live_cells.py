"""What one cell of a spreadsheet of live budgets means, or in words why it means nothing."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from budgets.enums import Frequency, HoldingMethod
from budgets.imports.live_columns import heading
from careplans.enums import ServiceKind
from eligibility.enums import Route
from phb.core.csv_files import day_of
from phb.core.errors import MoneyError, RuleBroken
from phb.core.forms.nhs_number import parse_nhs_number
from phb.core.money import parse_pounds

KINDS = {
    "pa": ServiceKind.PERSONAL_ASSISTANT, "personal_assistants": ServiceKind.PERSONAL_ASSISTANT, "employed_pa": ServiceKind.PERSONAL_ASSISTANT,
    "carer": ServiceKind.PERSONAL_ASSISTANT, "agency": ServiceKind.AGENCY, "home_care": ServiceKind.AGENCY, "domiciliary_care": ServiceKind.AGENCY,
    "self_employed": ServiceKind.SELF_EMPLOYED, "self_employed_pa": ServiceKind.SELF_EMPLOYED, "respite": ServiceKind.RESPITE,
    "short_break": ServiceKind.RESPITE, "activity": ServiceKind.ACTIVITY, "equipment": ServiceKind.EQUIPMENT, "supplies": ServiceKind.EQUIPMENT,
    "payroll": ServiceKind.PAYROLL, "insurance": ServiceKind.INSURANCE, "start_up": ServiceKind.START_UP,
    "employers_liability_insurance": ServiceKind.INSURANCE, "managed_account": ServiceKind.MANAGED_ACCOUNT_FEE,
}  # fmt: skip
HOLDINGS = {
    "dp": HoldingMethod.DIRECT_PAYMENT, "direct_payments": HoldingMethod.DIRECT_PAYMENT, "notional": HoldingMethod.NOTIONAL,
    "third_party": HoldingMethod.THIRD_PARTY, "isf": HoldingMethod.THIRD_PARTY, "individual_service_fund": HoldingMethod.THIRD_PARTY,
    "managed": HoldingMethod.MANAGED_ACCOUNT, "managed_account": HoldingMethod.MANAGED_ACCOUNT, "managed_direct_payment": HoldingMethod.MANAGED_ACCOUNT,
}  # fmt: skip
ROUTES = {
    "nhs_chc": Route.CHC, "continuing_healthcare": Route.CHC, "chc_adult": Route.CHC, "cc": Route.CYPCC, "children": Route.CYPCC,
    "children_s_continuing_care": Route.CYPCC, "section_117": Route.S117, "aftercare": Route.S117, "joint": Route.JOINT_PACKAGE,
    "joint_funded": Route.JOINT_PACKAGE, "joint_package": Route.JOINT_PACKAGE, "wheelchair": Route.WHEELCHAIR, "pwb": Route.WHEELCHAIR,
    "personal_wheelchair_budget": Route.WHEELCHAIR, "end_of_life": Route.END_OF_LIFE,
}  # fmt: skip
FREQUENCIES = {
    "week": Frequency.WEEKLY, "fortnight": Frequency.FORTNIGHTLY, "2_weekly": Frequency.FORTNIGHTLY, "two_weekly": Frequency.FORTNIGHTLY,
    "4_weekly": Frequency.FOUR_WEEKLY, "four_weekly": Frequency.FOUR_WEEKLY, "every_4_weeks": Frequency.FOUR_WEEKLY,
    "28_days": Frequency.FOUR_WEEKLY, "every_28_days": Frequency.FOUR_WEEKLY, "monthly": Frequency.MONTHLY_TWELFTHS,
    "calendar_monthly": Frequency.MONTHLY_TWELFTHS, "every_month": Frequency.MONTHLY_TWELFTHS,
}  # fmt: skip
_COMMA = re.compile(r"[0-9][0-9.]*,[0-9]{1,2}")
_SHARE = re.compile(r"(?P<name>.+?)[\s:=]+(?P<share>[0-9]{1,3}(?:\.[0-9]{1,2})?)\s*%?")


def one_of(codes: Any, others: Mapping[str, Any], said: Callable[[Any], str] | None = None) -> Callable[[str], str]:
    """A reader of a code: by the code itself, the words that pages use, or another usual name."""
    known = {heading(code.value): code for code in codes} | {heading(code.label): code for code in codes} | dict(others)

    def read(cell: str) -> str:
        found = known.get(heading(cell))
        if found is None:
            raise ValueError(f"“{cell}” is not one of: {', '.join(code.label for code in codes)}.")
        return str(found.value)

    return read


def number_of_nhs(cell: str) -> str:
    """The ten digits of an NHS number whose check digit is right."""
    try:
        return parse_nhs_number(cell)
    except ValueError as error:
        raise ValueError(f"{str(error).rstrip('.')}.") from error


def pounds_of(cell: str) -> str:
    """Pounds to the penny as text: "£1,234.50" is 1234.50. A decimal comma is not guessed."""
    if _COMMA.fullmatch(cell.replace("£", "").strip()):
        raise ValueError(f"“{cell}” seems to have a comma before the pence. Write it with a point, like 1,234.50.")
    try:
        return str(parse_pounds(cell))
    except MoneyError as error:
        raise ValueError(error.message) from error


def hours_of(cell: str) -> str:
    """Hours a week, at most 168, with two places at most."""
    try:
        found = Decimal(cell) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", cell) else None
    except InvalidOperation:
        found = None
    if found is None or found <= 0 or found > 168 or found != round(found, 2):
        raise ValueError(f"“{cell}” is not a number of hours a week. Write it like 37.5, at most 168.")
    return str(found)


def whole_of(most: int, what: str) -> Callable[[str], str]:
    """A reader of a whole number from 0."""

    def read(cell: str) -> str:
        if not re.fullmatch(r"[0-9]{1,3}", cell) or int(cell) > most:
            raise ValueError(f"“{cell}” is not {what}. Write a whole number, at most {most}.")
        return str(int(cell))

    return read


def day_text(cell: str) -> str:
    """A day as 2026-11-30."""
    try:
        return day_of(cell).isoformat()
    except ValueError as error:
        raise ValueError(f"“{cell}” is not a day. Write it like 2025-02-03 or 03/02/2025.") from error


def funders_of(cell: str) -> list[dict[str, str]]:
    """The funders of a line with their shares, the lead first: "NHS 60; Northmoor Council 40"."""
    found = []
    for part in (piece.strip() for piece in re.split(r"[;|\n]", cell) if piece.strip()):
        share = _SHARE.fullmatch(part)
        if share is None:
            raise ValueError(f"“{part}” is not a funder with a share. Write them like: NHS 60; Northmoor Council 40.")
        found.append({"funder": share["name"].strip(), "share": share["share"]})
    names = [each["funder"].casefold() for each in found]
    if len(set(names)) < len(names):
        raise ValueError("A funder stands twice. Add its shares together.")
    total = sum((Decimal(each["share"]) for each in found), Decimal(0))
    if total != 100:
        raise ValueError(f"The shares add up to {total.normalize():f}. They must add up to 100.")
    return found


def upper_postcode(cell: str) -> str:
    """A postcode in capitals."""
    if len(cell) > 10:
        raise ValueError("The postcode is too long.")
    return cell.upper()


def text_of(most: int) -> Callable[[str], str]:
    """A reader of words with a greatest length."""

    def read(cell: str) -> str:
        if len(cell) > most:
            raise ValueError(f"It is {len(cell)} characters long; at most {most} fit. Shorten it.")
        return " ".join(cell.split())

    return read


READERS: dict[str, Callable[[str], Any]] = {
    "reference": text_of(40), "nhs_number": number_of_nhs, "given_name": text_of(200), "family_name": text_of(200),
    "address": text_of(500), "postcode": upper_postcode, "gp_practice": text_of(200), "place": text_of(200), "coordinator": text_of(254),
    "route": one_of(Route, ROUTES), "decision_words": text_of(2000), "decided_by": text_of(200), "frequency": one_of(
        [f for f in Frequency if f is not Frequency.ONE_OFF], FREQUENCIES),
    "need": text_of(1000), "outcome": text_of(1000), "service": text_of(300), "kind": one_of(ServiceKind, KINDS), "provider": text_of(200),
    "hours": hours_of, "rate": pounds_of, "assistant_age": whole_of(120, "an age"), "weekly": pounds_of, "one_off": pounds_of,
    "holding": one_of(HoldingMethod, HOLDINGS), "funders": funders_of, "representative": text_of(200), "nominee": text_of(200),
    "agreement_signed_by": text_of(200), "contribution": pounds_of, "contingency_weeks": whole_of(52, "a number of weeks"),
    "balance": lambda cell: str(_signed(cell)),
    **dict.fromkeys(("date_of_birth", "eligible_on", "plan_agreed_on", "review_due_on", "starts", "ends", "paid_to", "anchor", "one_off_on", "agreement_signed_on", "consent_on", "balance_on"), day_text),
}  # fmt: skip


def _signed(cell: str) -> Decimal:
    """A balance may be below nothing."""
    try:
        return parse_pounds(cell, negative=True)
    except MoneyError as error:
        raise ValueError(error.message) from error


def day(kept: Mapping[str, Any], name: str) -> date | None:
    """A day of a kept row."""
    return date.fromisoformat(kept[name]) if kept.get(name) else None


def pounds(kept: Mapping[str, Any], name: str) -> Decimal | None:
    """An amount of a kept row."""
    return Decimal(kept[name]) if kept.get(name) not in (None, "") else None


def words_of(error: RuleBroken | ValueError) -> str:
    """The sentence of a refusal."""
    return error.message if isinstance(error, RuleBroken) else str(error)
