"""The papers of a plan from the records: which there are, who may ask, what each holds, and each printed once."""

import re
from datetime import date
from decimal import Decimal

import pytest

from careplans import documents, selectors, services
from careplans.models import Competence, PlanVersion
from careplans.services.paper import build
from careplans.services.printing import papers_of, providers_of
from phb.core.errors import RuleBroken
from phb.core.models import Document, Job
from phb.core.pdf import to_html
from phb.core.tenancy import act_as
from tests.factories.careplans import ON, make_plan

KINDS = [
    ({}, "care_plan", "STANDARD"),
    ({"format": "LARGE_PRINT"}, "care_plan", "LARGE_PRINT"),
    ({"format": "EASY_READ"}, "care_plan", "EASY_READ"),
    ({"money": False}, "care_plan_no_money", "STANDARD"),
    ({"variant": "SUMMARY"}, "care_plan_summary", "STANDARD"),
    ({"variant": "PROVIDER"}, "care_plan_provider_{line}", "STANDARD"),
]


def line_of(version: PlanVersion, words: str) -> int:
    return version.services.get(description__contains=words).line


def test_each_paper_is_kept_under_its_own_name_and_made_once(here):
    version, team = make_plan(here, "agreed_by_person")
    act_as(team.cc)
    line = line_of(version, "suction machine")
    for asked, kind, format in KINDS:
        which = {"format": "STANDARD", **asked} | ({"line": line} if "PROVIDER" in asked.values() else {})
        made = services.render_plan(version_id=version.pk, by=team.cc, **which)
        assert (made.kind, made.format) == (kind.format(line=line), format)
        assert services.render_plan(version_id=version.pk, by=team.cc, **which) == made
    assert Document.objects.count() == len(KINDS) == len(papers_of(version))
    assert len({(row.title, row.format) for row in papers_of(version)}) == len(KINDS)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"variant": "POSTER"}, "one page"),
        ({"format": "BRAILLE"}, "easy read"),
        ({"variant": "SUMMARY", "format": "EASY_READ"}, "whole plan"),
        ({"variant": "PROVIDER", "line": 0}, "provider of this plan"),
    ],
)
def test_a_paper_that_there_is_not_is_refused_in_words(here, asked, words):
    version, team = make_plan(here, "agreed_by_person")
    act_as(team.cc)
    with pytest.raises(RuleBroken, match=words):
        services.ask_for_pdf(version_id=version.pk, by=team.cc, **asked)


@pytest.mark.parametrize(
    ("wanted", "variant", "got"),
    [("EASY_READ", "FULL", "EASY_READ"), ("EASY_READ", "SUMMARY", "LARGE_PRINT"), ("LARGE_PRINT", "FULL", "LARGE_PRINT"), ("BRAILLE", "FULL", "STANDARD")],
)  # fmt: skip
def test_without_a_format_it_is_printed_as_the_person_wants_it(here, wanted, variant, got):
    version, team = make_plan(here, "agreed_by_person")
    act_as(team.cc)
    version.person.format = wanted
    version.person.save()
    job = services.ask_for_pdf(version_id=version.pk, by=team.cc, variant=variant)
    assert job.payload == {"version_id": version.pk, "variant": variant, "format": got, "money": True, "line": 0}
    assert services.ask_for_pdf(version_id=version.pk, by=team.cc, variant=variant) == job


def test_the_person_asks_for_their_plan_and_staff_print_a_providers_part(here, sign_in):
    version, team = make_plan(here, "agreed_by_person")
    page = f"/my-plan/{version.pk}/"
    browser = sign_in(team.bh)
    act_as(team.bh)
    assert "Only the part of" not in browser.get(page).content.decode()
    assert browser.post(f"{page}pdf/", {"paper": "FULL.EASY_READ.0"}).status_code == 302
    line = line_of(version, "suction machine")
    assert browser.post(f"{page}pdf/", {"paper": f"PROVIDER.STANDARD.{line}"}).status_code == 400
    assert [job.payload["format"] for job in Job.objects.filter(kind="careplans.render_plan")] == ["EASY_READ"]
    act_as(team.cc)
    staff = sign_in(team.cc)
    assert "Only the part of Moorside Medical" in staff.get(f"/plans/versions/{version.pk}/").content.decode()
    assert (
        staff.post(
            f"/plans/versions/{version.pk}/pdf/", {"paper": f"PROVIDER.STANDARD.{line}", "without_money": "yes"}
        ).status_code
        == 302
    )
    assert staff.post(f"/plans/versions/{version.pk}/pdf/", {"paper": "PROVIDER.STANDARD.x"}).status_code == 400
    assert Job.objects.filter(payload__variant="PROVIDER", payload__line=line, payload__money=False).count() == 1


def test_providers_are_named_once_however_they_are_typed(here):
    version, team = make_plan(here)
    act_as(team.cc)
    services.save_row(
        version_id=version.pk, part="services", by=team.cc,
        values={"description": "Tubes", "kind": "equipment", "provider": "moorside  MEDICAL", "weekly_amount": Decimal("4.00"),
                "holding": "notional", "frequency": "weekly", "funders": [("NHS", "100")]},
    )  # fmt: skip
    assert [name for _, name in providers_of(version)] == ["Joy and Tomasz", "Moorside Medical"]


def test_what_hangs_on_nothing_yet_is_printed_and_counted(here):
    version, team = make_plan(here)
    act_as(team.cc)
    line = {"description": "Loose line", "kind": "other", "weekly_amount": Decimal("4.00"), "holding": "notional",
            "frequency": "weekly", "funders": [("NHS", "60"), ("Council", "40")]}  # fmt: skip
    services.save_row(version_id=version.pk, part="services", by=team.cc, values=line)
    services.save_row(version_id=version.pk, part="outcomes", by=team.cc, values={"words": "An outcome without a need"})
    services.save_row(
        version_id=version.pk, part="actions", by=team.cc, values={"words": "An action without an outcome"}
    )
    plan = build(selectors.version_for(team.cc, version.pk), on=ON)
    assert plan.money.weekly == Decimal("729.00")
    html = to_html("documents/care_plan.html", plan, title="x")
    for words in ("Loose line", "An outcome without a need", "An action without an outcome", "Council £1.60"):
        assert words in html, words


def test_it_holds_every_part_of_the_standard(here):
    version, team = make_plan(here)
    act_as(team.cc)
    add = lambda part, **values: services.save_row(version_id=version.pk, part=part, values=values, by=team.cc)  # noqa: E731
    outcome, service = version.outcomes.get(), version.services.first()
    action = add("actions", words="Learn to use the machine", outcome=outcome.pk, who="Joy", when="each Monday")
    add("stage_goals", words="Joy does it with the nurse", of_action=action.pk)
    task = add(
        "tasks", words="Deep suction", service=service.pk, instructions="As on the card.", delegated_by="Sister Bell"
    )
    add(
        "paid_people",
        name="Ngozi Okafor",
        service=service.pk,
        relationship="family",
        same_household=True,
        exception_reason="Nobody else can do the nights",
    )
    add("other_plans", kind="ehc", title="Education plan of May")
    add(
        "decisions",
        question="Where do I sleep?",
        options=[{"words": "As now", "benefits": "Quiet", "risks": "Far"}],
        decision="Downstairs",
    )
    services.save_section(
        version_id=version.pk, section="formulation", values={"formulation": "It began at school."}, by=team.cc
    )
    services.save_section(
        version_id=version.pk, section="advance", values={"advance_statement": "Radio on, always."}, by=team.cc
    )
    services.save_section(
        version_id=version.pk, section="carers", values={"carers_situation": "Emeka needs one night off."}, by=team.cc
    )
    Competence.objects.create(
        organisation=here, person=version.person, plan=version.plan, line=task.line, task="Deep suction", assistant="Joy Mensah",
        assessed_on=ON, assessed_by="Sister Bell", result="competent", expires_on=date(2027, 11, 1), recorded_by_id=team.cc.user_id,
    )  # fmt: skip
    plan = build(selectors.version_for(team.cc, version.pk), on=ON)
    html = to_html("documents/care_plan.html", plan, title="x")
    for words in ("Learn to use the machine", "Joy, each Monday", "Joy does it with the nurse", "Deep suction", "Joy Mensah, until 1 November 2027",
                  "Ngozi Okafor", "Family", "Education plan of May", "Where do I sleep?", "Downstairs", "It began at school.",
                  "Radio on, always.", "Emeka needs one night off.", "Receiving a direct payment"):  # fmt: skip
        assert words in html, words
    assert "Nobody else can do the nights" not in html
    part = to_html("documents/care_plan_provider.html", documents.part_for(plan, "Joy and Tomasz"), title="x")
    assert "Joy Mensah, until 1 November 2027" in part
    for words in ("Receiving a direct payment", "It began at school.", "640.00", "Emeka needs one night off."):
        assert words not in part, words
    assert not re.search(r">\s*None\s*<", html + part)
