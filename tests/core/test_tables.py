"""Lists: every row once whatever the page, filters in the address, files that cannot run."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import BadRequest
from django.db.models import Value
from django.db.models.functions import NullIf
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from phb.core import forms as nhs
from phb.core.models import Person
from phb.core.table_cells import DANGEROUS, Column, Tag, safe_for_spreadsheets
from phb.core.tables import FilterForm, Table
from tests.factories.core import make_person


class PeopleFilters(FilterForm):
    known_as = nhs.SelectField(label="Known as", choices=[("", "Anyone"), ("Bo", "Bo"), ("Al", "Al")])
    born_by = nhs.DateField(label="Born by")


class PeopleTable(Table):
    caption = "People"
    order = "name"
    page_size = 3
    filter_form = PeopleFilters
    lookups = {"born_by": "date_of_birth__lte"}
    columns = (
        Column("name", "Name", sort="sort_name", cell="full_name", link=lambda row: f"/people/{row.pk}/"),
        Column("born", "Born", sort="date_of_birth", cell="date_of_birth", kind="date"),
        Column("died", "Died", sort="date_of_death", cell="date_of_death", kind="date"),
        Column("maybe", "Known as", sort="maybe", cell="maybe"),
        Column("state", "State", cell=lambda row: Tag("Alive", "green")),
        Column("secret", "Phone", cell="phone", exported=False),
    )


def table(address="", queryset=None, **more):
    rows = Person.objects.annotate(maybe=NullIf("known_as", Value(""))) if queryset is None else queryset
    return PeopleTable(QueryDict(address.removeprefix("?")), rows, **more)


def walk(address=""):
    """All pages forwards from an address, as lists of ids, and the last table."""
    pages = []
    while True:
        here = table(address)
        pages.append([row.pk for row in here.page.rows])
        if not here.page.next:
            return pages, here
        address = here.page.next


@pytest.fixture
def people(actor_of, here):
    actor_of("COM")
    made = [
        make_person(
            here,
            family_name="Same" if number < 6 else f"Name{number % 4}",
            date_of_birth=date(1950 + number % 3, 1, 1),
            date_of_death=date(2026, 1, 1 + number % 2) if number % 3 == 0 else None,
            known_as=["", "Bo", "Al"][number % 3],
        )
        for number in range(11)
    ]
    return made


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize("sort", ["name", "-name", "born", "-born", "died", "-died", "maybe", "-maybe"])
    def test_every_row_once_in_order_forwards_and_back(self, people, sort):
        pages, last = walk(f"sort={sort}")
        assert [len(page) for page in pages] == [3, 3, 3, 2]
        whole = [row.pk for row in last.filtered.order_by(*last.sort.by(backwards=False))]
        assert [pk for page in pages for pk in page] == whole
        back, address = [[row.pk for row in last.page.rows]], last.page.previous
        while address:
            here = table(address)
            back.insert(0, [row.pk for row in here.page.rows])
            address = here.page.previous
        assert [pk for page in back for pk in page] == whole

    def test_empty_values_come_last_either_way(self, people):
        for sort in ("died", "-died"):
            pages, _ = walk(f"sort={sort}")
            died = [Person.objects.get(pk=pk).date_of_death is not None for page in pages for pk in page]
            assert died == sorted(died, reverse=True)

    def test_the_place_is_said(self, people):
        first = table()
        assert first.page.words == "Showing 1 to 3 of 11"
        assert first.page.previous == ""
        second = table(first.page.next)
        assert second.page.words == "Showing 4 to 6 of 11"
        assert table(second.page.previous).page.words == "Showing 1 to 3 of 11"
        assert table(second.page.previous).page.previous == ""

    def test_a_row_that_has_gone_leads_to_the_beginning(self, people):
        assert table("after=999999&from=4").page.words == "Showing 1 to 3 of 11"

    def test_the_address_holds_no_name(self, people):
        next_page = table("sort=name").page.next
        assert "same" not in next_page.lower()
        assert set(QueryDict(next_page.removeprefix("?"))) == {"sort", "after", "from"}

    def test_the_same_number_of_queries_for_one_row_and_for_many(self, people, django_assert_num_queries):
        with django_assert_num_queries(2):
            render_to_string("components/table.html", {"table": table()})
        with django_assert_num_queries(2):
            render_to_string("components/table.html", {"table": table(queryset=annotated(pk=people[0].pk))})
        after = table().page.next
        with django_assert_num_queries(3):
            render_to_string("components/table.html", {"table": table(after)})

    def test_a_kept_count_saves_a_query_until_a_filter_is_set(self, people, django_assert_num_queries):
        kept = table(total=lambda: 11)
        with django_assert_num_queries(1):
            assert kept.page.total == 11
        assert table("known_as=Bo", total=lambda: 11).page.total == 4


def annotated(**wanted):
    return Person.objects.annotate(maybe=NullIf("known_as", Value(""))).filter(**wanted)


@pytest.mark.django_db
class TestFilters:
    def test_filters_count_and_stay_in_the_address_of_every_link(self, people):
        filtered = table("known_as=Bo&sort=-born")
        assert filtered.page.total == 4
        for link in (filtered.page.next, filtered.csv_href, filtered.headings[0]["href"], filtered.link):
            assert "known_as=Bo" in link
        assert filtered.active_filters[0]["value"] == "Bo"
        assert "known_as" not in filtered.active_filters[0]["href"]

    def test_a_date_filter_is_one_filter_of_three_parts(self, people):
        filtered = table("born_by_day=31&born_by_month=12&born_by_year=1950")
        assert {row.date_of_birth.year for row in filtered.filtered} == {1950}
        assert filtered.active_filters[0]["value"].replace("\u00a0", " ") == "31 December 1950"
        assert "born_by" not in filtered.active_filters[0]["href"]

    @pytest.mark.parametrize(
        "address",
        [
            "colour=red",
            "sort=phone",
            "sort=state",
            "sort=--name",
            "after=x",
            "after=1&before=2",
            "after=٣",
            "after=1&from=-1",
            "after=99999999999999999999",
            "born_by=1950",
        ],
    )
    def test_an_unknown_name_or_place_is_refused(self, people, address):
        with pytest.raises(BadRequest):
            table(address)

    @pytest.mark.parametrize("address", ["known_as=Cy", "born_by_day=31&born_by_month=2&born_by_year=1950"])
    def test_a_filter_that_cannot_be_read_shows_no_rows(self, people, address):
        wrong = table(address)
        assert wrong.page.rows == []
        assert "There is a problem" in str(wrong.__html__())
        with pytest.raises(BadRequest):
            wrong.csv_response("people.csv")

    def test_own_filter_method_and_several_values(self, people):
        class Own(PeopleTable):
            def filter_known_as(self, queryset, value):
                return queryset.exclude(known_as=value)

        assert Own(QueryDict("known_as=Bo"), annotated()).page.total == 7

    def test_empty_lists_say_why(self, people):
        assert "Nothing here yet" in table(queryset=annotated(pk=0)).__html__()
        nothing = table("known_as=Bo", queryset=annotated(pk=0)).__html__()
        assert "Nothing matches these filters" in nothing
        assert "Clear filters" in nothing

    def test_the_head_says_how_it_is_sorted_and_turns(self, people):
        page = html.fromstring(f"<div>{table('sort=-born').__html__()}</div>")
        assert page.xpath("//th[@aria-sort]/@aria-sort") == ["descending"]
        assert table("sort=born").headings[1]["href"] == "?sort=-born"
        assert not page.xpath("//th[normalize-space()='State']/a")


@pytest.mark.django_db
class TestFile:
    def rows(self, source):
        return list(csv.reader(StringIO("".join(source.csv_lines()).removeprefix("\ufeff"))))

    def test_all_rows_that_pass_the_filter_in_this_order(self, people):
        lines = self.rows(table("known_as=Bo&sort=-born&format=csv"))
        assert lines[0] == ["Name", "Born", "Died", "Known as", "State"]
        assert len(lines) == 5
        assert [line[1] for line in lines[1:]] == sorted((line[1] for line in lines[1:]), reverse=True)

    def test_a_name_cannot_run_as_a_formula(self, people, here):
        make_person(here, given_name='=HYPERLINK("http://x")', family_name="+1")
        names = [line[0] for line in self.rows(table())]
        assert '\'=HYPERLINK("http://x") +1' in names

    def test_the_answer_is_a_file_that_is_not_kept(self, people):
        asked = table("format=csv")
        assert asked.wants_csv
        response = asked.csv_response("people.csv")
        assert response["Content-Disposition"] == 'attachment; filename="people.csv"'
        assert response["Cache-Control"] == "no-store"
        assert response.content.startswith(b"\xef\xbb\xbfName,")


class TestCells:
    @given(st.text())
    def test_no_text_begins_like_a_formula(self, text):
        assert not safe_for_spreadsheets(text).startswith(DANGEROUS)

    def test_amounts_stay_numbers_even_below_zero(self):
        assert Column("a", "A", kind="money").export({"a": Decimal("-5.00")}) == Decimal("-5.00")

    def test_nothing_is_a_dash_on_the_page_and_empty_in_a_file(self):
        column = Column("a", "A", kind="money")
        assert column.shown({"a": None}) == "–"
        assert column.export({"a": None}) == ""

    def test_a_tag_is_words_first_and_never_markup(self):
        assert "<b>" not in Tag("<b>x</b>", "red").__html__()
        assert Column("a", "A", cell=lambda row: Tag("=Paid", "green")).export({}) == "'=Paid"

    def test_a_path_reads_through_and_stops_at_nothing(self):
        assert Column("a", "A", cell="b.c").value({"b": {"c": 1}}) == 1
        assert Column("a", "A", cell="b.c").value({"b": None}) is None
