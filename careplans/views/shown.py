"""What the pages of a plan show of its rows: the words, what else is said of them, and an amount where there is one."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from careplans.enums import ActionStatus, GoalStatus, PaidEvery, ServiceKind
from careplans.forms.chain import LEVELS
from careplans.models import PARTS, PlanVersion
from careplans.models.parts import POINTS_AT
from phb.core.display import day

# part → what one row of it is called, and the word in the address of a row
ROWS = {
    "needs": ("need", "need"), "outcomes": ("outcome", "outcome"), "actions": ("action", "action"),
    "stage_goals": ("step on the way", "stage_goal"), "services": ("service", "service"), "risks": ("risk", "risk"),
    "contingency": ("“if… then…”", "contingency"), "tasks": ("health task", "task"),
    "paid_people": ("person who is paid", "paid_person"), "contacts": ("person to reach", "contact"),
    "other_plans": ("other plan", "other_plan"), "decisions": ("decision", "decision"),
}  # fmt: skip
# part → the field whose words stand for the row
HEADS = {
    "services": "description", "risks": "description", "contingency": "trigger", "paid_people": "name", "contacts": "name",
    "other_plans": "title", "decisions": "question",
}  # fmt: skip
Say = tuple[str | Callable[[Any], Any], str]


def head_of(part: str, row: Any) -> str:
    """The words that stand for a row."""
    return str(getattr(row, HEADS.get(part, "words")))


def shown_rows(version: PlanVersion, part: str) -> list[dict[str, Any]]:
    """Rows as a page lists them. `details`: (label, words) in order; `notes`: the same as sentences."""
    change, remove = (f"careplans:{verb}_{ROWS[part][1]}" for verb in ("change", "remove"))
    found = []
    for row in rows_of(version, part):
        details = [(label, said) for say, label in _SAYS[part] if (said := _said(row, say, label))]
        found.append({
            "pk": row.pk, "line": row.line, "change": change, "remove": remove, "words": head_of(part, row),
            "details": details, "notes": [f"{label}: {said}" if label else said for label, said in details],
            "weekly": getattr(row, "weekly_amount", None), "once": getattr(row, "one_off_amount", None), "row": row,
        })  # fmt: skip
    return found


def rows_of(version: PlanVersion, part: str) -> Any:
    """The rows of a part with all that is said of them: a fixed number of queries."""
    model = PARTS[part]
    rows = model.objects.filter(version=version)
    pointing = [field.name for field in model._meta.concrete_fields if field.name in POINTS_AT]
    if pointing:
        rows = rows.select_related(*pointing)
    return rows.prefetch_related("links__outcome") if part == "services" else rows


def short(words: str, most: int = 80) -> str:
    """The beginning of a sentence, for a list of choices."""
    flat = " ".join(words.split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"


def _said(row: Any, say: str | Callable[[Any], Any], label: str) -> str:
    value = say(row) if callable(say) else getattr(row, say)
    if value in (None, "", False):
        return ""
    if value is True:
        return "Yes"
    if isinstance(value, date):
        return day(value)
    if isinstance(say, str) and say in POINTS_AT:
        return short(value.words if hasattr(value, "words") else value.description)
    if isinstance(say, str) and row._meta.get_field(say).choices:
        return str(getattr(row, f"get_{say}_display")())
    return str(value)


def _of_ten(field: str) -> Callable[[Any], str]:
    return lambda row: f"{value} of 10" if (value := getattr(row, field)) else ""


def _unless(field: str, usual: str) -> Callable[[Any], str]:
    return lambda row: getattr(row, f"get_{field}_display")() if getattr(row, field) != usual else ""


def _missing(field: str, words: str) -> Callable[[Any], str]:
    return lambda row: "" if getattr(row, f"{field}_id") else words


def _levels(row: Any) -> str:
    return "; ".join(
        f"{'−' if score.startswith('-') else '+' if score != '0' else ''}{score.lstrip('-')} {words}"
        for score in LEVELS
        if (words := row.levels.get(score))
    )


def _invited(row: Any) -> str:
    return {True: "Yes", False: "No", None: ""}[row.invited]


def _options(row: Any) -> str:
    return "\n".join(_option(option) for option in row.options)


def _option(option: dict[str, str]) -> str:
    said = [f"for it: {option['benefits']}" if option.get("benefits") else "", f"against it: {option['risks']}" if option.get("risks") else ""]  # fmt: skip
    return f"{option.get('words') or 'No words yet'}" + "".join(f"; {each}" for each in said if each)


def _kind(row: Any) -> str:
    return ServiceKind(row.kind).label if row.kind in set(ServiceKind) else ""


def _met(row: Any) -> str:
    return ", ".join(short(link.outcome.words) for link in row.links.all())


def _serves_nothing(row: Any) -> str:
    return "" if row.links.all() else "Works towards no outcome yet"


def _paid_by(row: Any) -> str:
    return ", ".join(f"{each['funder']} {each['share']}%" for each in row.funders)


def _how_held(row: Any) -> str:
    paid = PaidEvery(row.frequency).label.lower() if row.frequency in set(PaidEvery) else ""
    return ", ".join(filter(None, (row.get_holding_display(), f"paid {paid}" if paid else "")))


def _plain(words: Iterable[Any]) -> str:
    return " · ".join(str(each) for each in words if each)


_SAYS: dict[str, tuple[Say, ...]] = {
    "needs": (("domain", "Area"), ("professionals_view", "How professionals see it"), ("code", "SNOMED CT")),
    "outcomes": (
        ("need", "Serves"), (_missing("need", "Serves no need yet"), ""), ("measure", "We will know by"),
        (_of_ten("importance"), "Importance"), (_of_ten("confidence"), "Confidence"), ("agreed_with", "Agreed with"),
        ("agreed_on", "Agreed on"), (_unless("status", GoalStatus.PROPOSED), "Stands"), (_levels, "Scored by"),
        (lambda row: row.weight if row.weight != 1 else "", "Weight"), ("code", "SNOMED CT"),
    ),
    "actions": (
        ("outcome", "For"), (_missing("outcome", "For no outcome yet"), ""),
        (lambda row: _plain((row.who, row.who_role)), "Done by"), ("when", "When"), ("strategies", "What helps"),
        (_of_ten("confidence"), "Confidence"), (_unless("status", ActionStatus.PLANNED), "Stands"),
        ("review_on", "Looked at again"),
    ),
    "stage_goals": (
        ("of_action", "On the way of"), (_missing("of_action", "Of no action yet"), ""),
        (_unless("status", GoalStatus.PROPOSED), "Stands"), ("result", "What came of it"),
    ),
    "services": (
        (lambda row: _plain((row.provider, _how_held(row))), ""), (_kind, "Kind"),
        (lambda row: row.working.get("words", ""), ""), ("one_off_on", "Needed on"), (lambda row: "A life depends on it" if row.life_supporting else "", ""), (_met, "Works towards"),
        (_serves_nothing, ""), (_paid_by, "Paid by"),
    ),
    "risks": (
        (lambda row: f"Likelihood {row.likelihood} × impact {row.impact} = {row.score} of 25", ""),
        (lambda row: f"{row.residual_likelihood} × {row.residual_impact} = {row.residual_score} of 25" if row.residual_score else "", "After the steps"),
        ("agreement", ""), ("persons_view", "What the person thinks"), ("professionals_view", "What the professional thinks"),
        ("what_matters", "What matters about it"), ("who_harmed", "Who could be harmed"), ("kind", "About"),
        ("steps", "Steps"), ("procedure", "Agreed way to manage it"), ("agreed_with", "Agreed with"),
        ("agreed_on", "Agreed on"), ("review_on", "Looked at again"),
    ),
    "contingency": (
        ("kind", "For"), ("action", "Then"), ("contact", "Call"), ("warning_signs", "How it begins"), ("coping", "What helps"),
        ("medicines_equipment", "Kept ready"), ("review_on", "Looked at again"),
    ),
    "tasks": (
        ("service", "In"), (lambda row: _plain((row.delegated_by, row.registration, row.practitioner_employer)), "Delegated by"),
        (lambda row: "" if row.delegated_by else "No practitioner has delegated it yet", ""),
        ("risk_assessed_on", "Risks and benefits weighed"), ("person_content_on", "The person is content since"),
        ("instructions", "Instructions"), ("if_withdrawn", "If the practitioner withdraws"),
    ),
    "paid_people": (
        ("service", "Paid in"), ("employment", ""), ("relationship", "To the person"), ("same_household", "Same household"),
        ("exception_reason", "Why it is necessary"), ("acts_for_person", "Nominee or representative"),
        ("second_checker", "Timesheets are checked by"), ("registration_words", "Registration and insurance"),
    ),
    "contacts": (
        ("kind", ""), (lambda row: _plain((row.role, row.speciality, row.team, row.organisation_name)), ""),
        (lambda row: _plain((row.phone, row.email)), ""), (lambda row: "Call in a crisis" if row.in_crisis else "", ""),
        (lambda row: "Key worker" if row.key_worker else "", ""), (_invited, "Invited by the person"),
        (lambda row: "Took part in planning" if row.took_part else "", ""), ("instructed_as", "As advocate"), ("comments", "Remarks"),
    ),
    "other_plans": (("kind", ""), ("held_by", "Held by"), ("dated", "Dated"), ("review_on", "Reviewed"), ("words", "What matters here")),
    "decisions": (
        ("status", ""), (_options, "Options"), ("what_matters", "What matters to the person"), ("decision", "Decided"),
        ("decided_on", "On"), ("took_part", "Took part"), ("information", "Given beforehand"), ("revisit_on", "Looked at again"),
    ),
}  # fmt: skip
