"""What the papers and minutes of a panel say, from the plans, the scheme and what was decided."""

from datetime import date
from decimal import Decimal
from typing import Any

from careplans import selectors
from careplans.documents.panel import DecidedLine, MoneyRow, PanelPack, PaperLine, PlanPaper
from careplans.enums import Relationship, RiskAgreement
from careplans.models import LineDecision, Panel, PanelItem
from careplans.selectors import deciding
from careplans.selectors.above import facts_from_above, money_from_above
from eligibility.enums import Route
from phb.core.display import day
from phb.core.models import Organisation
from phb.core.money import ZERO, format_pounds, round_penny
from phb.core.pdf import Organisation as Sender
from phb.core.pdf import Stamp

WEEKS = 52


def pack_of(panel: Panel, on: date) -> PanelPack:
    """The meeting as values, as it stands on a day."""
    row = Organisation.objects.get(pk=panel.organisation_id)
    return PanelPack(
        organisation=Sender(row.name, tuple(line for line in row.address.splitlines() if line), row.phone, row.email),
        stamp=Stamp(f"Panel {panel.pk}", 1, on),
        name=panel.name,
        held_on=panel.held_on,
        place=panel.place,
        members=tuple(_member(each, held=panel.state == "held") for each in panel.members),
        papers=tuple(_paper(number, item, on) for number, item in enumerate(_items(panel), start=1)),
        minutes=panel.minutes,
    )


def _member(each: dict[str, Any], *, held: bool) -> str:
    named = ", ".join(filter(None, (each["name"], each.get("role", ""))))
    return f"{named}: {'came' if each.get('came') else 'did not come'}" if held else named


def _paper(number: int, item: PanelItem, on: date) -> PlanPaper:
    version = item.version
    told = facts_from_above(version, on)
    figures = told.get("figures")
    content = selectors.content_of(version)
    money = selectors.money_of(content)
    rows, differences = _money(version, money["weekly"], on)
    needed = deciding.panel_needed(version, on, figures)
    return PlanPaper(
        number=number,
        initials=initials(item.person),
        reference=f"{version.plan.reference}, version {version.number}",
        stream=Route(version.plan.case.route).label,
        coordinator=version.plan.coordinator.user.name,
        asked=_asked(money),
        why=tuple(dict.fromkeys(filter(None, (item.why, *needed)))),
        needs=tuple(row.words for row in version.needs.all()),
        outcomes=tuple(row.words for row in version.outcomes.all()),
        money=rows,
        differences=differences,
        limits=tuple(
            f"{each.what}: {each.figure}, limit {each.limit}. {each.asks}."
            for each in deciding.scheme_of(version, on, figures)
            if each.applies
        ),
        lines=tuple(
            PaperLine(row.description, _line_money(row), "; ".join(link.outcome.words for link in row.links.all()))
            for row in version.services.prefetch_related("links__outcome")
        ),
        risks=tuple(_risk(row) for row in version.risks.all()),
        family=tuple(
            f"{row.name}, {Relationship(row.relationship).label.lower()}: {row.exception_reason}"
            for row in version.paidpersons.all()
            if row.needs_exception
        ),
        shut=tuple(f"{gate.name}: {gate.why}" for gate in selectors.gates_of(version, on=on, **told) if gate.is_shut),
        earlier=_earlier(item),
        decision=item.get_decision_display() if item.decision else "",
        reasons=item.reasons,
        conditions=item.conditions,
        decided_on=item.decided_on,
        took_part=tuple(each["name"] for each in item.took_part),
        interests=tuple(f"{each['name']}: {each.get('why', '')}" for each in item.interests),
        decided=_decided(item) if item.decision == "part" else (),
    )


def initials(person: Any) -> str:
    """A person's initials, for what is passed round."""
    return "".join(f"{each[0].upper()}." for each in (person.given_name, person.family_name) if each)


def _asked(money: dict[str, Decimal]) -> str:
    yearly = WEEKS * money["weekly"]
    once = f", and {format_pounds(money['one_off'])} once" if money["one_off"] else ""
    return (
        f"Authorise {format_pounds(money['weekly'])} a week ({format_pounds(yearly)} for 52 weeks){once}. "
        f"Of it {format_pounds(money['direct_payment'])} a week is a direct payment."
    )


def _money(version: Any, weekly: Decimal, on: date) -> tuple[tuple[MoneyRow, ...], tuple[str, ...]]:
    """What the care cost before, what was told, what runs now and what is asked, a week; and the differences in words."""
    replaced, told = deciding.replaced_package_of(version.plan_id), money_from_above(version, on)
    rows, said = [], []
    if replaced is not None:
        rows.append(MoneyRow("Without the budget", replaced.weekly, f"{replaced.basis} ({day(replaced.dated)})"))
        if replaced.weekly:
            said.append(_difference("the care without the budget", weekly, replaced.weekly))
    if (indicative := told.get("indicative_weekly")) is not None:
        rows.append(MoneyRow("Indicative", indicative, f"Told on {day(told['indicative_on'])}, before planning"))
        said.append(_difference("the indicative amount", weekly, indicative))
    if (now := told.get("agreed_weekly")) is not None:
        rows.append(MoneyRow("Budget in force", now, f"From {day(told['agreed_from'])}"))
        said.append(_difference("the budget in force", weekly, now))
    rows.append(MoneyRow("Proposed", weekly, "The cost of this plan"))
    return tuple(rows), tuple(said)


def _difference(what: str, weekly: Decimal, before: Decimal) -> str:
    """The difference a week, a year (52 weeks) and in percent to one place (C31)."""
    more = weekly - before
    if not more:
        return f"The same as {what}."
    side = "more" if more > 0 else "less"
    percent = "" if not before else f", {abs(100 * more / before):.1f}%"
    yearly = format_pounds(round_penny(abs(WEEKS * more)))
    return f"{format_pounds(abs(more))} a week {side} than {what} ({yearly} for 52 weeks{percent})."


def _line_money(row: Any) -> str:
    if row.weekly_amount is None and row.one_off_amount is None:
        return "No cost"
    amount = (
        f"{format_pounds(row.weekly_amount)} a week"
        if row.weekly_amount is not None
        else f"{format_pounds(row.one_off_amount or ZERO)} once"
    )
    return ", ".join(filter(None, (amount, row.get_holding_display().lower(), row.provider)))


def _risk(row: Any) -> str:
    remains = f", {row.residual_score} after the steps" if row.residual_score is not None else ""
    return f"{row.description} ({row.score} of 25{remains}). {RiskAgreement(row.agreement).label}."


def _earlier(item: PanelItem) -> tuple[str, ...]:
    refused = [
        f"Refused on {day(line.decision.decided_on)}: {line.decision.words}. {line.decision.reasons}"
        for line in deciding.refused_lines(item.version)
    ]
    before = [
        f"{row.panel.name}, {day(row.decided_on)}: {row.get_decision_display()}. {row.reasons}"
        for row in deciding.decided_items(item.version)
        if row.pk != item.pk
    ]
    return (*refused, *before)


def _decided(item: PanelItem) -> tuple[DecidedLine, ...]:
    rows = LineDecision.objects.filter(item=item).order_by("id")
    return tuple(DecidedLine(row.words, row.agreed, row.reasons) for row in rows)


def _items(panel: Panel) -> list[PanelItem]:
    """Every plan on the agenda, whoever may see it, in its order."""
    rows = panel.items.select_related("person", "version__plan__coordinator__user", "version__plan__case", "panel")
    return list(rows.order_by("position", "id"))
