"""The papers and minutes of a panel as files: what stands in them, made once, opened only by who may see everybody."""

import io
from decimal import Decimal

import pytest
from pypdf import PdfReader

from careplans.rules.panels import LineAnswer
from careplans.selectors import agendas
from careplans.selectors.panel_packs import MINUTES, PAPERS, file_of
from careplans.services import deciding, panel_packs, panels
from careplans.services.exceptions import record_replaced_package
from phb.core.documents import content_of, document_for
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Job
from phb.core.policies import set_policy
from phb.core.tenancy import act_as
from tests.factories.careplans import ON, make_plan
from tests.factories.core import LONG_AGO, make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(here):
    """A plan on the agenda of a panel that was not held yet."""
    version, team = make_plan(here, "finance_checked")
    act_as(team.com)
    rows = [{"measure": "weekly", "limit": "700.00", "role": "COM", "panel": True}]
    for key, value in {"approval_limits": rows, "panel_quorum": 1}.items():
        set_policy(key=key, value=value, starts=LONG_AGO, by=team.com)
    record_replaced_package(
        plan_id=version.plan_id, weekly=Decimal("912.50"), basis="Agency care at home", on=ON, by=team.com
    )
    chair = make_actor("COM", here, name="Chair Person")
    act_as(team.com)
    panel_id = panels.plan_panel(
        name="PHB panel", held_on=ON, seats=[chair.membership_id], others=["Lay Member, Healthwatch"],
        chair=str(chair.membership_id), by=team.com, key="pack",
    )  # fmt: skip
    item = panels.put_to_panel(version_id=version.pk, panel_id=panel_id, why="Above the limit", by=team.com)
    return version, team, panel_id, item, chair


def text(document):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content_of(document))).pages]
    return len(pages), " ".join(" ".join(pages).split())


def test_the_papers_are_one_page_a_plan_with_initials_and_money_beside_outcomes(planned):
    version, team, panel_id, _, _ = planned
    made = panel_packs.render_pack(panel_id=panel_id, kind=PAPERS, on=ON, by=team.com)
    pages, words = text(made)
    assert pages == 2  # the agenda, and one page for the plan
    person = version.person
    assert f"{person.given_name[0]}.{person.family_name[0]}. {version.plan.reference}" in words
    assert person.family_name not in words and person.nhs_number not in words.replace(" ", "")
    assert "Authorise £725.00 a week (£37,700.00 for 52 weeks)" in words
    assert "£187.50 a week less than the care without the budget (£9,750.00 for 52 weeks, 20.5%)." in words
    assert "Weekly amount: £725.00, limit £700.00. A panel, then commissioner." in words
    assert "Lay Member, Healthwatch" in words and "Above the limit" in words
    again = panel_packs.render_pack(panel_id=panel_id, kind=PAPERS, on=ON, by=team.com)
    assert again.pk == made.pk
    assert panel_packs.ask_for_pack(panel_id=panel_id, kind=PAPERS, by=team.com) is None


def test_a_file_is_for_who_may_see_everybody_and_only_while_it_is_true(planned, here):
    _, team, panel_id, item, _ = planned
    made = panel_packs.render_pack(panel_id=panel_id, kind=PAPERS, on=ON, by=team.com)
    assert document_for(team.com, made.pk).pk == made.pk
    for role in ("CLN", "ADM", "BH"):
        stranger = make_actor(role, here)
        with pytest.raises(NotVisible):
            document_for(stranger, made.pk)
    act_as(team.com)
    panels.take_off(item_id=item.pk, by=team.com)
    panel = agendas.panel_for(team.com, panel_id)
    assert file_of(team.com, panel, PAPERS) is None
    with pytest.raises(NotVisible):
        document_for(team.com, made.pk)


def test_who_may_not_have_them_made(planned, here):
    _, team, panel_id, item, _ = planned
    with pytest.raises(RuleBroken, match="Only a commissioner"):
        panel_packs.ask_for_pack(panel_id=panel_id, kind=PAPERS, by=team.cc)
    with pytest.raises(RuleBroken, match="not held yet"):
        panel_packs.ask_for_pack(panel_id=panel_id, kind=MINUTES, by=team.com)
    first = panel_packs.ask_for_pack(panel_id=panel_id, kind=PAPERS, by=team.com)
    assert panel_packs.ask_for_pack(panel_id=panel_id, kind=PAPERS, by=team.com).pk == first.pk
    assert Job.objects.filter(kind=panel_packs.JOB).count() == 1
    panels.take_off(item_id=item.pk, by=team.com)
    with pytest.raises(RuleBroken, match="No plan is on the agenda"):
        panel_packs.ask_for_pack(panel_id=panel_id, kind=PAPERS, by=team.com)


def test_the_minutes_say_what_was_decided_of_each_line_and_by_whom(planned):
    version, team, panel_id, item, chair = planned
    panel = agendas.panel_for(team.com, panel_id)
    panels.hold_panel(panel_id=panel_id, came=[each["key"] for each in panel.members], on=ON, by=team.com)
    first = panel_packs.render_pack(panel_id=panel_id, kind=MINUTES, on=ON, by=team.com)
    assert "not decided" in text(first)[1]
    rows = list(version.services.all())
    lines = [LineAnswer(row.line, n > 0, "" if n else "Too dear for now.") for n, row in enumerate(rows)]
    deciding.decide_item(
        item_id=item.pk, content_hash=version.content_hash, decision="part", reasons="Most of it is worth it.",
        took_part=[f"u{chair.user_id}"], lines=lines, on=ON, by=team.com,
    )  # fmt: skip
    made = panel_packs.render_pack(panel_id=panel_id, kind=MINUTES, on=ON, by=team.com)
    assert made.pk != first.pk and made.version == 2
    words = text(made)[1]
    for said in ("Yes in part", "Most of it is worth it.", "Too dear for now.", "Chair Person", "came"):
        assert said in words
