"""What the services of this app share: locks in one order, numbers, many moves at once."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection

from budgets.models import Budget, Payment
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.models import Move
from phb.core.selectors import people


def lock_budget(by: Actor, budget_id: int) -> Budget:
    """The budget's row, locked until the commit, if this actor may see it.

    Each path that changes payments takes this lock first and the trail's last, so that sums are
    counted one after the other (I5) and two transactions never wait for each other.
    """
    seen = Budget.objects.filter(organisation_id=by.organisation_id, person__in=people(by))
    budget = seen.select_for_update(of=("self",)).filter(pk=budget_id).order_by().first()
    if budget is None:
        raise NotVisible
    return budget


def lock_budgets(by: Actor, ids: Iterable[int]) -> dict[int, Budget]:
    """Many budgets, locked in the order of their numbers."""
    rows = Budget.objects.filter(organisation_id=by.organisation_id, pk__in=set(ids))
    return {row.pk: row for row in rows.select_for_update(of=("self",)).order_by("pk")}


def next_reference(prefix: str, model, by: Actor, on: date) -> str:
    """The organisation's own next number of the year: "B26-000123". It tells nothing of other organisations (I35)."""
    head = f"{prefix}{on:%y}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{by.organisation_id}:number:{head}"])
    rows = model.objects.filter(organisation_id=by.organisation_id, reference__startswith=head)
    last = rows.order_by("-reference").values_list("reference", flat=True).first()
    return f"{head}{int(last.removeprefix(head)) + 1 if last else 1:06d}"


def move_payments(
    payments: Sequence[Payment],
    verb: str,
    *,
    by: Actor,
    reason: str = "",
    also: tuple[str, ...] = (),
    **changes: object,
) -> None:
    """Move many payments by one verb in two statements. RuleBroken when one of them may not move so.

    `changes` are the same for all; `also` names fields that were set on each before. A hold gives its own reason.
    """
    if not payments:
        return
    moves = []
    for payment in payments:
        before, payment.state = payment.state, Payment.life_cycle.check(payment.state, verb)
        for name, value in changes.items():
            setattr(payment, name, value)
        own = payment.hold_reason if verb == "hold" else ""
        moves.append(_row(payment, verb, before, by, reason or own))
    Payment.objects.bulk_update(payments, ["state", *changes, *also], batch_size=1000)
    Move.objects.bulk_create(moves, batch_size=2000)


def note_created(payments: Sequence[Payment], by: Actor) -> None:
    """The first row in the history of each new payment."""
    Move.objects.bulk_create([_row(payment, "created", "", by, "") for payment in payments], batch_size=2000)


def _row(payment: Payment, verb: str, before: str, by: Actor, reason: str) -> Move:
    return Move(
        organisation_id=payment.organisation_id,
        person_id=payment.person_id,
        subject=Payment._meta.label_lower,
        subject_id=payment.pk,
        verb=verb,
        from_state=before,
        to_state=payment.state,
        reason=reason,
        by_id=by.user_id,
        by_name=by.name,
        by_role=by.role,
    )
