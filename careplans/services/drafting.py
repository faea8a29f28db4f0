"""Writing the plan: its sections and rows, by coordinator and person together."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from careplans import selectors
from careplans.enums import PaidEvery, ServiceKind
from careplans.models import PARTS, Outcome, PlanVersion, Service, ServiceOutcome
from careplans.models.parts import POINTS_AT, fields_of
from careplans.rules.merging import merge
from careplans.rules.pricing import check_funders, price
from careplans.rules.together import ABOUT_ME
from careplans.selectors.parts_shown import OPTIONAL, optional_parts
from careplans.services.coordinating import reassign
from careplans.services.reach import Changed, check_open, check_right, locked, touch
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.once import once

SECTIONS: dict[str, tuple[str, ...]] = {
    "about_me": ABOUT_ME,
    "advice": ("risks_advised_on", "risks_advised_by"),
    "safety": ("safeguarding", "liberty", "liberty_authority", "liberty_until", "restraint"),
    "support": ("how_took_part", "advocacy_offered_on", "advocacy", "support_offered_on", "support"),
    "formulation": ("formulation",),
    "advance": ("advance_statement", "advance_statement_kept", "anticipatory"),
    "carers": ("carers_situation",),
    "people": ("health_monitor", "exclusions_checked_on", "excluded"),
    "review": ("review_due_on", "review_how", "payment_frequency", "notice_days"),
}
NOT_OFFERED = "Choose one of the answers shown."
MAY_NOT_WRITE = "Your role may read this plan but not write in it."
Marks = Mapping[str, str]


@transaction.atomic
def save_section(
    *, version_id: int, section: str, values: Mapping[str, Any], by: Actor, seen: Marks | None = None
) -> PlanVersion:
    """Write a section of the version (`section`: a key of SECTIONS).

    `seen` holds the marks of the fields as the page showed them (`careplans.rules.merging`): what others changed
    meanwhile is kept, and where both changed the same field, Changed is raised with theirs and nothing is written.
    What the person and who acts for them write goes through `careplans.services.writing_together`.
    Raises NotVisible; RuleBroken when the version is agreed or the role may not write.
    """
    return put_section(_writable(by, version_id, own_words=section == "about_me"), section, values, seen)


def put_section(
    version: PlanVersion, section: str, values: Mapping[str, Any], seen: Marks | None = None
) -> PlanVersion:
    """Write a section of a version that the caller has locked and may write on. Raises Changed."""
    sent = {name: value for name, value in values.items() if name in SECTIONS[section]}
    taken = _merged({name: getattr(version, name) for name in sent}, sent, seen)
    return touch(version, **taken) if taken else version


@transaction.atomic
def save_row(
    *,
    version_id: int,
    part: str,
    values: Mapping[str, Any],
    by: Actor,
    row_id: int | None = None,
    seen: Marks | None = None,
    key: str | None = None,
) -> Any:
    """Add or change one row: a need, an outcome, a service, a risk, … (`part`: a key of PARTS).

    Services: `outcomes` is a list of ids; `funders` a list of (name, percent) that makes exactly 100; the amount a week
    is worked out from hours × rate unless one is given. With `key`, the same page sent twice adds one row.
    Raises Changed, NotVisible, RuleBroken as `save_section`.
    """
    return put_row(_writable(by, version_id), part, values, by=by, row_id=row_id, seen=seen, key=key)


def put_row(
    version: PlanVersion,
    part: str,
    values: Mapping[str, Any],
    *,
    by: Actor,
    row_id: int | None = None,
    seen: Marks | None = None,
    key: str | None = None,
) -> Any:
    """Write a row of a version that the caller has locked and may write on. Raises Changed, RuleBroken."""
    sent = {name: value for name, value in values.items() if name in fields_of(part)}
    if row_id is None:
        return _add(version, part, sent, by, key)
    row = PARTS[part].objects.filter(pk=row_id, version=version).first()
    if row is None:
        raise RuleBroken(
            "Somebody else has removed this from the plan meanwhile. Copy your words and add it anew if it is still needed."
        )
    taken = _merged({name: _now(row, name) for name in sent}, sent, seen)
    if taken:
        _write(row, version, part, taken)
        touch(version)
    return row


@transaction.atomic
def remove_row(*, part: str, row_id: int, by: Actor) -> PlanVersion:
    """Take a row out of a draft. What hung on it stays, without it, and shows as a gap. Raises NotVisible, RuleBroken."""
    model = PARTS[part]
    version_id = (
        model.objects.filter(pk=row_id, organisation_id=by.organisation_id).values_list("version_id", flat=True).first()
    )
    if version_id is None:
        raise NotVisible
    return drop_row(_writable(by, version_id), part, row_id)


def drop_row(version: PlanVersion, part: str, row_id: int) -> PlanVersion:
    """Take a row out of a version that the caller has locked and may write on; what pointed at it points at nothing."""
    for field, pointed in POINTS_AT.items():
        if pointed == part:
            _let_go(field, row_id, version)
    PARTS[part].objects.filter(pk=row_id, version=version).delete()
    return touch(version)


@transaction.atomic
def add_part(*, version_id: int, part: str, by: Actor) -> PlanVersion:
    """Bring an optional part into the version although nothing on record asks for it. Twice is once.

    Raises NotVisible; RuleBroken when the version is agreed, the role may not write, or there is no such part.
    """
    version = _writable(by, version_id)
    if part not in OPTIONAL:
        raise RuleBroken("Choose one of the parts shown.", "part")
    if part in version.extra_parts:
        return version
    return touch(version, extra_parts=sorted({*version.extra_parts, part}))


@transaction.atomic
def drop_part(*, version_id: int, part: str, by: Actor) -> PlanVersion:
    """Leave out an optional part that was added by hand; what is written in it is taken out first. Twice is once."""
    version = _writable(by, version_id)
    there = next((each for each in optional_parts(selectors.content_of(version)) if each.name == part), None)
    if there is not None and there.filled:
        raise RuleBroken("Something is written in this part. Take it out there first.", "part")
    if part not in version.extra_parts:
        return version
    return touch(version, extra_parts=[each for each in version.extra_parts if each != part])


@transaction.atomic
def name_coordinator(*, version_id: int, membership_id: int, on: date, by: Actor) -> PlanVersion:
    """Name the care coordinator of the plan: another one takes it over as everywhere (`coordinating.reassign`), with the
    same rules of who may say so and whose record they may open. Raises RuleBroken, NotVisible."""
    check_right(by, "plan", "W", MAY_NOT_WRITE)
    version = locked(by, version_id)
    if version.plan.coordinator_id != membership_id:
        why = "Named while the plan was written."
        reassign(plan_ids=[version.plan_id], membership_id=membership_id, reason=why, on=on, by=by)
        version.plan.refresh_from_db(fields=["coordinator"])
    return version


def _writable(by: Actor, version_id: int, *, own_words: bool = False) -> PlanVersion:
    check_right(by, "plan", "W", MAY_NOT_WRITE)
    if by.is_outside and not own_words:
        raise RuleBroken("You can write your own words here. For other changes, ask your care coordinator.")
    version = locked(by, version_id, part="act_on_plan")
    check_open(version)
    return version


def _let_go(field: str, row_id: int, version: PlanVersion) -> None:
    """What pointed at a row that is taken out stays, and points at nothing: a gap, shown as one."""
    for model in PARTS.values():
        if any(each.name == field for each in model._meta.concrete_fields):
            model.objects.filter(**{f"{field}_id": row_id}, version=version).update(**{field: None})


def _merged(now: dict[str, Any], sent: dict[str, Any], seen: Marks | None) -> dict[str, Any]:
    result = merge(now, sent, seen)
    if result.disputed:
        raise Changed(result.disputed)
    return result.take


def _add(version: PlanVersion, part: str, sent: dict[str, Any], by: Actor, key: str | None) -> Any:
    model = PARTS[part]

    def effect() -> dict[str, int]:
        last = model.objects.filter(version=version).aggregate(last=Max("position"))["last"] or 0
        row = model(
            organisation_id=version.organisation_id, person_id=version.person_id, version=version, position=last + 1,
            from_person=by.is_outside,
        )  # fmt: skip
        _write(row, version, part, sent)
        touch(version)
        return {"id": row.pk}

    if key is None:
        return model.objects.get(pk=effect()["id"])
    asked = {"version": version.pk, "part": part, "values": {name: str(value) for name, value in sent.items()}}
    answer, _ = once("careplans.add_row", str(key), asked, effect, by=by)
    return model.objects.filter(pk=answer["id"]).first()


def _now(row: Any, name: str) -> Any:
    """The value of a field as a page shows it."""
    if name in POINTS_AT:
        return getattr(row, f"{name}_id")
    if name == "price":
        return row.price_id
    if name == "outcomes":
        return sorted(row.links.values_list("outcome_id", flat=True))
    if name in {"weekly_amount"} and row.working.get("worked_out"):
        return None  # worked out, not typed
    return getattr(row, name)


def now_of(row: Any, part: str) -> dict[str, Any]:
    """What a row says, by the names that `save_row` takes."""
    return {name: _now(row, name) for name in fields_of(part)}


def _write(row: Any, version: PlanVersion, part: str, values: dict[str, Any]) -> None:
    values = dict(values)
    outcomes = values.pop("outcomes", None)
    for name in POINTS_AT.keys() & values.keys():
        setattr(row, name, _of_version(PARTS[POINTS_AT[name]], version, values.pop(name), name))
    if "price" in values:
        values["price_id"] = values.pop("price")
    if part == "services":
        _price(row, values)
    _check_choices(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    if outcomes is not None:
        _link(row, version, outcomes)


def _of_version(model: type, version: PlanVersion, pk: Any, field: str) -> Any:
    if not pk:
        return None
    found = model.objects.filter(pk=pk, version=version).first()
    if found is None:
        raise RuleBroken("This is no longer in the plan. Choose another.", field)
    return found


def _link(row: Service, version: PlanVersion, outcome_ids: list[Any]) -> None:
    wanted = {_of_version(Outcome, version, pk, "outcomes").pk for pk in outcome_ids}
    there = set(row.links.values_list("outcome_id", flat=True))
    row.links.filter(outcome_id__in=there - wanted).delete()
    for outcome_id in sorted(wanted - there):
        ServiceOutcome.objects.create(
            organisation_id=row.organisation_id,
            person_id=row.person_id,
            version=version,
            service=row,
            outcome_id=outcome_id,
        )


def _price(row: Service, values: dict[str, Any]) -> None:
    """The cost of the line by rule, with its words; the working that a costing handed in is kept beside it."""
    now = {name: values.get(name, _now(row, name) if row.pk else None) for name in
           ("kind", "hours_per_week", "rate", "weekly_amount", "one_off_amount")}  # fmt: skip
    cost = price(
        now["kind"] or row.kind, now["hours_per_week"], now["rate"], now["weekly_amount"], now["one_off_amount"]
    )
    values |= {"weekly_amount": cost.weekly, "one_off_amount": cost.one_off}
    row.working = {
        **row.working, "words": cost.words, "full_cost": None if cost.full_cost is None else str(cost.full_cost),
        "worked_out": cost.weekly is not None and now["weekly_amount"] is None,
    }  # fmt: skip
    if "funders" in values:
        shares = [_share(each) for each in values["funders"]]
        check_funders(shares)
        values["funders"] = [{"funder": name.strip(), "share": f"{share.normalize():f}"} for name, share in shares]
    for name, codes in (("kind", ServiceKind), ("frequency", PaidEvery)):
        if values.get(name) and values[name] not in set(codes):
            raise RuleBroken(NOT_OFFERED, name)


def _check_choices(row: Any, values: Mapping[str, Any]) -> None:
    """Refuse a code that the field does not know (RuleBroken), whatever page or program sent it."""
    for field in row._meta.concrete_fields:
        if field.choices and values.get(field.name) and values[field.name] not in {code for code, _ in field.choices}:
            raise RuleBroken(NOT_OFFERED, field.name)


def _share(each: Any) -> tuple[str, Any]:
    if isinstance(each, Mapping):
        return str(each["funder"]), Decimal(str(each["share"]))
    return str(each[0]), Decimal(str(each[1]))
