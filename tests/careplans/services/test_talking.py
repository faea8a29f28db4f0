"""What is said about a plan: by whom, how, about what; answered, settled, opened again; conversations held."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from careplans import services
from careplans.models import Comment, Conversation
from careplans.selectors import talk
from careplans.services.talking import answer, open_again, record_conversation, say, settle
from careplans.services.telling import TELL_OF_ANSWER, tell_of_answer
from careplans.services.writing_together import write_line, write_words
from phb.core.actors import the_service
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import AuditEvent, Grant, Job, Move, User
from phb.core.tenancy import act_as
from tests.factories.careplans import ON, make_plan
from tests.factories.core import make_actor

pytestmark = pytest.mark.django_db
KEY = "3c1d5bb6-0000-4000-8000-00000000000c"


@pytest.fixture
def shared(here):
    return make_plan(here, "shared")


def ask(version, by, **more):
    act_as(by)
    line = version.outcomes.get().line
    given = {"part": "outcomes", "line": line, "words": "Who pays for the taxi?", "kind": "question", "on": ON, **more}
    return say(version_id=version.pk, by=by, **given)


def test_a_question_goes_its_way_from_asked_to_settled(shared):
    version, team = shared
    asked = ask(version, team.bh, key=KEY)
    assert (asked.state, asked.from_outside, asked.how, asked.about) == (
        "open",
        True,
        "online",
        "I breathe safely at home",
    )
    assert ask(version, team.bh, key=KEY).pk == asked.pk  # a double press asks once
    act_as(team.cc)
    assert talk.talk_counts(team.cc)["questions_waiting"] == 1 and talk.open_questions(version.plan_id) == 1
    answer(comment_id=asked.pk, words="The budget does.", on=ON, by=team.cc, key=KEY)
    answer(comment_id=asked.pk, words="The budget does.", on=ON, by=team.cc, key=KEY)
    assert talk.talk_counts(team.cc)["questions_waiting"] == 0 and asked.replies.count() == 1
    act_as(team.bh)
    answer(comment_id=asked.pk, words="From June too?", on=ON, by=team.bh)
    act_as(team.cc)
    assert talk.talk_counts(team.cc)["questions_waiting"] == 1
    for _ in range(2):
        assert settle(comment_id=asked.pk, on=ON, by=team.cc).state == "settled"
    assert talk.talk_counts(team.cc)["talk_waiting"] == 0 and talk.open_questions(version.plan_id) == 0
    act_as(team.bh)
    assert open_again(comment_id=asked.pk, on=ON, by=team.bh).state == "open"
    assert answer(comment_id=asked.pk, words="Thank you.", on=ON, by=team.bh, settle=True)
    asked.refresh_from_db()
    assert asked.state == "settled"
    assert list(Move.objects.filter(subject="careplans.comment").order_by("id").values_list("verb", flat=True)) == [
        "created", "settle", "open_again", "settle",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"how": "online", "said_on": ON}, "Say how they told you"),
        ({"how": "paper"}, "Enter the day"),
        ({"how": "paper", "said_on": ON + timedelta(days=1)}, "today or earlier"),
        ({"how": "telephone", "said_on": ON, "words": "  "}, "Write down what"),
    ],
)
def test_what_staff_write_down_for_the_person_says_how_and_when(shared, more, words):
    version, team = shared
    with pytest.raises(RuleBroken, match=words):
        ask(version, team.cc, said_by="Adaeze Okafor", **more)


def test_paper_and_telephone_stand_as_the_persons_own(shared):
    version, team = shared
    said = ask(version, team.cc, said_by="Adaeze Okafor", how="telephone", said_on=ON)
    assert (said.from_outside, said.said_by, said.how) == (True, "Adaeze Okafor", "telephone")
    own = ask(version, team.cc)
    assert (own.from_outside, own.said_by) == (False, team.cc.name)
    with pytest.raises(RuleBroken, match="whose words"):
        ask(version, team.cc, how="telephone")
    with pytest.raises(RuleBroken, match="whose words"):
        ask(version, team.bh, how="telephone")


def test_only_a_line_of_this_plan_is_talked_about(here, shared):
    version, team = shared
    with pytest.raises(RuleBroken, match="no longer in the plan"):
        ask(version, team.bh, line=999_999)
    with pytest.raises(NotVisible):
        ask(version, team.bh, part="secrets", line=0)


def test_whoever_said_it_settles_it(shared):
    version, team = shared
    theirs = ask(version, team.cc)
    act_as(team.bh)
    with pytest.raises(RuleBroken, match="Whoever said this"):
        settle(comment_id=theirs.pk, on=ON, by=team.bh)


def test_who_only_sees_the_plan_settles_nothing_of_the_person(here, shared):
    version, team = shared
    act_as(the_service(here.pk))
    sister = make_actor("REP", here, person=version.person, act_on_plan=False)
    asked = ask(version, team.bh)
    act_as(sister)
    with pytest.raises(RuleBroken, match="Whoever said this"):
        settle(comment_id=asked.pk, on=ON, by=sister)
    answer(comment_id=asked.pk, words="I think so.", settle=True, on=ON, by=sister)
    asked.refresh_from_db()
    assert asked.state == "open"


def test_nobody_without_the_plan_reads_or_adds_to_the_talk(here, shared):
    version, team = shared
    asked = ask(version, team.bh)
    _other, others = make_plan(here, "shared")
    for stranger in (others.bh, others.cc):
        act_as(stranger)
        assert list(talk.comments(stranger).filter(plan_id=version.plan_id)) == []
        with pytest.raises(NotVisible):
            answer(comment_id=asked.pk, words="Hello", on=ON, by=stranger)
    # A grant without the plan reads none of it.
    Grant.objects.filter(user_id=team.bh.user_id).update(see_plan=False, act_on_plan=False)
    act_as(team.bh)
    assert list(talk.comments(team.bh)) == []


def test_what_staff_say_on_a_draft_the_person_reads_once_it_is_shared(here):
    version, team = make_plan(here)
    ours = ask(version, team.cc)
    theirs = ask(version, team.cc, said_by="Adaeze Okafor", how="paper", said_on=ON)
    act_as(team.bh)
    assert list(talk.comments(team.bh)) == [theirs]
    act_as(team.cc)
    version.refresh_from_db()
    services.share(version_id=version.pk, edits=version.edits, by=team.cc)
    act_as(team.bh)
    assert list(talk.comments(team.bh).order_by("id")) == [ours, theirs]


def test_talk_stays_with_its_line_in_the_next_version(here):
    version, team = make_plan(here, "shared")
    asked = ask(version, team.bh)
    act_as(team.cc)
    services.withdraw(version_id=version.pk, reasons="Begun anew.", by=team.cc)
    made = services.new_version(plan_id=version.plan_id, reason="Anew.", by=team.cc)
    line = made.outcomes.get().line
    assert talk.talk_of(team.cc, made.plan_id, part="outcomes", line=line) == [asked]
    assert talk.open_by_line(team.cc, made.plan_id) == {("outcomes", line): 1}


def test_a_conversation_is_written_down_once_with_when_how_and_who(shared):
    version, team = shared
    act_as(team.cc)
    given = {"version_id": version.pk, "how": "visit", "took_part": "Adaeze\nEmeka", "on": ON, "by": team.cc}
    for _ in range(2):
        held = record_conversation(held_on=ON, words="I want to be home.", key=KEY, **given)
    assert Conversation.objects.get() == held
    for wrong in ({"held_on": ON + timedelta(days=1)}, {"held_on": ON, "took_part": " "}):
        with pytest.raises(RuleBroken):
            record_conversation(**{**given, **wrong})
    act_as(team.bh)
    with pytest.raises(NotVisible):
        record_conversation(**{**given, "held_on": ON, "by": team.bh})


def test_staff_see_what_the_person_wrote_since_it_was_shared(shared, settle):
    version, team = shared
    settle()
    assert talk.written_by_person(version) is None
    act_as(team.bh)
    write_words(version_id=version.pk, part="about_me", values={"strengths": "I sing"}, by=team.bh)
    write_line(version_id=version.pk, part="outcomes", values={"words": "The sea"}, by=team.bh)
    settle()
    act_as(team.cc)
    assert AuditEvent.objects.filter(role="BH", person_id=version.person_id).exists()
    written = talk.written_by_person(version)
    assert (written.who, set(written.parts)) == (team.bh.name, {"About me", "Outcomes"})


def test_no_comment_is_empty_in_the_database(shared):
    version, team = shared
    asked = ask(version, team.bh)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=asked.pk).update(words="")


@pytest.mark.parametrize(
    ("given", "told"), [({}, True), ({"see_plan": False}, False), ({"ends": ON - timedelta(days=1)}, False)]
)
def test_whoever_asked_online_is_told_of_the_answer_without_a_word_of_it(shared, mailoutbox, given, told):
    version, team = shared
    asked = ask(version, team.bh)
    act_as(team.cc)
    reply = answer(comment_id=asked.pk, words="The budget does.", on=ON, by=team.cc)
    waiting = Job.objects.get(kind=TELL_OF_ANSWER)
    assert waiting.payload == {"answer": reply.pk}
    Grant.objects.filter(user_id=team.bh.user_id).update(**given)
    assert tell_of_answer(answer_id=reply.pk, on=ON) is told
    assert [mail.to for mail in mailoutbox] == ([[User.objects.get(pk=team.bh.user_id).email]] if told else [])
    for mail in mailoutbox:
        assert not any(word in mail.subject + mail.body for word in ("taxi", "budget does", version.person.family_name))


def test_who_asked_on_paper_is_not_told_by_email(shared, mailoutbox):
    version, team = shared
    asked = ask(version, team.cc, said_by="Adaeze Okafor", how="paper", said_on=ON)
    reply = answer(comment_id=asked.pk, words="The budget does.", on=ON, by=team.cc)
    assert tell_of_answer(answer_id=reply.pk, on=ON) is False and mailoutbox == []
