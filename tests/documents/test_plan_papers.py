"""The papers of a plan: one page whatever it holds, easy read by rule, a provider's part and nothing more."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from careplans.documents import easy_read, front_of, part_for, print_care_plan, print_summary, shorten
from careplans.documents.easy import PICTURES
from careplans.documents.front import ROOMS, lines_in
from phb.core.pdf import Format, Organisation, Printed, to_html
from phb.core.pdf.engine import STYLES
from phb.core.pdf.pages import towards
from tests.documents import reading, samples

PLANS = {
    "usual": samples.sample_plan,
    "nothing bought yet": samples.plan_without_services,
    "sixty services": samples.plan_with_sixty_services,
    "awkward": samples.awkward_plan,
    "overfull": samples.overfull_plan,
}


# --- one page


@pytest.mark.parametrize(("format", "pages"), [(Format.STANDARD, 1), (Format.LARGE_PRINT, 2)])
@pytest.mark.parametrize("name", PLANS)
def test_the_summary_fits_whatever_the_plan_holds(name: str, format: Format, pages: int) -> None:
    assert print_summary(PLANS[name](), format=format).pages <= pages


@cache
def whole(name: str) -> Printed:
    return print_care_plan(PLANS[name]())


@pytest.mark.parametrize("name", ["usual", "overfull"])
def test_the_plan_begins_on_the_second_page(name: str) -> None:
    assert whole(name).parts["plan"] == 2


def test_a_usual_plan_is_not_shortened_and_an_overfull_one_says_where_the_rest_is() -> None:
    usual = front_of(samples.sample_plan())
    assert not (usual.who.more or usual.matters.more or usual.communication.more or usual.more_to_know)
    words = reading.one_line(whole("overfull").pdf)
    first = words[: words.index("About me, in my words")]
    assert "More on page 2" in first  # all that must be known
    assert "Allergy 0" in first
    assert "01632 960199" in first


@pytest.mark.parametrize(
    ("text", "room", "shown", "more"),
    [
        ("Short.", 6, "Short.", False),
        ("Short one.", 9, "Short …", True),
        ("One. Two three four.", 11, "One.", True),
        ("Sentence. And more words", 16, "Sentence.", True),
        ("One two three four five", 13, "One two three …", True),
        ("One two three four five", 12, "One two …", True),
        ("Unbreakableword", 8, "", True),
        ("A, bc defg", 4, "A …", True),
        ("", 0, "", False),
        ("x", 0, "", True),
    ],
)
def test_words_are_shortened_between_words(text: str, room: int, shown: str, more: bool) -> None:
    cut = shorten(text, room)
    assert (cut.text, cut.more) == (shown, more)


@pytest.mark.parametrize("room", [each.words for each in ROOMS])
def test_no_word_is_ever_cut(room: int) -> None:
    text = samples.overfull_plan().who_i_am
    assert set(shorten(text, room).text.replace(" …", "").split()) <= set(text.split())


def test_lines_are_shown_as_far_as_there_is_room() -> None:
    assert lines_in(("One.", "Two."), 8) == (("One.", "Two."), False)
    assert lines_in(("One.", "Two."), 7) == (("One.",), True)
    assert lines_in((), 0) == ((), False)


# --- easy read


def test_every_picture_is_there_with_words_and_its_licence() -> None:
    folder = STYLES / "images"
    assert {path.stem for path in folder.glob("*.svg")} >= set(PICTURES)
    assert "Attribution-Share Alike" in (folder / "LICENSE-mulberry.txt").read_text()


def test_each_idea_has_a_picture_and_short_sentences() -> None:
    for chapter in easy_read(samples.sample_plan()).chapters:
        for idea in chapter.ideas:
            assert idea.shows
            assert all(len(sentence.split()) <= 16 for sentence in idea.words), idea.words


def test_the_persons_words_are_quoted_and_never_rewritten() -> None:
    plan = samples.sample_plan()
    quotes = {idea.quote for chapter in easy_read(plan).chapters for idea in chapter.ideas}
    assert {
        plan.who_i_am,
        plan.about_me.most_important,
        plan.about_me.please_do,
        plan.needs[0].outcomes[0].words,
    } <= quotes


def test_it_says_that_it_was_made_by_rule_and_wants_checking() -> None:
    html = to_html("documents/care_plan_easy.html", easy_read(samples.sample_plan()), title="x")
    assert "made the short sentences from my plan" in html
    assert "check that it is right" in html


def test_easy_read_without_money_names_none() -> None:
    html = to_html("documents/care_plan_easy.html", easy_read(replace(samples.sample_plan(), money=None)), title="x")
    assert "£" not in html
    assert "£725.00" in to_html("documents/care_plan_easy.html", easy_read(samples.sample_plan()), title="x")


# --- a provider's part


def provider_html(provider: str = "Moorside Nursing", **changes: object) -> str:
    plan = replace(samples.sample_plan(), **changes)
    return to_html("documents/care_plan_provider.html", part_for(plan, provider), title="x")


def test_a_provider_reads_its_lines_what_they_are_for_and_how_to_support() -> None:
    html = provider_html()
    for words in ("Waking night nurse", "£480.00 a week", "I breathe safely at home", "penicillin", "Speak slowly",
                  "If I have a seizure for more than five minutes", "Choking when an assistant is new", "Amina Hussain"):  # fmt: skip
        assert words in html, words


@pytest.mark.parametrize(
    "words", ["725.00", "Personal assistants trained", "Choir, once", "1,257.81", "Whether to have a direct payment",
              "Changes to the breathing machine", "bed rails", "I agree that this plan is shared", "Payroll"]
)  # fmt: skip
def test_a_provider_reads_nothing_of_others_of_capacity_or_of_safety_measures(words: str) -> None:
    assert words in to_html("documents/care_plan.html", samples.sample_plan(), title="x") or words == "Choir, once"
    html = provider_html(
        risks=tuple(
            replace(each, kind=kind)
            for each, kind in zip(samples.sample_plan().risks, ("health", "employment"), strict=True)
        )
    )
    assert words not in html


def test_a_line_with_two_outcomes_is_priced_once() -> None:
    html = provider_html("joy and  TOMASZ")
    assert html.count("£725.00") == 1
    assert "The support above also works towards this." in html


def test_a_provider_without_money_reads_no_pound() -> None:
    assert "£" not in provider_html(money=None)


# --- letters of the world


@pytest.mark.parametrize(
    ("text", "marked"),
    [("Hello", False), ("محمد", True), ("שלום", True), ("12 محمد", True), ("Hello محمد", False), ("🐕", False)],
)
def test_words_from_right_to_left_are_marked(text: str, marked: bool) -> None:
    assert (towards(text) == ' dir="rtl"') == marked


def test_scripts_of_our_people_and_emoji_have_letters() -> None:
    words = "Łódź اردو میں বাংলা हिन्दी ਪੰਜਾਬੀ ગુજરાતી தமிழ் שלום Ελλάδα Україна 🐕 ☕ 😀"
    assert print_summary(replace(samples.sample_plan(), who_i_am=words)).missing == ()


def test_the_page_of_an_office_with_a_long_name_keeps_its_foot() -> None:
    plan = samples.sample_plan()
    office = Organisation(samples.LONG_WORDS, ("1 Moor Road",), "01632 960100", "phb@northmoor.example")
    printed = print_care_plan(replace(plan, organisation=office, review_on=date(2026, 10, 1)))
    assert "Page 1 of" in reading.one_line(printed.pdf)
