"""The plan as the person reads it: their words first, what is done for what they want, then what keeps them safe."""

from typing import Any

from careplans.models import PlanVersion
from careplans.selectors.talk import open_by_line
from careplans.views.said import facts, section_rows
from careplans.views.shown import shown_rows
from phb.core.actors import Actor

# Lists below the chain, in the order in which one needs them.
LISTS = (
    ("If something goes wrong", "contingency"),
    ("People", "contacts"),
    ("Health tasks that others do for me", "tasks"),
    ("Choices made together", "decisions"),
    ("Other plans", "other_plans"),
)
# Sections below the lists. Whoever agrees a plan has read all of it, what limits freedom before anything.
TEXTS = (
    ("Keeping safe and free", "safety"),
    ("Wishes for later", "advance"),
    ("How things came about", "formulation"),
    ("How we plan together", "support"),
    ("Carers", "carers"),
)
# Of who is paid: for what, how they work and what they are to the person. The reasons are told to the panel.
OF_PAID = {"Paid in", "", "To the person"}


def reading(actor: Actor, version: PlanVersion) -> dict[str, Any]:
    """What the page shows of the plan. A fixed number of queries whatever the plan holds."""
    found, loose = _chain(version)
    return {
        "chain": found,
        "loose": loose,
        "lists": [
            (title, part, rows) for title, part in LISTS if (rows := _with_codes(shown_rows(version, part), part))
        ],
        "risks": _risks(version),
        "paid": _paid(version),
        "texts": [(title, rows) for title, name in TEXTS if (rows := section_rows(version, name))],
        "stated": [row for row in facts(version) if row["value"] and row["label"] != "Review by"],
        "open_talk": {f"{part}-{line}": n for (part, line), n in open_by_line(actor, version.plan_id).items()},
    }


def _paid(version: PlanVersion) -> list[tuple[str, str]]:
    """(name, what else is said) of who is paid by name."""
    return [
        (row["words"], ", ".join(words for label, words in row["details"] if label in OF_PAID))
        for row in shown_rows(version, "paid_people")
    ]


def _with_codes(rows: list[dict[str, Any]], part: str) -> list[dict[str, Any]]:
    return [{**row, "code": f"{part}-{row['line']}"} for row in rows]


def _chain(version: PlanVersion) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(needs with their outcomes, services that work towards nothing yet). What serves no need yet comes last."""
    services_of: dict[int, list[dict[str, Any]]] = {}
    loose = []
    for row in version.services.prefetch_related("links"):
        shown = {"code": f"services-{row.line}", "row": row}
        links = list(row.links.all())
        for link in links:
            services_of.setdefault(link.outcome_id, []).append(shown)
        if not links:
            loose.append(shown)
    actions_of: dict[int | None, list[Any]] = {}
    for action in version.actions.prefetch_related("stage_goals"):
        actions_of.setdefault(action.outcome_id, []).append({"code": f"actions-{action.line}", "row": action})
    by_need: dict[int | None, list[dict[str, Any]]] = {}
    for outcome in version.outcomes.all():
        by_need.setdefault(outcome.need_id, []).append({
            "code": f"outcomes-{outcome.line}", "words": outcome.words, "measure": outcome.measure,
            "services": services_of.get(outcome.pk, []), "actions": actions_of.get(outcome.pk, []),
        })  # fmt: skip
    needs = [
        {"code": f"needs-{need.line}", "words": need.words, "outcomes": by_need.get(need.pk, []), "actions": []}
        for need in version.needs.all()
    ]
    if by_need.get(None) or actions_of.get(None):
        needs.append({"code": "", "words": "", "outcomes": by_need.get(None, []), "actions": actions_of.get(None, [])})
    return needs, loose


def _risks(version: PlanVersion) -> list[dict[str, Any]]:
    """Risks without scores: what the person thinks first, then what is done."""
    return [
        {"code": f"risks-{row.line}", "words": row.description, "view": row.persons_view,
         "notes": [each for each in (row.steps, row.procedure) if each]}
        for row in version.risks.all()
    ]  # fmt: skip
