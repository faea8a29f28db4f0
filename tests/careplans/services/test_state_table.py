"""The state table of a plan in full: every state × every verb × every role, by the services. (By plain SQL: the next file.)"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction

from careplans import selectors, services
from careplans.enums import PlanState
from careplans.models import PlanVersion
from careplans.rules.panels import LineAnswer
from careplans.services import correcting, deciding
from phb.core.actors import Actor, the_service
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Arrangement, User
from phb.core.tenancy import act_as
from tests.careplans.services.test_held_by_the_database import reached
from tests.factories.careplans import ON
from tests.factories.core import LONG_AGO, assign, make_actor, make_grant

pytestmark = pytest.mark.django_db
ROLES = ("COM", "FIN", "CC", "CLN", "AUD", "ADM", "BH", "REP", "TPP")
# (state, verb) → {who may: where it leads}. Whoever is not named is refused in a sentence, or does not see the plan.
MAY: dict[tuple[str, str], tuple[set[str], str]] = {
    ("draft", "share"): ({"CC"}, "shared"),
    ("draft", "withdraw"): ({"CC"}, "withdrawn"),
    ("shared", "agree"): ({"CC", "BH"}, "agreed_by_person"),
    ("shared", "give_back"): ({"CC", "BH", "REP"}, "draft"),
    ("shared", "withdraw"): ({"CC"}, "withdrawn"),
    ("agreed_by_person", "clinical"): ({"CLN"}, "clinically_approved"),
    ("agreed_by_person", "give_back"): ({"CLN", "CC", "BH", "REP"}, "draft"),
    ("agreed_by_person", "withdraw"): ({"CC"}, "withdrawn"),
    ("clinically_approved", "finance"): ({"FIN"}, "finance_checked"),
    ("clinically_approved", "give_back"): ({"FIN"}, "draft"),
    ("clinically_approved", "withdraw"): ({"CC"}, "withdrawn"),
    ("finance_checked", "authorisation"): ({"COM"}, "authorised"),
    ("finance_checked", "refuse"): ({"COM"}, "refused"),
    ("finance_checked", "in_part"): ({"COM"}, "draft"),
    ("finance_checked", "give_back"): ({"COM"}, "draft"),
    ("finance_checked", "withdraw"): ({"CC"}, "withdrawn"),
    ("authorised", "activate"): ({"FIN"}, "active"),
    ("authorised", "withdraw"): ({"CC"}, "withdrawn"),
    ("active", "end"): ({"COM", "FIN"}, "ended"),
    ("under_review", "end"): ({"COM", "FIN"}, "ended"),
    ("refused", "withdraw"): ({"CC"}, "withdrawn"),
    # Only after a request was upheld, which is a test of its own.
    ("refused", "reconsider"): (set(), ""),
}


@dataclass(frozen=True)
class Press:
    """What a page would send: made once for the version as it stands."""

    pk: int
    edits: int
    hash: str
    lines: tuple[int, ...]

    def verbs(self, by: Actor) -> dict[str, Callable[[], Any]]:
        pk, marks = self.pk, {"content_hash": self.hash, "by": by, "on": ON}
        answers = [LineAnswer(line, agreed=number > 0, reasons="No") for number, line in enumerate(self.lines)]
        recorded = {} if by.is_outside else {"how": "paper", "words": "Yes"}
        return {
            "share": lambda: services.share(version_id=pk, edits=self.edits, by=by),
            "agree": lambda: services.agree(version_id=pk, **marks, **recorded),
            "clinical": lambda: services.sign(version_id=pk, kind="clinical", **marks),
            "finance": lambda: services.sign(version_id=pk, kind="finance", **marks),
            "approval": lambda: services.sign(version_id=pk, kind="approval", **marks),
            "authorisation": lambda: services.sign(version_id=pk, kind="authorisation", **marks),
            "give_back": lambda: services.give_back(version_id=pk, reasons="Because", by=by),
            "refuse": lambda: services.refuse(version_id=pk, reasons="Because", by=by, on=ON, content_hash=self.hash),
            "in_part": lambda: deciding.decide_lines(version_id=pk, lines=answers, reasons="Because", **marks),
            "reconsider": lambda: deciding.reconsider(version_id=pk, reasons="Because", by=by),
            "withdraw": lambda: services.withdraw(version_id=pk, reasons="Because", by=by),
            "activate": lambda: services.activate(version_id=pk, on=ON, by=by),
            "end": lambda: services.end_version(version_id=pk, on=ON, reasons="Because", by=by),
            "correct": lambda: correcting.correct(version_id=pk, edits=self.edits, on=ON, by=by),
        }


@pytest.mark.parametrize("state", [each.value for each in PlanState])
def test_each_verb_by_each_role(here, state):
    """Fresh people of every role, none of whom had a part in the plan, so that only state and role decide."""
    version, team = reached(here, state)
    cast = _cast(here, version, team)
    act_as(team.com)
    version = PlanVersion.objects.get(pk=version.pk)
    press = Press(
        version.pk, version.edits, selectors.current_hash(version), tuple(row.line for row in version.services.all())
    )
    wrong = []
    for role, by in cast.items():
        act_as(by)
        for verb, call in press.verbs(by).items():
            who, leads = MAY.get((state, verb), (set(), ""))
            expected = leads if role in who else "refused"
            if (came := _came_to(press.pk, call)) != expected:
                wrong.append(f"{verb} by {role} while {state}: {came}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_the_table_of_this_file_is_the_life_cycles():
    """Each move of the life cycle is some verb's here, but those that reviews, corrections and later versions take."""
    taken = {(state, leads) for (state, _), (_, leads) in MAY.items() if leads}
    others = {
        ("draft", "active"), ("active", "under_review"), ("under_review", "active"), ("active", "superseded"),
        ("under_review", "superseded"), ("refused", "finance_checked"),
    }  # fmt: skip
    assert taken | others == set(PlanVersion.life_cycle.pairs())


def _cast(here, version, team) -> dict[str, Actor]:
    act_as(the_service(here.pk))
    cast = {role: make_actor(role, here, name=f"Fresh {role}") for role in ROLES if role != "BH"}
    assign(version.person, cast["CC"])
    assign(version.person, cast["CLN"], "CLINICIAN")
    make_grant(version.person, User.objects.get(pk=cast["REP"].user_id), "REPRESENTATIVE")
    Arrangement.objects.create(
        organisation=here, person=version.person, membership_id=cast["TPP"].membership_id, starts=LONG_AGO
    )
    return cast | {"BH": team.bh}


class TakenBack(Exception):
    pass


def _came_to(pk: int, call: Callable[[], Any]) -> str:
    """Where a press leads: the state, or "refused" (a sentence, or not there at all); it is taken back."""
    try:
        with transaction.atomic():
            before = _state(pk)
            call()
            after = _state(pk)
            came = after if after != before else "refused"
            raise TakenBack
    except TakenBack:
        return came
    except NotVisible:
        return "refused"
    except RuleBroken as error:
        return "refused" if error.message.rstrip().endswith((".", "”")) else f"not a sentence: {error.message}"


def _state(pk: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM careplans_planversion WHERE id = %s", [pk])
        return cursor.fetchone()[0]
