"""Dense lists for desks: declared columns, filters in the address, keyset pages, CSV.

A table reads a queryset that a selector has already cut to what the actor may
see. It asks the same number of queries for one row and for a million: one
count, one page, and one to find the place of the cursor.

The cursor in the address is a row's number and nothing else: its sort value
can be somebody's name, and addresses end up in logs.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest, FieldDoesNotExist
from django.db.models import F, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from phb.core import display
from phb.core.forms.base import NHSForm
from phb.core.table_cells import Column, Tag, safe_for_spreadsheets

LARGEST_ID = 2**63 - 1
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


class FilterForm(NHSForm):
    """Filters of a table: every field may be left empty, so none is marked "(optional)"."""

    hide_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self.fields.values():
            each.required = False


@dataclass(frozen=True)
class Page:
    """One page of rows. ``first`` and ``last`` count from 1 in the whole list."""

    rows: list[Any]
    first: int
    total: int
    next: str = ""
    previous: str = ""

    @property
    def last(self) -> int:
        """The number of the last row on this page."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def words(self) -> str:
        """ "Showing 26 to 50 of 1,204"."""
        if not self.rows:
            return "Nothing to show"
        if len(self.rows) == self.total:
            return f"Showing all {self.total:,}" if self.total > 1 else "Showing the only one"
        return f"Showing {self.first:,} to {self.last:,} of {self.total:,}"


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: after or before the row with this number."""

    row: int
    backwards: bool = False
    first: int = 1


@dataclass
class Order:
    """A chosen sort: the column, its direction and how empty values are placed (last)."""

    column: Column
    descending: bool
    nullable: bool = field(default=True)

    @property
    def name(self) -> str:
        """As written in the address: "due" or "-due"."""
        return f"-{self.column.key}" if self.descending else self.column.key

    def by(self, *, backwards: bool) -> list[Any]:
        """The ORDER BY, with the row's number to settle ties."""
        path, falling = F(str(self.column.sort)), self.descending != backwards
        tie = "-pk" if falling else "pk"
        if not self.nullable:
            return [path.desc() if falling else path.asc(), tie]
        places = {"nulls_first": True} if backwards else {"nulls_last": True}
        return [path.desc(**places) if falling else path.asc(**places), tie]

    def beyond(self, value: Any, row: int, *, backwards: bool) -> Q:
        """The rows that come after (or before) the row with this value and number."""
        path, falling = str(self.column.sort), self.descending != backwards
        way = "lt" if falling else "gt"
        empty = Q(**{f"{path}__isnull": True})
        tie = Q(**{f"pk__{way}": row})
        if value is None:
            return (empty & tie) | ~empty if backwards else empty & tie
        # The first half lets an index begin at the value; the second settles ties.
        rows = Q(**{f"{path}__{way}e": value}) & (Q(**{f"{path}__{way}": value}) | tie)
        return rows | empty if self.nullable and not backwards else rows


class Table:
    """Declare columns, filters and the order; give it ``request.GET`` and a queryset.

    Unknown names in the address answer 400 (``BadRequest``). A filter that
    cannot be understood shows its error and no rows, never an unfiltered list.
    """

    columns: tuple[Column, ...] = ()
    caption = "List"
    filter_form: type[FilterForm] | None = None
    lookups: Mapping[str, str] = {}
    """Filter name → field lookup, where they differ: {"due_by": "due_on__lte"}."""
    order = ""
    """The key of the column sorted by at first; "-key" for falling."""
    page_size = 25
    empty = "Nothing here yet."
    empty_filtered = "Nothing matches these filters."
    csv = True
    reserved = ("sort", "after", "before", "from", "format")

    def __init__(
        self,
        data: QueryDict,
        queryset: QuerySet[Any],
        *,
        total: Callable[[], int] | None = None,
        path: str = "",
    ) -> None:
        self.data, self.queryset, self.path, self._total = data, queryset, path, total
        self.form = self.filter_form(data) if self.filter_form else None
        self._refuse_unknown_names()
        self.sort = self._read_order()
        self.cursor = self._read_cursor()

    # --- what the page shows

    @cached_property
    def page(self) -> Page:
        """The rows of this page and the addresses of its neighbours."""
        if self.form is not None and not self.form.is_valid():
            return Page([], 0, 0)
        cursor, beyond = self.cursor, self._beyond_cursor()
        backwards = bool(cursor and beyond is not None and cursor.backwards)
        rows = self.filtered.order_by(*self.sort.by(backwards=backwards))
        if beyond is not None:
            rows = rows.filter(beyond)
        found = list(rows[: self.page_size + 1])
        more, found = len(found) > self.page_size, found[: self.page_size]
        if backwards:
            found.reverse()
        return self._page(found, more=more, backwards=backwards, moved=beyond is not None)

    @cached_property
    def filtered(self) -> QuerySet[Any]:
        """All rows that pass the filters, in no order."""
        queryset = self.queryset
        for name, value in self.chosen.items():
            own = getattr(self, f"filter_{name}", None)
            if own is not None:
                queryset = own(queryset, value)
            else:
                lookup = self.lookups.get(name, name)
                lookup += "__in" if isinstance(value, list) else ""
                queryset = queryset.filter(**{lookup: value})
        return queryset

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """The filters that are set, by name, as clean values."""
        if self.form is None or not self.form.is_valid():
            return {}
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "", [])}

    @cached_property
    def total(self) -> int:
        """How many rows pass the filters; a kept count may be handed in for the whole list."""
        if self._total is not None and not self.chosen:
            return self._total()
        return self.filtered.count()

    @property
    def headings(self) -> list[dict[str, Any]]:
        """The column heads, with the address that sorts by each."""
        heads = []
        for column in self.columns:
            mine = column.key == self.sort.column.key
            turned = f"-{column.key}" if mine and not self.sort.descending else column.key
            state = ("descending" if self.sort.descending else "ascending") if mine else None
            heads.append(
                {
                    "column": column,
                    "state": state,
                    "href": self.address(sort=turned) if column.sort else "",
                }
            )
        return heads

    def cells(self, row: Any) -> list[tuple[Column, str, str]]:
        """A row as (column, what is shown, address or "")."""
        return [(column, column.shown(row), column.address(row)) for column in self.columns]

    @property
    def active_filters(self) -> list[dict[str, str]]:
        """What is filtered by, in words, each with the address without it."""
        if self.form is None:
            return []
        return [
            {
                "label": str(self.form.fields[name].label),
                "value": _in_words(self.form.fields[name], value),
                "href": self.address(drop=name),
            }
            for name, value in self.chosen.items()
        ]

    @property
    def clear_href(self) -> str:
        """The list without filters."""
        return self.path or "?"

    @property
    def link(self) -> str:
        """The address to bookmark or share: filters and order, no page."""
        return self.address()

    @property
    def csv_href(self) -> str:
        """The same rows as a file."""
        return self.address(format="csv")

    def address(self, *, drop: str = "", **names: Any) -> str:
        """This list's address with some names changed; pages begin anew."""
        query = self.data.copy()
        for name in ("after", "before", "from", "format"):
            query.pop(name, None)
        for name in [name for name in query if drop and name.startswith(drop)]:
            if name == drop or name.removeprefix(f"{drop}_") in {"day", "month", "year"}:
                query.pop(name)
        for name, value in names.items():
            query[name] = str(value)
        for name in [name for name in query if not any(query.getlist(name))]:
            query.pop(name)
        return f"{self.path}?{query.urlencode()}"

    def __html__(self) -> SafeString:
        """``{{ table }}`` draws the whole: filters, rows, pages."""
        return render_to_string("components/table.html", {"table": self})

    # --- as a file

    @property
    def wants_csv(self) -> bool:
        """Whether the address asks for the rows as a file."""
        return self.csv and self.data.get("format") == "csv"

    def csv_response(self, name: str) -> HttpResponse:
        """Every row that passes the filters, in this order, as UTF-8 CSV."""
        if self.form is not None and not self.form.is_valid():
            raise BadRequest("The filters in this address cannot be read.")
        # Not streamed: rows are read while the transaction still knows whose they are.
        response = HttpResponse("".join(self.csv_lines()), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "no-store"
        return response

    def csv_lines(self) -> Iterator[str]:
        """The file line by line; text that a spreadsheet would run begins with an apostrophe."""
        writer = csv.writer(_Echo())
        columns = [column for column in self.columns if column.exported]
        heads = [safe_for_spreadsheets(column.label) for column in columns]
        yield BYTE_ORDER_MARK + writer.writerow(heads)
        rows = self.filtered.order_by(*self.sort.by(backwards=False))
        for row in rows.iterator(chunk_size=2000):
            yield writer.writerow([column.export(row) for column in columns])

    # --- reading the address

    def _refuse_unknown_names(self) -> None:
        known = set(self.reserved)
        if self.form is not None:
            for name, each in self.form.fields.items():
                parts = getattr(each.widget, "widgets_names", [""])
                known |= {f"{name}{part}" for part in parts}
        unknown = sorted(set(self.data) - known)
        if unknown:
            raise BadRequest("This list cannot be filtered by what the address asks for.")

    def _read_order(self) -> Order:
        asked = self.data.get("sort") or self.order
        key = asked.removeprefix("-")
        column = next((each for each in self.columns if each.key == key and each.sort), None)
        if column is None:
            raise BadRequest("This list cannot be sorted by what the address asks for.")
        return Order(column, asked.startswith("-"), self._may_be_empty(column))

    def _may_be_empty(self, column: Column) -> bool:
        """Whether the sort value can be NULL: known for plain columns, else assumed."""
        if column.never_empty:
            return False
        try:
            return bool(self.queryset.model._meta.get_field(str(column.sort)).null)
        except FieldDoesNotExist:
            return True

    def _read_cursor(self) -> Cursor | None:
        after, before = self.data.get("after"), self.data.get("before")
        if after and before:
            raise BadRequest("An address may go forwards or back, not both.")
        if not (after or before):
            return None
        first = _number(self.data.get("from", "1"))
        return Cursor(_number(after or before or ""), bool(before), first)

    def _beyond_cursor(self) -> Q | None:
        """The condition of this page, or nothing when it is the first or its row is gone."""
        if self.cursor is None:
            return None
        place = self.queryset.filter(pk=self.cursor.row).values_list(str(self.sort.column.sort))
        found = place.order_by().first()
        if found is None:
            return None
        return self.sort.beyond(found[0], self.cursor.row, backwards=self.cursor.backwards)

    def _place(self, *, first: int, **row: Any) -> str:
        """The address of the page before or after a row; `from` is only shown."""
        return self.address(**row, **{"from": first})  # type: ignore[arg-type]

    def _page(self, rows: list[Any], *, more: bool, backwards: bool, moved: bool) -> Page:
        first = self.cursor.first if self.cursor and moved else 1
        if backwards and not more:
            first = 1  # the beginning was reached, whatever came in between
        later = bool(rows) and (more if not backwards else True)
        earlier = bool(rows) and (more if backwards else moved)
        last_row, first_row = (_pk(rows[-1]), _pk(rows[0])) if rows else (0, 0)
        return Page(
            rows,
            first if rows else 0,
            self.total,
            self._place(after=last_row, first=first + len(rows)) if later else "",
            self._place(before=first_row, first=max(1, first - self.page_size)) if earlier else "",
        )


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _pk(row: Any) -> Any:
    if isinstance(row, Mapping):
        return row["pk"] if "pk" in row else row["id"]
    return row.pk


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or int(text) > LARGEST_ID:
        raise BadRequest("The page in this address cannot be read.")
    return int(text)


def _in_words(field_: Any, value: Any) -> str:
    choices = {str(key): str(label) for key, label in getattr(field_, "choices", [])}
    values = value if isinstance(value, list) else [value]
    if hasattr(value, "year"):
        return display.day(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return ", ".join(choices.get(str(each), str(each)) for each in values)


__all__ = ["Column", "Cursor", "FilterForm", "Order", "Page", "Table", "Tag"]
