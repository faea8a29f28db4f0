"""What each line was for: sure ones by rule, the rest asked once, the ledger always with the bank."""

import itertools
from datetime import timedelta
from decimal import Decimal as D

import pytest
import time_machine

from budgets.models import BankLine, Entry, LedgerAccount, Leg
from budgets.selectors import balance_on
from budgets.selectors.spend import desk_counts, ends_of, lines_to_ask, spent_by_service
from budgets.services import matching_lines
from phb.core.errors import NotVisible, RuleBroken
from phb.core.tenancy import act_as
from tests.factories.budgets import TODAY, make_staff
from tests.factories.core import make_actor, make_grant, make_user
from tests.factories.spend import AFTER, make_bank_account, make_paid, month_of, natwest, take

Kind = LedgerAccount.Kind


@pytest.fixture
def staff(here):
    return make_staff(here)


@pytest.fixture
def month(staff):
    budget, payment = make_paid(staff)
    account = make_bank_account(budget, staff.finance)
    take(account, natwest(month_of(budget, payment)), staff.finance, on=AFTER)
    return budget, account


def line(amount: str) -> BankLine:
    return BankLine.objects.get(amount=D(amount))


def code(found: BankLine, words: str) -> str:
    _, offered = matching_lines.options_for(line=found)
    return next(code for code, label in offered if words in label)


def ties(budget, account) -> bool:
    legs = Leg.objects.filter(account__budget=budget, account__kind=Kind.HOLDER)
    assert sum(leg.amount for leg in legs) == balance_on(budget, Kind.HOLDER)
    return balance_on(budget, Kind.HOLDER) == ends_of(account).closing


def answer(found: BankLine, label: str, by, **more) -> int:
    return matching_lines.answer(line_id=found.pk, choice=code(found, label), on=AFTER, by=by, **more)


def test_the_sure_ones_are_matched_and_the_rest_are_asked(month, settle):
    budget, account = month
    settle()
    said = {str(each.amount): each.match for each in BankLine.objects.all()}
    assert said == {
        "2066.25": "PAYMENT",
        "-1612.40": "MATCHED",
        "-395.04": "MATCHED",
        "-34.99": "ASKED",
        "-40.00": "ASKED",
        "-200.00": "MATCHED",
    }
    assert ties(budget, account)


def test_the_nhs_payment_posts_nothing_as_it_was_posted_when_it_went_out(month):
    assert not Entry.objects.filter(key=f"bank:{line('2066.25').pk}").exists()


def test_an_answer_moves_the_money_to_its_line_by_a_new_entry(month, staff, settle):
    budget, account = month
    gym = line("-34.99")
    before = Entry.objects.count()
    answer(gym, "Gym", staff.finance, words="it is goal 2")
    settle()
    gym.refresh_from_db()
    assert (Entry.objects.count(), gym.match) == (before + 1, "MATCHED")
    assert gym.why == f"Because {staff.finance.name} said so on 21 December 2026: it is goal 2"
    assert spent_by_service(budget.pk)[gym.service_id] == D("34.99")
    assert ties(budget, account)


@pytest.mark.parametrize(
    "steps",
    [
        ["Gym", "Agency"],
        ["Gym", "nothing to do"],
        ["nothing to do", "Gym", "Agency", "Gym"],
        ["Gym", "Gym"],
    ],
)
@pytest.mark.parametrize("amount", ["-34.99", "-395.04"])
def test_whatever_is_answered_and_changed_the_ledger_has_the_last_answer_and_the_bank(
    month, staff, settle, steps, amount
):
    budget, account = month
    for words in steps:
        answer(line(amount), words, staff.finance)
    settle()
    found = line(amount)
    spent = sum(spent_by_service(budget.pk).values())
    outside = D(amount) if found.match == "OUTSIDE" else D(0)
    assert spent == D("2282.43") + outside
    assert ties(budget, account)
    assert Entry.objects.filter(reverses__isnull=False).count() == len(
        [s for s, t in itertools.pairwise(steps) if s != t]
    ) + (1 if amount == "-395.04" else 0)


def test_nobody_is_asked_twice_for_the_same_payee(month, staff):
    budget, account = month
    rows = [(AFTER, "FITSPACE LEEDS", "-34.99"), (AFTER, "FITSPACE LEEDS", "-12.00")]
    take(account, natwest(rows, ends_of(account).closing), staff.finance, on=AFTER)
    first = BankLine.objects.filter(description__contains="FITSPACE").order_by("id").first()
    assert answer(first, "Gym", staff.finance) == 2
    assert lines_to_ask(staff.finance).count() == 1
    later = [(AFTER + timedelta(days=9), "FITSPACE LEEDS", "-34.99")]
    answered = take(account, natwest(later, ends_of(account).closing), staff.finance, on=AFTER + timedelta(days=9))
    assert answered["asked"] == 0
    assert "Because you said so on" in BankLine.objects.order_by("-id").first().why
    assert ties(budget, account)


def test_money_back_lowers_what_its_line_has_spent(month, staff):
    budget, account = month
    take(account, natwest([(AFTER, "SUNRISE CARE AGENCY", "95.04")], ends_of(account).closing), staff.finance, on=AFTER)
    back = line("95.04")
    assert back.match == "ASKED"
    answer(back, "Money back for: Agency", staff.finance)
    back.refresh_from_db()
    assert spent_by_service(budget.pk)[back.service_id] == D("500.00")
    assert ties(budget, account)


def test_a_choice_that_was_not_offered_is_refused(month, staff):
    with pytest.raises(RuleBroken, match="one of the answers"):
        matching_lines.answer(line_id=line("-40.00").pk, choice="INCOME", on=AFTER, by=staff.finance)


def test_a_payment_is_matched_once_only(month, staff):
    budget, account = month
    twin = [(TODAY + timedelta(days=21), f"NHS NORTHMOOR ICB {budget.reference}", "2066.25")]
    answered = take(account, natwest(twin, ends_of(account).closing), staff.finance, on=AFTER)
    assert answered["asked"] == 1


@pytest.mark.parametrize(
    ("fields", "may_act"), [({"act_on_money": False}, False), ({"ends": TODAY}, False), ({}, True)]
)
def test_questions_are_for_whoever_acts_on_the_money_today(month, staff, here, time_machine_at, fields, may_act):
    user = make_user()
    make_grant(month[0].person, user, "REPRESENTATIVE", **fields)
    by = make_actor("REP", here, user=user)
    act_as(by)
    if may_act:
        answer(line("-40.00"), "Gym", by)
        return
    with pytest.raises(NotVisible):
        matching_lines.answer(line_id=BankLine.objects.get(amount=D("-40.00")).pk, choice="OUTSIDE", on=AFTER, by=by)


@pytest.fixture
def time_machine_at():
    with time_machine.travel(AFTER, tick=False):
        yield


def test_the_desk_counts_what_is_there(month, staff, actor_of, there):
    counts = desk_counts(staff.finance, AFTER)
    assert (counts["lines_to_ask"], counts["spent"]) == (2, D("2282.43"))
    elsewhere = desk_counts(actor_of("FIN", there), AFTER)
    assert (elsewhere["lines_to_ask"], elsewhere["spent"]) == (0, D("0"))


WORDS = (
    "SAMPLE PAYROLL",
    "SUNRISE CARE AGENCY",
    "FITSPACE LEEDS",
    "CASH LNK",
    "SAMPLE PAY",
    "SUNRISE BAKERY",
    "AMAZON",
    "SAMPLE PAYROLLING",
)
RIGHT = {"SAMPLE PAYROLL": "Personal assistant", "SUNRISE CARE AGENCY": "Agency care", "FITSPACE LEEDS": "Gym"}


def test_nothing_is_matched_wrongly_in_a_year(staff, settle):
    """Every week of a year, payees alike in name among them: only the right line, or a question."""
    budget, payment = make_paid(staff)
    account = make_bank_account(budget, staff.finance)
    days = [TODAY + timedelta(days=7 * week + n) for week in range(52) for n in range(len(WORDS))]
    rows = [(days[0], f"NHS {budget.reference}", str(payment.amount))]
    rows += [
        (day, f"{WORDS[n % 8]} {n}{n}{n}{n}", f"-{10 + n % 13}.{n % 100:02d}") for n, day in enumerate(sorted(days))
    ]
    last = max(days)
    take(account, natwest(rows), staff.finance, on=last)
    answer(BankLine.objects.filter(description__contains="FITSPACE").order_by("id").first(), "Gym", staff.finance)
    settle()
    for each in BankLine.objects.filter(match="MATCHED").select_related("service"):
        payee = next(words for words in sorted(WORDS, key=len, reverse=True) if words in each.description)
        assert RIGHT.get(payee) == each.service.description, each.description
    matched = BankLine.objects.filter(match="MATCHED").count()
    assert matched == 3 * 52
    assert ties(budget, account)
