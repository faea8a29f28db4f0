"""Bank files: whole or nothing, each line once, joined to the penny."""

import threading
from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.db import connection

from budgets.models import BankAccount, BankImport, BankLine, Entry, LedgerAccount
from budgets.selectors import balance_on
from budgets.selectors.spend import ends_of
from budgets.services import importing
from phb.core.actors import the_service
from phb.core.csv_files import ImportRejected
from phb.core.documents import documents_of
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Organisation
from phb.core.tenancy import act_as, acting_as
from tests.factories.budgets import TODAY, make_active, make_staff
from tests.factories.core import make_actor, make_grant, make_user
from tests.factories.spend import AFTER, END, SERVICES, make_bank_account, natwest, take

DAYS = [TODAY + timedelta(days=n) for n in range(28)]
ROWS = [(DAYS[n], f"SHOP {chr(65 + n)}", f"-{10 + n}.00") for n in range(8)]
START = D("500.00")


@pytest.fixture
def staff(here):
    return make_staff(here)


@pytest.fixture
def account(staff) -> BankAccount:
    budget = make_active(staff, services_=SERVICES)
    act_as(staff.finance)
    return make_bank_account(budget, staff.finance)


def send(account, content, by, **more):
    return take(account, content, by, on=AFTER, **more)


def after(rows) -> D:
    return START + sum((D(amount) for _, _, amount in rows), D(0))


def test_a_file_is_taken_whole_and_the_ledger_has_what_the_bank_has(account, staff, settle):
    answer = send(account, natwest(ROWS, START), staff.finance)
    settle()
    assert (answer["new"], BankLine.objects.count()) == (8, 8)
    assert ends_of(account).closing == after(ROWS)
    assert balance_on(account.budget, LedgerAccount.Kind.HOLDER) == after(ROWS)


def test_the_same_file_again_brings_nothing_new(account, staff):
    send(account, natwest(ROWS, START), staff.finance)
    entries = Entry.objects.count()
    assert send(account, natwest(ROWS, START), staff.finance)["new"] == 0
    assert (BankLine.objects.count(), BankImport.objects.count(), Entry.objects.count()) == (8, 1, entries)


def test_an_overlapping_file_adds_only_what_is_new(account, staff):
    send(account, natwest(ROWS[:5], START), staff.finance)
    answer = send(account, natwest(ROWS[3:], after(ROWS[:3])), staff.finance)
    assert answer["new"] == 3
    assert BankImport.objects.order_by("-id").first().lines_known == 2
    assert ends_of(account).closing == after(ROWS)


def test_an_earlier_file_that_comes_later_moves_the_beginning(account, staff, settle):
    send(account, natwest(ROWS[4:], after(ROWS[:4])), staff.finance)
    send(account, natwest(ROWS[:4], START), staff.finance)
    settle()
    assert ends_of(account).opening == START
    assert balance_on(account.budget, LedgerAccount.Kind.HOLDER) == after(ROWS)
    assert balance_on(account.budget, LedgerAccount.Kind.HOLDER, DAYS[0] - timedelta(days=1)) == START


def test_true_twins_both_count(account, staff):
    twins = [(DAYS[0], "CORNER SHOP", "-40.00"), (DAYS[0], "CORNER SHOP", "-40.00")]
    assert send(account, natwest(twins, START), staff.finance)["new"] == 2
    assert send(account, natwest(twins, START), staff.finance)["new"] == 0


def test_a_twin_cut_away_at_the_seam_is_refused_not_lost(account, staff):
    first = [(DAYS[0], "CORNER SHOP", "-40.00")]
    second = [(DAYS[0], "CORNER SHOP", "-40.00"), (DAYS[1], "BAKER", "-3.00")]
    send(account, natwest(first, START), staff.finance)
    # The second file begins within the day: its twin looks like the one we have.
    with pytest.raises(RuleBroken, match="does not join"):
        send(account, natwest(second, START - 40), staff.finance)
    assert BankLine.objects.count() == 1


def test_a_gap_is_refused_with_what_we_have(account, staff):
    send(account, natwest(ROWS[:3], START), staff.finance)
    with pytest.raises(RuleBroken, match=r"We have £467.00 on 25 November 2026, and this file begins with £440.00"):
        send(account, natwest(ROWS[5:], after(ROWS[:5])), staff.finance)
    assert BankLine.objects.count() == 3


def test_another_banks_words_for_the_same_lines_are_refused(account, staff):
    """Other words, other marks: the sum tells that they are the same money."""
    send(account, natwest(ROWS[:3], START), staff.finance)
    other = [(day, f"CARD PAYMENT {words}", amount) for day, words, amount in ROWS[:3]]
    with pytest.raises(RuleBroken, match="does not join"):
        send(account, natwest(other, START), staff.finance)


@pytest.mark.parametrize(
    ("change", "words", "line"),
    [
        (lambda text: text.replace("-13.00", "-13.0x"), "is not an amount", 6),
        (lambda text: text.replace("-13.00", "-13.01"), "should be", 6),
        (lambda text: text.replace(f"{DAYS[3]:%d %b %Y}", "31 Feb 2026"), "is not a date", 6),
        (lambda text: text.replace(",PAT SAMPLE PHB", "", 1), "6 columns where 7 belong", 2),
        (lambda text: text.replace("12344821", "12349999"), "account ending 9999", None),
        (lambda text: text.replace("Value", "Betrag"), "not those of a bank we know", None),
        (lambda text: text.splitlines()[0], "no payments", None),
        (lambda text: text[: len(text) // 2], "Line", None),
        (lambda text: text.replace("SHOP D", "SHOP \u202e D"), "hidden character", 6),
        (lambda text: "", "empty", None),
    ],
)
def test_what_is_not_right_is_refused_whole_with_its_line(account, staff, change, words, line):
    broken = change(natwest(ROWS, START).decode()).encode()
    with pytest.raises(ImportRejected, match=words) as refused:
        importing.receive_file(account_id=account.pk, name="x.csv", content=broken, by=staff.finance)
    if line:
        assert refused.value.line == line
    assert not BankLine.objects.exists()


def test_a_file_over_ten_megabytes_is_refused_before_it_is_read(account, staff):
    with pytest.raises(ImportRejected, match="10 MB"):
        importing.receive_file(
            account_id=account.pk, name="x.csv", content=b"x" * (10 * 1024 * 1024 + 1), by=staff.finance
        )


def test_a_file_that_eats_time_or_memory_ends_its_own_process_only(account, staff):
    cells = ",".join(["1" * 1999] * 40)
    huge = natwest(ROWS, START) + (cells + "\n").encode() * 120
    with pytest.raises(ImportRejected):
        importing.receive_file(account_id=account.pk, name="x.csv", content=huge, by=staff.finance)


MONZO = (
    "Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,Local currency,Notes and #tags,Address,"
    "Receipt,Description,Category split\n"
    "tx_1,24/11/2026,10:00:00,Card payment,Tesco,,Groceries,-12.50,GBP,-12.50,GBP,,,,TESCO,\n"
)


def test_without_balances_the_last_balance_is_asked_for(account, staff):
    with pytest.raises(RuleBroken, match="balance that your bank shows"):
        send(account, MONZO.encode(), staff.finance)
    send(account, MONZO.encode(), staff.finance, closing=D("87.50"))
    assert (ends_of(account).opening, ends_of(account).closing) == (D("100.00"), D("87.50"))


def test_yes_holds_only_for_what_was_seen(account, staff):
    document = importing.receive_file(
        account_id=account.pk, name="x.csv", content=natwest(ROWS, START), by=staff.finance
    )
    with pytest.raises(RuleBroken, match="Look again"):
        importing.take_file(
            document_id=document.pk, covers_to=END, count=7, total=D("-1.00"), key="k", on=AFTER, by=staff.finance
        )
    assert not BankLine.objects.exists()


@pytest.mark.parametrize("covers_to", [DAYS[6], AFTER + timedelta(days=1)])
def test_the_last_day_lies_between_the_last_line_and_today(account, staff, covers_to):
    with pytest.raises(RuleBroken, match="between its last line and today"):
        send(account, natwest(ROWS, START), staff.finance, covers_to=covers_to)


def test_the_same_yes_twice_has_one_effect(account, staff):
    document = importing.receive_file(
        account_id=account.pk, name="x.csv", content=natwest(ROWS, START), by=staff.finance
    )
    _, seen = importing.preview(document_id=document.pk, by=staff.finance)
    said = {
        "document_id": document.pk,
        "covers_to": END,
        "count": seen.count,
        "total": seen.total,
        "key": "k",
        "on": AFTER,
    }
    first, second = (importing.take_file(**said, by=staff.finance) for _ in range(2))
    assert first == second
    assert BankImport.objects.count() == 1


def test_the_uploaded_file_is_not_handed_out(account, staff):
    importing.receive_file(
        account_id=account.pk, name="../../etc/p\u202easswd.csv", content=natwest(ROWS, START), by=staff.finance
    )
    assert "bank_statement_file" not in {each.kind for each in documents_of(staff.finance, account.person_id)}


@pytest.mark.parametrize("role", ["CC", "CLN", "COM", "AUD"])
def test_only_finance_and_whoever_manages_the_money_bring_statements(account, staff, actor_of, role):
    by = actor_of(role)
    with pytest.raises(RuleBroken, match="brings in bank statements"):
        importing.receive_file(account_id=account.pk, name="x.csv", content=natwest(ROWS, START), by=by)


def test_a_representative_needs_the_part_that_acts_on_money(account, staff, here):
    user = make_user()
    grant = make_grant(account.person, user, "REPRESENTATIVE", act_on_money=False)
    by = make_actor("REP", here, user=user)
    with pytest.raises(NotVisible):
        importing.receive_file(account_id=account.pk, name="x.csv", content=natwest(ROWS, START), by=by)
    grant.act_on_money = True
    grant.save()
    act_as(by)
    assert send(account, natwest(ROWS, START), by)["new"] == 8


def test_another_organisation_sees_no_account(account, staff, actor_of, there):
    by = actor_of("FIN", there)
    with pytest.raises(NotVisible):
        importing.receive_file(account_id=account.pk, name="x.csv", content=natwest(ROWS, START), by=by)


def test_a_long_statement_takes_no_more_queries_than_a_short_one(account, staff, django_assert_max_num_queries):
    rows = [(DAYS[n % 28], f"SHOP {n}", f"-{1 + n % 50}.00") for n in range(600)]
    rows.sort(key=lambda row: row[0])
    with django_assert_max_num_queries(60):
        assert send(account, natwest(rows, START), staff.finance)["new"] == 600


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_take_each_line_once():
    here = Organisation.objects.get(ods_code="QXN")
    with acting_as(the_service(here.pk)):
        staff = make_staff(here)
        budget = make_active(staff, services_=SERVICES)
        act_as(staff.finance)
        account = make_bank_account(budget, staff.finance)
    answers, gate = [], threading.Barrier(2)

    def upload() -> None:
        try:
            gate.wait(10)
            with acting_as(staff.finance):
                answers.append(send(account, natwest(ROWS, START), staff.finance)["new"])
        except RuleBroken as error:
            answers.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=upload) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with acting_as(staff.finance):
        assert BankLine.objects.count() == 8
        assert balance_on(budget, LedgerAccount.Kind.HOLDER) == after(ROWS)
    assert len(answers) == 2
    assert 8 in answers
