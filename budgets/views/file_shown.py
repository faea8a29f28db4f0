"""How a file of live budgets is shown: sums, rows, refusals, progress."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from budgets.enums import BudgetFileState, HoldingMethod
from budgets.models import BudgetFile
from budgets.selectors.files import items_of
from budgets.services.bringing_in import TAKE, TAKE_BACK, weekly_of
from eligibility.enums import Route
from phb.core.actors import Actor
from phb.core.models import Job, Person
from phb.core.money import format_pounds
from phb.core.progress import progress_of
from phb.core.selectors import closed_numbers
from phb.core.tables import Column, Table

SHOWN = 50
COLOURS = {
    BudgetFileState.CHECKED: "blue",
    BudgetFileState.TAKING: "yellow",
    BudgetFileState.TAKEN: "green",
    BudgetFileState.UNDOING: "yellow",
    BudgetFileState.UNDONE: "grey",
    BudgetFileState.REFUSED: "grey",
}
# Part of what is told: its title, and the headings of its two columns.
PARTS = (
    ("made", "What taking it makes", "What", "How many"),
    ("money", "Money", "Stream and who holds it", "Amount"),
    ("pays", "Payments of the next five weeks", "Day", "Payments"),
)

PARTS_AFTER = (
    ("made", "What the file brought", "What", "How many"),
    ("money", "Money when it came", "Stream and who holds it", "Amount"),
)


class BroughtTable(Table):
    """The budgets of a file that was taken."""

    caption, order = "Budgets that the file brought", "line"
    empty = "Nothing of this file was taken."
    columns = (
        Column("line", "Line", sort="line", cell="line", kind="number"),
        Column("there", "Reference in the system before", sort="reference", cell="reference"),
        Column("budget", "Budget here", sort="budget__reference", cell="budget.reference", link=lambda item: reverse("budgets:budget", args=[item.budget_id])),
        Column("person", "Person", sort="person__sort_name", cell="person.full_name"),
        Column("state", "State", cell=lambda item: item.budget.get_state_display()),
        Column("began", "Began there", sort="began_on", cell="began_on", kind="date"),
        Column("paid_to", "Paid there up to", cell="paid_to", kind="date"),
        Column("balance", "Balance there", cell="balance", kind="money"),
        Column("balance_on", "As at", cell="balance_on", kind="date"),
        Column("back", "Taken back", cell="taken_back_on", kind="date"),
    )  # fmt: skip


def shown_job(row: BudgetFile) -> dict[str, Any] | None:
    """How far the work on a file is, while there is any, or why it stopped."""
    jobs = Job.objects.filter(organisation_id=row.organisation_id, kind__in=[TAKE, TAKE_BACK], payload__file=row.pk)
    job = jobs.order_by("-id").first()
    if job is None or job.state == "done":
        return None
    what = "record of these budgets" if job.kind == TAKE else "closing of these budgets"
    return progress_of(job, what=what, refresh_href=reverse("budgets:file", args=[row.pk]))


def page_of(actor: Actor, row: BudgetFile) -> tuple[dict[str, Any], list[int]]:
    """What the page of a file says, and the people whose records it shows.

    A row whose person is closed to the reader is left out of the list.
    """
    rows = row.rows
    closed = closed_numbers(actor, [kept["nhs_number"] for kept in rows])
    seen = [kept for kept in rows if kept["nhs_number"] not in closed]
    shown = seen[:SHOWN]
    known = Person.objects.filter(
        organisation_id=row.organisation_id, nhs_number__in=[kept["nhs_number"] for kept in shown]
    )
    told = [
        {
            "title": title,
            "what": what,
            "how": how,
            "rows": [(words, value) for of, words, value in row.told if of == part],
        }
        for part, title, what, how in (PARTS if row.state == BudgetFileState.CHECKED else PARTS_AFTER)
        if any(of == part for of, _, _ in row.told)
    ]
    return {
        "told": told,
        "weekly": format_pounds_text(row.weekly),
        "refusals": row.refusals[:SHOWN],
        "refused": len({line for line, _, _ in row.refusals}),
        "more_refusals": max(0, len(row.refusals) - SHOWN),
        "reasons": _most_common(row),
        "brings": [_shown(kept) for kept in shown],
        "more": max(0, len(seen) - SHOWN),
        "taken": items_of(row).filter(taken_back_on=None).count(),
    }, list(known.values_list("pk", flat=True))


def format_pounds_text(text: str) -> str:
    """A kept sum as pounds."""
    return format_pounds(Decimal(text or "0"))


def _most_common(row: BudgetFile) -> list[tuple[str, int]]:
    """Columns by how often they are refused: with hundreds of refusals, what to mend first."""
    counts: dict[str, int] = {}
    for _, column, _ in row.refusals:
        counts[column or "whole row"] = counts.get(column or "whole row", 0) + 1
    return sorted(counts.items(), key=lambda each: -each[1])[:8] if len(row.refusals) > 20 else []


def _shown(kept: dict[str, Any]) -> dict[str, Any]:
    holdings = sorted({HoldingMethod(line["holding"]).label for line in kept["lines"]})
    return {
        "line": kept["line"],
        "reference": kept["reference"],
        "name": f"{kept['given_name']} {kept['family_name']}",
        "nhs_number": kept["nhs_number"],
        "route": Route(kept["route"]).label,
        "lines": len(kept["lines"]),
        "weekly": weekly_of(kept),
        "holding": ", ".join(holdings),
        "pays_from": date.fromisoformat(kept["pays_from"]),
    }
