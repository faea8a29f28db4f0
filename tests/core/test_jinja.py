"""Templates: strict pages, lenient components, values written one way, nothing from elsewhere."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import jinja2
import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from markupsafe import escape

from phb.core import display
from phb.core.charts import Bar, BarChart
from phb.core.periods import Period
from phb.jinja import environment
from phb.views.components import LAYOUTS, sample_context

ROOT = Path(settings.BASE_DIR)
SPACE = "\N{NO-BREAK SPACE}"


def env():
    return engines["jinja2"].env


def loader(**pages):
    return jinja2.DictLoader(pages)


class TestStrictness:
    def test_a_name_that_the_view_did_not_pass_fails_on_a_page(self):
        with pytest.raises(jinja2.UndefinedError):
            env().from_string("{{ persn.name }}").render()

    def test_in_production_it_is_empty_and_the_page_is_drawn(self, settings):
        settings.PRODUCTION = True
        page = environment(loader=loader(a="[{{ persn.name.first }}]"), autoescape=True).get_template("a")
        assert page.render() == "[]"

    def test_components_take_parts_that_may_be_left_out(self):
        source = '{% import "components/ui.html" as ui %}{{ ui.summary_list([{"label": "A", "value": "B"}]) }}'
        assert "nhsuk-summary-list" in env().from_string(source).render()

    def test_design_system_macros_are_functions_and_escape(self):
        drawn = env().from_string('{{ nhs.insetText(text="<b>x</b>") }}').render()
        assert "nhsuk-inset-text" in drawn
        assert "&lt;b&gt;" in drawn

    def test_every_template_compiles(self):
        for path in sorted((ROOT / "templates").rglob("*.html")):
            if "documents" in path.parts:
                continue  # papers have an environment of their own
            env().get_template(str(path.relative_to(ROOT / "templates")))

    def test_no_template_has_inline_script_or_style(self):
        for path in sorted((ROOT / "templates").rglob("*.html")):
            if "documents" in path.parts or "emails" in path.parts:
                continue  # papers are not served under the content policy
            source = path.read_text()
            assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", source), path

    def test_nothing_is_loaded_from_another_host(self):
        outside = re.compile(r"""(?:src|href|url\(|@import|action)\s*[=(]?\s*["']?\s*(?:https?:)?//""")
        for folder, kinds in (("templates", ("html",)), ("static/css", ("css",)), ("static/vendor/nhsuk", ("css",))):
            for kind in kinds:
                for path in sorted((ROOT / folder).rglob(f"*.{kind}")):
                    assert not outside.search(path.read_text()), path

    def test_the_vendored_style_sheet_names_no_licensed_font(self):
        sheet = (ROOT / "static/vendor/nhsuk/nhsuk-frontend.min.css").read_text()
        assert "@font-face" not in sheet
        assert "Frutiger" not in sheet
        for name in re.findall(r"url\(([^)\"']+)\)", sheet):
            assert (ROOT / "static/vendor/nhsuk" / name).exists(), name


class TestWriting:
    def test_days_and_moments_are_london(self):
        assert display.day(date(2026, 5, 4)) == f"4{SPACE}May{SPACE}2026"
        summer = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
        assert display.moment(summer).replace(SPACE, " ") == "1 July 2026 at 12:30am"
        assert display.day(summer).replace(SPACE, " ") == "1 July 2026"
        winter = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)
        assert display.moment(winter).replace(SPACE, " ") == "22 November 2026 at 12:05pm"

    def test_an_nhs_number_stays_in_one_piece(self):
        assert f"999{SPACE}000{SPACE}0018" in display.nhs_number("9990000018")
        assert "&lt;" in str(escape(display.nhs_number("<b>")))

    def test_money_and_nothing(self):
        assert display.money(Decimal("1234.50")) == "£1,234.50"
        assert display.money(None) == display.day(None) == "Not recorded"

    @pytest.mark.parametrize(
        ("days", "words"),
        [(0, "Arrived today"), (1, "Waiting 1 day"), (2, "Waiting 2 days"), (1200, "Waiting 1,200 days")],
    )
    def test_waiting(self, days, words):
        assert display.waiting(days).replace(SPACE, " ") == words

    @pytest.mark.parametrize(("day", "words"), [(22, "Today"), (21, "Yesterday"), (20, "2 days ago"), (23, "In 1 day")])
    def test_ago(self, day, words):
        assert display.ago(date(2026, 11, day), date(2026, 11, 22)).replace(SPACE, " ") == words

    def test_periods(self):
        year = Period(date(2026, 4, 1), date(2027, 3, 31))
        assert display.period(year).replace(SPACE, " ") == "1 April 2026 to 31 March 2027"
        assert display.period(Period(date(2026, 4, 1), None)).replace(SPACE, " ") == "From 1 April 2026"


class TestCharts:
    def chart(self, *bars):
        return BarChart("x", "Spent <by> kind", "Most went on pay.", bars)

    def test_it_says_in_words_what_it_shows_and_has_no_styles(self):
        svg = self.chart(Bar("Pay & more", Decimal("10"), "£10.00")).svg
        assert "<title" in svg
        assert "<desc" in svg
        assert "Pay &amp; more" in svg
        assert "&lt;by&gt;" in svg
        assert "style" not in svg

    def test_the_longest_bar_fills_the_room_and_less_than_nothing_is_nothing(self):
        svg = self.chart(Bar("A", 10, "10"), Bar("B", 5, "5"), Bar("C", -3, "−3")).svg
        widths = [int(width) for width in re.findall(r'width="(\d+)" height="14"', svg)]
        assert widths[1::2] == [420, 210, 0]

    def test_no_bars_and_only_zeros(self):
        assert "<svg" in self.chart().svg
        assert 'width="0"' in self.chart(Bar("A", 0, "0")).svg


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_component_page_is_drawn_in_every_layout(layout):
    request = RequestFactory().get("/components/", {"layout": layout})
    context = {**sample_context(request), "messages": [], "csrf_input": ""}
    page = render_to_string(f"development/components_{layout}.html", context, request=None)
    assert "<h1" in page
    assert page.count("<main") == 1


def test_the_title_says_that_there_is_an_error():
    request = RequestFactory().get("/components/")
    context = sample_context(request)
    well = render_to_string("development/components_public.html", context)
    wrong = render_to_string("development/components_public.html", {**context, "form": context["wrong_form"]})
    assert "<title>Payment released" in well
    assert "<title>Error: Payment released" in wrong
