"""The indicative sheet as a PDF, and the word to the old contact after a change of bank details."""

from decimal import Decimal as D
from io import BytesIO

import pytest
from pypdf import PdfReader

from budgets import services
from budgets.models import Indicative, PayeeAccount
from budgets.rules.costing import OtherLine, PersonalAssistant
from budgets.services.indicating import IndicativeInputs
from budgets.tasks import tell_of_new_account
from budgets.tasks.printing import render_indicative
from phb.core.documents import content_of
from phb.core.errors import RuleBroken
from phb.core.models import Job
from phb.core.tenancy import act_as
from tests.factories import budgets as made
from tests.factories.budgets import NOW, TODAY


@pytest.fixture
def staff(here):
    return made.make_staff(here)


def inputs(rate="13.85") -> IndicativeInputs:
    """Example E1 of the budgets reference: 32 and 10 hours."""
    return IndicativeInputs(
        TODAY,
        (PersonalAssistant("pa1", "First", D("32"), D(rate)), PersonalAssistant("pa2", "Second", D("10"), D(rate))),
        others=(
            OtherLine("insurance", "Insurance", D("75.00"), "year"),
            OtherLine("payroll", "Payroll", D("6.25"), "week"),
            OtherLine("training", "Training", D("180.00"), "year"),
            OtherLine("start1", "Recruitment", D("250.00"), "once"),
        ),
        contingency_weeks=D("4"),
    )


def give(staff) -> Indicative:
    case = made.make_plan(staff).plan.case
    act_as(staff.coordinator)
    return services.give_indicative(case_id=case.pk, inputs=inputs(), on=TODAY, by=staff.coordinator)


def test_the_sheet_says_what_was_given(staff):
    given = give(staff)
    assert (given.weekly, given.four_weekly, given.recurring_annual) == (D("743.31"), D("2973.24"), D("38651.93"))
    assert Job.objects.filter(kind="budgets.render_indicative", key=f"indicative:{given.pk}").exists()
    document = render_indicative(indicative_id=given.pk, by=staff.coordinator)
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(content_of(document))).pages)
    for amount in ("£743.31", "£2,973.24", "£38,651.93", "£250.00"):
        assert amount in words
    again = render_indicative(indicative_id=given.pk, by=staff.coordinator)
    assert again.pk == document.pk


def test_an_amount_given_is_never_changed(staff):
    given = give(staff)
    given.weekly = D("1.00")
    with pytest.raises(Exception, match="permission denied|never changed"):
        given.save()


def test_an_unlawful_wage_is_not_given(staff):
    case = made.make_plan(staff).plan.case
    act_as(staff.coordinator)
    with pytest.raises(RuleBroken, match="less than the law allows"):
        services.give_indicative(case_id=case.pk, inputs=inputs("9.00"), on=TODAY, by=staff.coordinator)
    assert not Indicative.objects.exists()


def test_the_old_contact_is_told_without_any_detail(staff, mailoutbox):
    budget = made.make_active(staff)
    act_as(staff.finance)
    budget.person.email = "ada@example.org"
    budget.person.save()
    new = services.enter_account(
        budget_id=budget.pk,
        name_on_account="Another Name",
        sort_code="089999",
        account_number="12345678",
        on=TODAY,
        by=staff.finance,
    )
    act_as(staff.other_finance)
    services.check_account(account_id=new.pk, at=NOW, by=staff.other_finance, told_on=TODAY)
    asked = Job.objects.get(kind="budgets.tell_of_new_account")
    assert set(asked.payload) == {"account_id"}
    tell_of_new_account(asked, staff.other_finance)
    (letter,) = mailoutbox
    assert letter.to == ["ada@example.org"]
    assert "12345678" not in letter.body and "Another Name" not in letter.body and "089999" not in letter.body
    assert PayeeAccount.objects.filter(budget=budget, ended_on=None).get().masked == "•••• 5678"
