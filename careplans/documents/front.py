"""The first page: who I am, what matters, what to do in a crisis, who to call. It stands on one page whatever the plan
holds: what does not fit is shortened by rule, between words, and says where the rest is."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from careplans.documents.parts import Emergency
from phb.core.pdf import Contact

if TYPE_CHECKING:
    from careplans.documents.plan import CarePlan


@dataclass(frozen=True)
class Room:
    """How much is shown: characters of each of the person's own words, of all that must be known and of a crisis'
    steps; how many crises and contacts."""

    words: int
    must_know: int
    steps: int
    crises: int
    contacts: int
    roles: int = 200
    tight: bool = False  # closer lines, and no e-mail where there is a telephone number


# From the usual page to one that holds even where every field is full: lines move together before words are left out.
ROOMS = (
    Room(words=600, must_know=900, steps=700, crises=3, contacts=6),
    Room(words=600, must_know=900, steps=700, crises=3, contacts=6, tight=True),
    Room(words=400, must_know=700, steps=500, crises=3, contacts=5, tight=True),
    Room(words=260, must_know=500, steps=360, crises=2, contacts=4, tight=True),
    Room(words=160, must_know=320, steps=240, crises=2, contacts=3, tight=True),
    Room(words=90, must_know=200, steps=150, crises=1, contacts=2, roles=40, tight=True),
    Room(words=0, must_know=120, steps=100, crises=1, contacts=1, roles=40, tight=True),
)


@dataclass(frozen=True)
class Cut:
    """Words of the plan, perhaps the beginning of them only."""

    text: str
    more: bool = False


@dataclass(frozen=True)
class Crisis:
    """One “if this, then that” of the first page."""

    when: str
    then: tuple[str, ...]
    call: tuple[Contact, ...]


@dataclass(frozen=True)
class Front:
    """What stands on the first page; each `more` says that the plan holds more than is shown."""

    who: Cut
    matters: Cut
    communication: Cut
    must_know: tuple[str, ...]
    more_to_know: bool
    crises: tuple[Crisis, ...]
    more_crises: bool
    contacts: tuple[Contact, ...]
    named: Contact
    more_contacts: bool
    tight: bool = False

    @property
    def left_out(self) -> tuple[str, ...]:
        """The parts of which nothing fits."""
        parts = {
            "How to talk with me": self.communication,
            "Who I am": self.who,
            "What matters most to me": self.matters,
        }
        return tuple(heading for heading, part in parts.items() if part.more and not part.text)


def shorten(text: str, room: int) -> Cut:
    """The beginning of a text in at most `room` characters: to the end of a sentence where one ends in the last two thirds,
    else between two words. A word is never cut; a first word that is longer than the room is left out with the rest."""
    text = text.strip()
    if len(text) <= room:
        return Cut(text)
    head = text[: room + 1]
    end = max(head.rfind(mark) for mark in (". ", "! ", "? ", ".\n", "!\n", "?\n"))
    if end >= room // 3:
        return Cut(head[: end + 1], more=True)
    space = max(head.rfind(" "), head.rfind("\n"))
    return Cut(f"{head[:space].rstrip(' ,;:–-')} …", more=True) if space > 0 else Cut("", more=True)


def lines_in(lines: tuple[str, ...], room: int) -> tuple[tuple[str, ...], bool]:
    """As many of the lines as fit into `room` characters, the last perhaps shortened; and whether something is missing."""
    shown: list[str] = []
    for line in lines:
        cut = shorten(line, room)
        if cut.text:
            shown.append(cut.text)
        if cut.more:
            return tuple(shown), True
        room -= len(line)
    return tuple(shown), len(shown) < len(lines)


def front_of(plan: "CarePlan", level: int = 0) -> Front:
    """The first page at a level of shortening, from 0 (as is usual) to the last of ROOMS."""
    room = ROOMS[level]
    crises = [_crisis(each, room, plan.escalation) for each in plan.emergencies[: room.crises]]
    must_know, more_to_know = lines_in(plan.must_know, room.must_know)
    return Front(
        who=shorten(plan.who_i_am, room.words),
        matters=shorten(plan.about_me.most_important, room.words),
        communication=shorten(plan.about_me.communication, room.words * 2 // 3),
        must_know=must_know,
        more_to_know=more_to_know,
        crises=tuple(crisis for crisis, _ in crises),
        more_crises=len(plan.emergencies) > room.crises or any(more for _, more in crises),
        contacts=tuple(_reached(each, room) for each in plan.escalation[: room.contacts]),
        named=_reached(plan.contact, room),
        more_contacts=len(plan.escalation) > room.contacts,
        tight=room.tight,
    )


def _crisis(emergency: Emergency, room: Room, escalation: tuple[Contact, ...]) -> tuple[Crisis, bool]:
    when = shorten(emergency.when, max(60, room.steps // 3))
    then, more = lines_in(emergency.then, room.steps)
    call = tuple(_reached(each, room) for each in emergency.call[: min(2, room.crises)])
    if not room.words and emergency.call and emergency.call[0] in escalation[: room.contacts]:
        call = ()  # the next lines of the page name them
    return Crisis(when.text, then, call), when.more or more


def _reached(contact: Contact, room: Room) -> Contact:
    shown = replace(contact, role=shorten(contact.role, room.roles).text)
    return shown if not room.tight or not contact.telephone else replace(shown, email="", hours="")
