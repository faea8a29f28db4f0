"""Payments and the runs that pay them."""

from datetime import date

from django.db.models import QuerySet

from budgets.enums import BudgetState, PaymentState, RunState
from budgets.models import Payment, PaymentRun
from budgets.rules.paying import RunChange, RunLine, compare_runs
from budgets.selectors.budgets import PART
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.models import Document
from phb.core.selectors import people

CSV_FILE, BACS_FILE = "payment_run_csv", "payment_run_bacs"


def payments(actor: Actor) -> QuerySet[Payment]:
    """The payments of people whose money the actor may see."""
    return Payment.objects.filter(organisation_id=actor.organisation_id, person__in=people(actor, part=PART))


def people_in_run(actor: Actor, run_id: int) -> list[int]:
    """Ids of everybody whom a run pays, restricted records too: the files for the bank name them all."""
    rows = Payment.objects.filter(organisation_id=actor.organisation_id, run_id=run_id)
    return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct())


def payment_for(actor: Actor, payment_id: int) -> Payment:
    """One payment with its budget and person. Raises NotVisible."""
    rows = payments(actor).select_related("budget", "person__named_contact__user", "run", "payee_account")
    found = rows.filter(pk=payment_id).first()
    if found is None:
        raise NotVisible
    return found


def payments_for_list(actor: Actor) -> QuerySet[Payment]:
    """Payments with what a list shows joined."""
    return payments(actor).select_related("budget", "person", "run", "payee_account")


def due_for_run(actor: Actor, pay_on: date) -> QuerySet[Payment]:
    """What a run for a day pays: every scheduled payment due by then, those that were missed before included (C6).

    Restricted records too: who may not open such a record sees its payment in the sum only, but it is paid.
    """
    rows = Payment.objects.filter(
        organisation_id=actor.organisation_id, state=PaymentState.SCHEDULED, pay_on__lte=pay_on
    )
    return rows.exclude(budget__state=BudgetState.CLOSED).order_by("id")


def runs(actor: Actor) -> QuerySet[PaymentRun]:
    """The organisation's payment runs."""
    return PaymentRun.objects.filter(organisation_id=actor.organisation_id).select_related("made_by", "released_by")


def run_for(actor: Actor, run_id: int) -> PaymentRun:
    """One run. Raises NotVisible."""
    found = runs(actor).filter(pk=run_id).first()
    if found is None:
        raise NotVisible
    return found


def lines_of_run(actor: Actor, run: PaymentRun) -> QuerySet[Payment]:
    """The payments of a run of the people whose record the actor may open."""
    return payments_for_list(actor).filter(run=run)


def last_run_before(actor: Actor, run: PaymentRun) -> PaymentRun | None:
    """The run that went out last before this one."""
    sent = runs(actor).filter(state__in=[RunState.EXPORTED, RunState.CONFIRMED], pk__lt=run.pk)
    return sent.order_by("-pay_on", "-pk").first()


def changes_since_last_run(actor: Actor, run: PaymentRun) -> tuple[PaymentRun | None, tuple[RunChange, ...]]:
    """The last run, and what is new, gone or changed against it. Held lines are not paid, so they do not count."""
    last = last_run_before(actor, run)
    if last is None:
        return None, ()
    return last, compare_runs(_lines(last), _lines(run))


def files_of_run(actor: Actor, run: PaymentRun) -> list[Document]:
    """The files of an exported run, as they were made."""
    rows = Document.objects.filter(
        organisation_id=actor.organisation_id, kind__in=[CSV_FILE, BACS_FILE], subject_id=run.pk
    )
    return list(rows.order_by("id"))


def _lines(run: PaymentRun) -> list[RunLine]:
    going = run.payments.exclude(state__in=[PaymentState.HELD, PaymentState.CANCELLED, PaymentState.SCHEDULED])
    return [RunLine(reference, amount) for reference, amount in going.values_list("budget__reference", "amount")]
