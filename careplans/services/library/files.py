"""Files of entries and prices: read and checked by one person, taken whole by another, in one transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower

from careplans.enums import LibraryFileState, LibraryState, PriceState, PriceUnit
from careplans.library_files import WORDS, LibraryRow, Refusal, read
from careplans.models import LibraryFile, LibraryItem, LibraryPrice
from careplans.rules.library import Ending, Priced, make_room
from careplans.selectors import library as selectors
from careplans.services.library.entries import MAY_NOT_APPROVE, MAY_NOT_PROPOSE, not_oneself
from careplans.services.reach import check_right
from phb.core import jobs, moving
from phb.core.actors import Actor
from phb.core.csv_files import check_size
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Job, Move

KIND = "careplans.take_library_file"
Line = tuple[int, str, int | None, str]  # entry, provider, place, unit: what a price is the price of


@dataclass
class Effect:
    """What taking the rows of a file does. Prices by the line of the file; `ended`: prices here that get a last day."""

    refusals: list[Refusal] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    held: dict[tuple[str, str], LibraryItem] = field(default_factory=dict)
    new: dict[tuple[str, str], LibraryRow] = field(default_factory=dict)
    ends: dict[int, date | None] = field(default_factory=dict)
    ended: dict[int, Ending] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def check_file(*, name: str, content: bytes, by: Actor) -> LibraryFile:
    """Read a file and say of each row whether it can be taken, and what taking it would end. Nothing is taken.

    Raises ImportRejected for a file that cannot be read at all, and RuleBroken for one that was taken before.
    """
    check_right(by, "library", "W", MAY_NOT_PROPOSE)
    check_size(content)
    digest = hashlib.sha256(content).hexdigest()
    same = LibraryFile.objects.filter(organisation_id=by.organisation_id, sha256=digest)
    if same.filter(state=LibraryFileState.TAKEN).exists():
        raise RuleBroken("This very file was taken before. Its entries and prices are here already.", "file")
    rows, refusals = read(content)
    effect = effect_of(rows, by)
    refusals = sorted([*refusals, *effect.refusals], key=lambda each: (each.line, each.column))
    refused = {each.line for each in refusals}
    made = LibraryFile.objects.create(
        organisation_id=by.organisation_id, file_name=name[:200], sha256=digest, proposed_by_id=by.user_id,
        rows=[row.as_json() for row in rows if row.line not in refused],
        refusals=[[each.line, each.column, each.words] for each in refusals], told=effect.told,
    )  # fmt: skip
    moving.note(made, "created", by=by, before="", after=made.state)
    return made


@transaction.atomic
def hand_over_file(*, file_id: int, by: Actor) -> LibraryFile:
    """Hand a checked file to a second person. Raises RuleBroken while a row of it is refused: a file is taken whole."""
    check_right(by, "library", "W", MAY_NOT_PROPOSE)
    row = _locked(by, file_id)
    if row.state == LibraryFileState.PROPOSED:
        return row
    type(row).life_cycle.check(row.state, "hand_over")
    if row.refusals:
        raise RuleBroken("Rows of this file are refused. Mend them in the file and bring in the whole file again.")
    if not row.rows:
        raise RuleBroken("There is nothing in this file to take.")
    moving.move(row, "hand_over", by=by, proposed_by_id=by.user_id)
    return row


@transaction.atomic
def discard_file(*, file_id: int, by: Actor, reason: str = "") -> LibraryFile:
    """Put a file aside; its rows are removed."""
    check_right(by, "library", "W", MAY_NOT_PROPOSE)
    row = _locked(by, file_id)
    if row.state != LibraryFileState.DISCARDED:
        moving.move(row, "discard", by=by, reason=reason.strip(), rows=[])
    return row


@transaction.atomic
def take_file(*, file_id: int, by: Actor) -> Job:
    """A second person asks for a file to be taken as a whole; the same file is asked for once. Raises RuleBroken."""
    check_right(by, "library", "A", MAY_NOT_APPROVE)
    row = _locked(by, file_id)
    type(row).life_cycle.check(row.state, "take")
    not_oneself(row, by, "file")
    return jobs.ask(KIND, by=by, payload={"file": row.pk}, key=f"library-file-{row.pk}")


@transaction.atomic
def take_rows(*, file_id: int, by: Actor) -> tuple[int, int]:
    """Make the entries and prices of a file, approved by the one who takes it. Returns how many of each; a file that is
    taken already makes none.

    The library is looked at again: what changed since the check refuses the file, whole (RuleBroken).
    """
    check_right(by, "library", "A", MAY_NOT_APPROVE)
    row = _locked(by, file_id)
    if row.state != LibraryFileState.PROPOSED:
        return 0, 0
    not_oneself(row, by, "file")
    rows = [LibraryRow.from_json(each) for each in row.rows]
    effect = effect_of(rows, by)
    if effect.refusals:
        first = effect.refusals[0]
        raise RuleBroken(f"Line {first.line}: {first.words} Check the file again.")
    where = f"By the file {row.file_name}"
    items = {**effect.held, **_make_entries(effect, row, where, by)}
    for pk, ending in effect.ended.items():
        price = LibraryPrice.objects.get(pk=pk)
        price.ends = ending.last_day
        price.save(update_fields=["ends"])
        moving.note(price, "end", by=by, before=price.state, after=price.state, reason=f"{ending.words} {where}.")
    count = _make_prices(rows, effect, items, row, where, by)
    moving.move(row, "take", by=by, approved_by_id=by.user_id, rows=[], entries_made=len(effect.new), prices_made=count)
    return len(effect.new), count


def effect_of(rows: Sequence[LibraryRow], by: Actor) -> Effect:
    """What taking the rows would do to the library as it stands, and which rows it refuses: four questions."""
    effect = Effect(places={place.name.casefold(): place.pk for place in selectors.places(by)})
    names = {row.entry[1] for row in rows}
    here = LibraryItem.objects.filter(organisation_id=by.organisation_id).annotate(low=Lower("name"))
    effect.held = {(item.kind, item.name.casefold()): item for item in here.filter(low__in=names)}
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        _fit_entry(row, effect)
        said = (
            row.entry,
            *(row.text[name].casefold() for name in ("provider", "place", "unit", "starts", "ends", "amount")),
        )
        if said in seen:
            effect.refusals.append(Refusal(row.line, "name", "This row says the same as an earlier one."))
        seen.add(said)
    _fit_prices(rows, effect)
    return effect


def _fit_entry(row: LibraryRow, effect: Effect) -> None:
    """Whether the row's entry can be there: new, or here with the same words."""

    def no(column: str, words: str) -> None:
        effect.refusals.append(Refusal(row.line, column, words))

    item = effect.held.get(row.entry)
    if item is not None:
        if item.state != LibraryState.IN_USE:
            no("name", f"The library has “{item.name}”, but it is not in use ({item.get_state_display().lower()}).")
        for name in WORDS:
            if row.text[name] and row.text[name] != getattr(item, name):
                no(
                    name,
                    "The library says something else here. Leave the cell empty, or propose a correction of the entry.",
                )
        if row.amount is None:
            no("name", f"The library has “{item.name}” already, and the row brings no price.")
    else:
        first = effect.new.setdefault(row.entry, row)
        for name in WORDS:
            if first is not row and row.text[name] and row.text[name] != first.text[name]:
                no(
                    name,
                    f"Line {first.line} says something else of the same entry. Say it once, or the same each time.",
                )
    if row.text["place"] and row.text["place"].casefold() not in effect.places:
        no(
            "place",
            f"“{row.text['place']}” is not one of your places: {', '.join(sorted(effect.places)) or 'there are none'}.",
        )


def _fit_prices(rows: Sequence[LibraryRow], effect: Effect) -> None:
    """Prices of the same thing follow each other by date, those of the file among those that are here."""
    refused = {each.line for each in effect.refusals}
    lines: dict[Line, list[Priced]] = {}
    for known in selectors.approved_prices([item.pk for item in effect.held.values()]):
        price = selectors.as_priced(known)
        lines.setdefault(_line(price), []).append(price)
    number = {entry: -place for place, entry in enumerate(effect.new, start=1)}
    here = {entry: item.pk for entry, item in effect.held.items()}
    for row in sorted((each for each in rows if each.amount is not None), key=lambda each: (each.starts, each.line)):
        if row.line in refused:
            continue
        new = _as_priced(row, {**number, **here}[row.entry], effect.places)
        beside = lines.setdefault(_line(new), [])
        try:
            endings = make_room(new, beside)
        except RuleBroken as error:
            effect.refusals.append(Refusal(row.line, error.field or "starts", error.message))
            continue
        for each in endings:
            beside[beside.index(each.price)] = replace(each.price, ends=each.last_day)
            if each.price.key < 0:
                effect.ends[-each.price.key] = each.last_day
            else:
                effect.ended[each.price.key] = each
                effect.told.append(f"Line {row.line}, {row.text['name']}: {each.words}")
        beside.append(new)
        effect.ends[row.line] = row.ends


def _line(price: Priced) -> Line:
    return price.item, price.provider.casefold(), price.place, price.unit


def _as_priced(row: LibraryRow, item: int, places: dict[str, int]) -> Priced:
    assert row.amount is not None and row.starts is not None
    return Priced(
        -row.line, item, _provider(row), places.get(row.text["place"].casefold()), PriceUnit(row.text["unit"]), row.amount,
        row.starts, row.ends,
    )  # fmt: skip


def _provider(row: LibraryRow) -> str:
    return " ".join(row.text["provider"].split())


def _make_entries(effect: Effect, file: LibraryFile, where: str, by: Actor) -> dict[tuple[str, str], LibraryItem]:
    """New entries, proposed by the one who brought the file and taken into use by the one who takes it."""
    made = LibraryItem.objects.bulk_create([
        LibraryItem(
            organisation_id=by.organisation_id, kind=row.text["kind"], name=row.text["name"], proposed_by_id=file.proposed_by_id,
            **{name: row.text[name] for name in WORDS},
        )
        for row in effect.new.values()
    ], batch_size=500)  # fmt: skip
    _note(made, "created", "", LibraryState.PROPOSED, where, _proposer(file))
    LibraryItem.objects.filter(pk__in=[item.pk for item in made]).update(
        state=LibraryState.IN_USE, approved_by_id=by.user_id
    )
    _note(made, "approve", LibraryState.PROPOSED, LibraryState.IN_USE, where, _who(by))
    return dict(zip(effect.new, made, strict=True))


def _make_prices(
    rows: Sequence[LibraryRow],
    effect: Effect,
    items: dict[tuple[str, str], LibraryItem],
    file: LibraryFile,
    where: str,
    by: Actor,
) -> int:
    made = LibraryPrice.objects.bulk_create([
        LibraryPrice(
            organisation_id=by.organisation_id, item=items[row.entry], proposed_by_id=file.proposed_by_id, provider=_provider(row),
            place_id=effect.places.get(row.text["place"].casefold()), unit=row.text["unit"], amount=row.amount,
            includes=row.text["includes"], starts=row.starts, ends=effect.ends[row.line], source=row.text["source"],
        )
        for row in rows if row.amount is not None
    ], batch_size=500)  # fmt: skip
    _note(made, "created", "", PriceState.PROPOSED, where, _proposer(file))
    LibraryPrice.objects.filter(pk__in=[price.pk for price in made]).update(
        state=PriceState.APPROVED, approved_by_id=by.user_id
    )
    _note(made, "approve", PriceState.PROPOSED, PriceState.APPROVED, where, _who(by))
    _note_providers({price.item_id for price in made})
    return len(made)


def _note(things: Sequence[Any], verb: str, before: str, after: str, reason: str, who: dict[str, Any]) -> None:
    """A move of each of many things, in few statements."""
    Move.objects.bulk_create([
        Move(
            organisation_id=thing.organisation_id, subject=thing._meta.label_lower, subject_id=thing.pk, verb=verb,
            from_state=before, to_state=after, reason=reason, **who,
        )
        for thing in things
    ], batch_size=500)  # fmt: skip


def _who(by: Actor) -> dict[str, Any]:
    return {"by_id": by.user_id, "by_name": by.name, "by_role": by.role}


def _proposer(file: LibraryFile) -> dict[str, Any]:
    """Whoever handed the file over proposed what is in it."""
    handed = Move.objects.filter(subject=file._meta.label_lower, subject_id=file.pk, verb="hand_over").latest("id")
    return {"by_id": handed.by_id, "by_name": handed.by_name, "by_role": handed.by_role}


def _note_providers(item_ids: set[int]) -> None:
    """As `note_providers`, for many entries at once."""
    named: dict[int, set[str]] = {pk: set() for pk in item_ids}
    for item_id, provider in LibraryPrice.objects.filter(
        item_id__in=item_ids, state=PriceState.APPROVED
    ).exclude(provider="").values_list("item_id", "provider"):  # fmt: skip
        named[item_id].add(provider)
    items = list(LibraryItem.objects.filter(pk__in=item_ids))
    for item in items:
        item.providers = "\n".join(sorted(named[item.pk]))
    LibraryItem.objects.bulk_update(items, ["providers"], batch_size=500)


def _locked(by: Actor, file_id: int) -> LibraryFile:
    if by.is_outside:
        raise NotVisible
    found = selectors.file_for(by, file_id)
    return moving.locked(LibraryFile.objects.filter(organisation_id=by.organisation_id), pk=found.pk)
