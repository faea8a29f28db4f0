"""Fields clean strictly, say how to mend, and draw themselves as NHS components."""

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django import forms as django_forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from lxml import html

from phb.core import forms as nhs
from phb.core.errors import RuleBroken
from phb.core.forms import drawing
from phb.core.forms.nhs_number import NHSNumberError, parse_nhs_number


def one_field(field, **typed):
    form_class = type("OneField", (nhs.NHSForm,), {"answer": field})
    return form_class(typed)


def error_of(field, **typed):
    form = one_field(field, **typed)
    assert not form.is_valid()
    return form.errors["answer"][0]


def cleaned(field, **typed):
    form = one_field(field, **typed)
    assert form.is_valid(), form.errors
    return form.cleaned_data["answer"]


def drawn(form, name="answer"):
    return html.fromstring(f"<div>{form.field(name)}</div>")


class TestNHSNumber:
    @pytest.mark.parametrize("typed", ["9990000018", "999 000 0018", "999-000-0018", "\u00a0999\u00a0000\u00a00018 "])
    def test_ten_digits_however_spaced(self, typed):
        assert cleaned(nhs.NHSNumberField(), answer=typed) == "9990000018"

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ("999 000 001", "must have 10 digits. You entered 9"),
            ("999 000 00188", "must have 10 digits. You entered 11"),
            ("999 000 0019", "not a real NHS number"),
            ("1111111111", "not a real NHS number"),
            ("999O000018", "only include the digits"),
            ("٩٩٩٠٠٠٠٠١٨", "only include the digits"),
            ("QQ 12 34 56 C", "National Insurance number"),
            ("", "Enter NHS number"),
        ],
    )
    def test_the_message_says_what_is_wrong(self, typed, says):
        assert says in error_of(nhs.NHSNumberField(), answer=typed)

    def test_what_was_typed_stays_on_the_page(self):
        form = one_field(nhs.NHSNumberField(), answer="999 000 0019")
        form.is_valid()
        assert drawn(form).xpath("//input/@value") == ["999 000 0019"]

    def test_ten_equal_digits_pass_the_check_but_are_never_issued(self):
        with pytest.raises(NHSNumberError):
            parse_nhs_number("0000000000")


class TestDate:
    def parts(self, day, month, year):
        return {"answer_day": day, "answer_month": month, "answer_year": year}

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            (("14", "5", "1986"), date(1986, 5, 14)),
            (("01", "02", "2028"), date(2028, 2, 1)),
            (("29", "2", "2028"), date(2028, 2, 29)),
            (("3", "Sept", "2026"), date(2026, 9, 3)),
            (("3", "MAY", "2026"), date(2026, 5, 3)),
        ],
    )
    def test_reads(self, typed, found):
        assert cleaned(nhs.DateField(label="Date of birth"), **self.parts(*typed)) == found

    @pytest.mark.parametrize(
        ("typed", "says", "wrong"),
        [
            (("", "", ""), "Enter date of birth", ["day", "month", "year"]),
            (("14", "", ""), "must include a month and a year", ["month", "year"]),
            (("29", "2", "2027"), "must be a real date", ["day"]),
            (("1", "13", "2027"), "must be a real date", ["month"]),
            (("1", "1", "27"), "a year of 4 digits", ["year"]),
            (("x", "1", "2027"), "must be a real date, like", ["day"]),
            (("1", "J", "2027"), "must be a real date, like", ["month"]),
            (("٣", "1", "2027"), "must be a real date, like", ["day"]),
            (("1", "1", "0000"), "must be a real date", ["day"]),
        ],
    )
    def test_the_message_names_the_part_and_the_part_is_marked(self, typed, says, wrong):
        form = one_field(nhs.DateField(label="Date of birth"), **self.parts(*typed))
        assert not form.is_valid()
        assert says in form.errors["answer"][0]
        assert drawing.error_parts(form["answer"]) == wrong
        marked = drawn(form).xpath("//input[contains(@class, 'nhsuk-input--error')]/@name")
        assert marked == [f"answer_{part}" for part in wrong]
        assert drawing.error_links(form)[0]["href"] == f"#id_answer_{wrong[0]}"

    def test_limits_are_still_allowed_and_one_day_past_is_not(self):
        def field():
            return nhs.DateField(label="Date received", not_before=date(2026, 4, 1), not_after=date(2026, 11, 22))

        assert cleaned(field(), **self.parts("22", "11", "2026")) == date(2026, 11, 22)
        assert cleaned(field(), **self.parts("1", "4", "2026")) == date(2026, 4, 1)
        assert "on or before 22 November 2026" in error_of(field(), **self.parts("23", "11", "2026"))
        assert "on or after 1 April 2026" in error_of(field(), **self.parts("31", "3", "2026"))

    def test_a_recorded_date_fills_the_boxes_and_an_optional_one_may_stay_empty(self):
        form = type("F", (nhs.NHSForm,), {"answer": nhs.DateField(label="Day")})(initial={"answer": date(2026, 5, 4)})
        assert drawn(form).xpath("//input/@value") == ["4", "5", "2026"]
        assert cleaned(nhs.DateField(label="Day", required=False)) is None
        assert not form.fields["answer"].has_changed(datetime(2026, 5, 4), ["4", "5", "2026"])


class TestMoneyAndNumbers:
    @pytest.mark.parametrize(("typed", "found"), [("1,234.5", "1234.50"), ("£12", "12.00"), (" 0.05 ", "0.05")])
    def test_reads_pounds(self, typed, found):
        assert cleaned(nhs.MoneyField(label="Rate"), answer=typed) == Decimal(found)

    @pytest.mark.parametrize("typed", ["1.005", "١٢٣", "1_000", "1e2", "NaN", "1,00", "+5", "12,5", "-1"])
    def test_refuses_what_the_grammar_refuses(self, typed):
        assert error_of(nhs.MoneyField(label="Rate"), answer=typed)

    def test_limits_and_negatives(self):
        field = nhs.MoneyField(label="Rate", min_value=Decimal("0.01"), max_value=Decimal("99.99"))
        assert "Rate must be £0.01 or more" in error_of(field, answer="0")
        assert "Rate must be £99.99 or less" in error_of(field, answer="100")
        assert cleaned(nhs.MoneyField(label="Balance", negative=True), answer="-5") == Decimal("-5.00")
        assert cleaned(nhs.MoneyField(label="Rate", required=False), answer="  ") is None
        assert error_of(nhs.MoneyField(label="Rate"), answer="   ") == "Enter rate"

    def test_a_recorded_amount_is_shown_beside_the_pound_sign(self):
        form = type("F", (nhs.NHSForm,), {"answer": nhs.MoneyField(label="Rate")})(
            initial={"answer": Decimal("1234.50")}
        )
        page = drawn(form)
        assert page.xpath("//input/@value") == ["1,234.50"]
        assert "£" in page.text_content()

    @pytest.mark.parametrize("typed", ["²", "1e2", "٣", "1.", ".5", "--1", "1 0"])
    def test_numbers_are_plain_digits(self, typed):
        assert error_of(nhs.NumberField(label="Hours", places=2), answer=typed)

    def test_number_places_and_limits(self):
        field = nhs.NumberField(label="Hours", places=1, min_value=0, max_value=168)
        assert cleaned(field, answer="37.5") == Decimal("37.5")
        assert "at most 1 decimal" in error_of(field, answer="37.25")
        assert "168 or less" in error_of(field, answer="168.1")
        assert "whole number" in error_of(nhs.NumberField(label="Visits"), answer="1.5")


class Holding(nhs.NHSForm):
    held = nhs.RadiosField(
        label="Held as",
        choices=[("direct", "Direct payment"), ("third", "Third-party budget")],
        reveal={"third": ["holder", "fee"]},
        hints={"direct": "Paid to the person"},
    )
    holder = nhs.TextField(label="Who holds it")
    fee = nhs.MoneyField(label="Fee")
    parts = nhs.CheckboxesField(label="Parts", choices=[("a", "A"), ("b", "B")], required=False)


class TestChoices:
    def test_a_question_under_a_choice_is_asked_only_with_it(self):
        form = Holding({"held": "direct", "holder": "left over", "fee": "nonsense"})
        assert form.is_valid()
        assert form.cleaned_data["holder"] == ""
        assert form.cleaned_data["fee"] is None
        chosen = Holding({"held": "third"})
        assert not chosen.is_valid()
        assert set(chosen.errors) == {"holder", "fee"}

    def test_it_stands_under_its_choice_once_and_needs_no_script(self):
        page = html.fromstring(f"<div>{Holding({'held': 'third'}).render_fields()}</div>")
        assert len(page.xpath("//*[contains(@class, 'nhsuk-radios__conditional')]//input[@name='holder']")) == 1
        assert len(page.xpath("//input[@name='holder']")) == 1
        assert "data-aria-controls" not in html.tostring(page, encoding="unicode")

    def test_checkboxes_are_not_taken_for_radios(self):
        """CheckboxSelectMultiple is a subclass of RadioSelect."""
        page = html.fromstring(f"<div>{Holding().render_fields()}</div>")
        assert set(page.xpath("//input[@name='parts']/@type")) == {"checkbox"}
        assert set(page.xpath("//input[@name='held']/@type")) == {"radio"}

    def test_several_boxes_clean_to_a_list_and_stay_ticked(self):
        form = Holding(QueryDict("held=direct&parts=a&parts=b"))
        assert form.is_valid()
        assert form.cleaned_data["parts"] == ["a", "b"]
        page = html.fromstring(f"<div>{form.field('parts')}</div>")
        assert page.xpath("//input[@checked]/@value") == ["a", "b"]

    def test_an_answer_that_was_not_offered_is_refused(self):
        assert error_of(nhs.RadiosField(label="X", choices=[("a", "A")]), answer="b") == (
            "Select one of the answers shown"
        )

    @pytest.mark.parametrize(("typed", "found"), [("yes", True), ("no", False)])
    def test_yes_and_no(self, typed, found):
        assert cleaned(nhs.YesNoField(label="Agreed?"), answer=typed) is found

    def test_yes_no_left_open(self):
        assert cleaned(nhs.YesNoField(label="Agreed?", required=False)) is None
        assert error_of(nhs.YesNoField(label="Agreed?")) == "Answer the question: Agreed?"

    def test_a_recorded_no_is_shown(self):
        form = type("F", (nhs.NHSForm,), {"answer": nhs.YesNoField(label="Agreed?")})(initial={"answer": False})
        assert drawn(form).xpath("//input[@checked]/@value") == ["no"]

    def test_a_drop_down_begins_empty(self):
        page = drawn(one_field(nhs.SelectField(label="Team", choices=[("n", "North")])))
        assert page.xpath("//option/@value") == ["", "n"]

    def test_a_box_that_must_be_ticked(self):
        field = nhs.ConfirmField(label="I checked", missing="Confirm that you checked")
        assert error_of(field) == "Confirm that you checked"
        assert cleaned(field, answer="on") is True


class TestFiles:
    def form(self, name, content, **looks):
        form_class = type("F", (nhs.NHSForm,), {"answer": nhs.FileField(label="Statement", **looks)})
        return form_class({}, {"answer": SimpleUploadedFile(name, content)})

    def test_kind_and_size(self):
        assert self.form("a.CSV", b"x", endings=[".csv"]).is_valid()
        assert self.form("a.exe", b"x", endings=[".csv", ".pdf"]).errors["answer"] == ["Choose a CSV or PDF file"]
        assert self.form("a.csv", b"x" * 1_048_576, max_bytes=1_048_576).is_valid()
        assert "1 MB or smaller" in self.form("a.csv", b"x" * 1_048_577, max_bytes=1_048_576).errors["answer"][0]
        assert "empty" in self.form("a.csv", b"").errors["answer"][0]
        assert error_of(nhs.FileField(label="Statement")) == "Choose statement"


class TestDrawing:
    def test_label_hint_and_error_are_tied_to_the_box(self):
        form = one_field(nhs.TextField(label="Family name", hint="As on letters"), answer="")
        form.is_valid()
        page = drawn(form)
        box = page.xpath("//input")[0]
        assert page.xpath("//label/@for") == [box.get("id")]
        described = box.get("aria-describedby").split()
        assert [page.get_element_by_id(each).text_content().strip() for each in described][0] == "As on letters"
        assert "Enter family name" in page.get_element_by_id(described[1]).text_content()

    def test_what_people_type_is_never_markup(self):
        typed = '"><script>alert(1)</script>'
        form = one_field(nhs.TextField(label="Name", max_length=5), answer=typed)
        form.is_valid()
        everything = form.render_fields() + form.error_summary()
        assert "<script>" not in everything
        assert drawn(form).xpath("//input/@value") == [typed]

    def test_choices_from_records_are_never_markup(self):
        field = nhs.RadiosField(label="Who", choices=[("1", "<b>Bo</b>")], hints={"1": "<i>x</i>"})
        page = drawn(one_field(field))
        assert not page.xpath("//b | //i")

    def test_optional_is_said_and_abbreviations_keep_their_capitals(self):
        page = drawn(one_field(nhs.NHSNumberField(required=False)))
        assert page.xpath("//label")[0].text_content().strip() == "NHS number (optional)"
        assert error_of(nhs.NHSNumberField()) == "Enter NHS number"

    def test_summary_links_lead_to_boxes_that_exist(self):
        form = Holding({"held": "third"})
        form.is_valid()
        links = [link["href"].removeprefix("#") for link in drawing.error_links(form)]
        ids = html.fromstring(f"<div>{form.render_fields()}</div>").xpath("//@id")
        assert links
        assert set(links) <= set(ids)
        assert "There is a problem" in form.error_summary()

    def test_no_summary_before_sending(self):
        assert Holding().error_summary() == ""
        assert not drawing.page_has_errors(Holding())
        assert drawing.page_has_errors(Holding({}))

    def test_forms_of_others_are_drawn_the_same_way_with_our_words(self):
        class Theirs(django_forms.Form):
            new_code = django_forms.CharField(label="Authenticator Code")
            word = django_forms.CharField(widget=django_forms.PasswordInput)

        form = Theirs({})
        page = html.fromstring(f"<div>{drawing.form_fields(form)}</div>")
        assert page.xpath("//label")[0].text_content().strip() == "Authenticator code"
        assert "This field is required" not in page.text_content()
        assert page.xpath("//input[@type='password']")

    def test_a_password_is_never_sent_back(self):
        class Theirs(django_forms.Form):
            word = django_forms.CharField(widget=django_forms.PasswordInput(render_value=True))

        assert "secret horse" not in drawing.form_fields(Theirs({"word": "secret horse"}))

    def test_django_draws_whole_forms_through_us(self):
        assert "nhsuk-radios" in str(Holding())
        assert "nhsuk-radios" in str(Holding()["held"].as_field_group())

    def test_a_broken_rule_is_shown_beside_its_field(self):
        form = Holding({"held": "direct"})
        assert form.is_valid()
        form.add_rule_broken(RuleBroken("The holder is not approved. Choose another.", field="holder"))
        form.add_rule_broken(RuleBroken("The budget has ended."))
        form.add_rule_broken(RuleBroken("Elsewhere.", field="not_here"))
        assert form.errors["holder"] == ["The holder is not approved. Choose another."]
        assert form.non_field_errors() == ["The budget has ended.", "Elsewhere."]


class Sending(nhs.IdempotentForm):
    amount = nhs.MoneyField(label="Amount")


class TestIdempotency:
    def test_each_page_has_its_own_key_and_sends_it_back(self):
        def key(form):
            return html.fromstring(f"<div>{form.render_fields()}</div>").xpath("//input[@name='key']/@value")[0]

        assert key(Sending()) != key(Sending())
        sent = str(uuid4())
        assert key(Sending({"key": sent, "amount": "wrong"})) == sent
        assert Sending({"key": sent, "amount": "1"}).is_valid()

    def test_the_key_is_drawn_even_when_fields_are_picked(self):
        assert 'name="key"' in Sending().render_fields("amount")

    @pytest.mark.parametrize("spoiled", ["", "7", "x" * 36])
    def test_a_page_without_a_key_is_not_carried_out(self, spoiled):
        form = Sending({"key": spoiled, "amount": "1"})
        assert not form.is_valid()
        assert "send it again" in form.error_summary()
