"""The plan in easy read: short sentences, one idea each, a picture beside each idea.

The sentences are made by rule from what is recorded. The person's own words are never rewritten: they stand as quotes.
What a rule makes is not yet easy for this person, so the first page says that it needs reading together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from careplans.documents.parts import Emergency, Outcome, Risk, ServiceLine
from careplans.documents.plan import CarePlan
from phb.core.money import format_pounds
from phb.core.pdf import Contact, Organisation, Person, Stamp

# Pictures of the Mulberry set by what they show, with the words for who cannot see them.
PICTURES = {
    "ambulance": "An ambulance", "bad": "A thumb pointing down", "bank-card": "A bank card", "bed-time": "A bed and a clock",
    "calendar": "A calendar", "car": "A car", "care-assistant": "A care assistant with somebody she helps",
    "correct": "A tick", "doctor": "A doctor", "family": "A family", "good": "A thumb pointing up",
    "group-work": "People round a table", "heart-shape": "A heart", "help": "A hand held out to another",
    "house": "A house", "lightbulb": "A light bulb", "medicine": "A bottle of medicine", "money": "Money",
    "nurse": "A nurse", "pen-and-paper": "Pen and paper", "read": "Somebody reading", "safety-pin": "A safety pin",
    "school": "A school", "shake-hands": "Two people shaking hands", "talk": "Somebody talking",
    "telephone-handset": "A telephone", "think": "Somebody thinking", "warning-light": "A warning light",
    "wheelchair": "A wheelchair", "what": "A question mark", "who": "A person and a question mark", "write": "A hand writing",
}  # fmt: skip
OF_SERVICE = {
    "personal_assistant": "care-assistant", "agency": "care-assistant", "self_employed": "care-assistant",
    "respite": "bed-time", "activity": "group-work", "therapy": "doctor", "equipment": "wheelchair", "transport": "car",
    "training": "school", "recruitment": "who", "insurance": "safety-pin", "payroll": "pen-and-paper",
    "managed_account_fee": "bank-card",
}  # fmt: skip
HELD = {
    "Direct payment": "I get the money and I pay.",
    "Direct payment in a managed account": "Somebody else keeps the money for me. I say what it pays for.",
    "Notional budget": "The NHS keeps the money and pays.",
    "Third-party budget": "Another organisation keeps the money and pays.",
}


@dataclass(frozen=True)
class Idea:
    """One idea: a picture, short sentences made by rule, and perhaps the plan's own words: a quote, or steps in their order."""

    picture: str
    words: tuple[str, ...]
    quote: str = ""
    steps: tuple[str, ...] = ()
    leads: bool = False  # what follows belongs to it: a page does not end here

    @property
    def shows(self) -> str:
        """What the picture shows, for who cannot see it."""
        return PICTURES[self.picture]


@dataclass(frozen=True)
class Chapter:
    """Ideas under a heading."""

    heading: str
    ideas: tuple[Idea, ...]


@dataclass(frozen=True)
class EasyRead:
    """The plan in easy read."""

    organisation: Organisation
    stamp: Stamp
    person: Person
    contact: Contact
    chapters: tuple[Chapter, ...]
    title: str = "My plan"


def easy_read(plan: CarePlan) -> EasyRead:
    """The easy read form of a plan, with or without money as the plan is."""
    made = (
        Chapter("About me", tuple(_about(plan))),
        Chapter("You must know this", tuple(Idea("lightbulb", (), line) for line in plan.must_know)),
        Chapter("How to talk with me", tuple(_talking(plan))),
        Chapter("If something goes wrong", tuple(idea for each in plan.emergencies for idea in _emergency(each))),
        Chapter("Who to call", tuple(_call(each) for each in plan.escalation)),
        Chapter(
            "What I want, and who helps me", tuple(idea for each in plan.outcomes for idea in _outcome(each, plan))
        ),
        Chapter("Staying safe", tuple(idea for risk in plan.risks for idea in _risk(risk))),
        Chapter("The money", tuple(_money(plan))),
        Chapter("We look at the plan again", tuple(_review(plan))),
        Chapter("If I am not happy", tuple(_not_happy(plan))),
    )
    return EasyRead(
        plan.organisation, plan.stamp, plan.person, plan.contact, tuple(each for each in made if each.ideas)
    )


def _about(plan: CarePlan) -> Iterator[Idea]:
    yield Idea("who", (f"My name is {plan.person.name}.",))
    if plan.person.preferred_name:
        yield Idea("talk", (f"Please call me {plan.person.preferred_name}.",))
    if plan.who_i_am:
        yield Idea("talk", ("This is who I am, in my words:",), plan.who_i_am)
    if plan.about_me.most_important:
        yield Idea("heart-shape", ("This matters most to me:",), plan.about_me.most_important)
    if plan.about_me.important_people:
        yield Idea("family", ("These people matter to me:",), plan.about_me.important_people)


def _talking(plan: CarePlan) -> Iterator[Idea]:
    about = plan.about_me
    if plan.format_flags:
        yield Idea("read", ("I need information like this:", *(_sentence(each) for each in plan.format_flags)))
    for picture, words, quote in (
        ("talk", "This is how I talk, and how to talk with me:", about.communication),
        ("help", "This is how to help me:", about.how_to_support),
        ("good", "Please do this:", about.please_do),
        ("bad", "Please do not do this:", about.please_do_not),
        ("think", "This is how I am on good and bad days:", about.wellness),
    ):
        if quote:
            yield Idea(picture, (words,), quote)


def _emergency(emergency: Emergency) -> Iterator[Idea]:
    yield Idea("warning-light", ("This can happen:",), emergency.when[:1].upper() + emergency.when[1:], leads=True)
    yield Idea("ambulance", ("Then do this:",), steps=emergency.then)
    if emergency.medicines_equipment:
        yield Idea("medicine", ("This may be needed:",), emergency.medicines_equipment)
    for contact in emergency.call:
        yield _call(contact)


def _call(contact: Contact) -> Idea:
    words = [f"Call {contact.name}{', ' if contact.role else ''}{contact.role}."]
    if contact.telephone[:1].isdigit() or contact.telephone[:1] == "+":
        words.append(f"The number is {contact.telephone}.")
    elif contact.email:
        words.append(f"Or write to {contact.email}.")
    return Idea("telephone-handset", tuple(words))


def _outcome(outcome: Outcome, plan: CarePlan) -> Iterator[Idea]:
    yield Idea("good", ("I want this:",), outcome.words, leads=True)
    for action in outcome.actions:
        yield Idea("correct", ("This is what we do:", *([f"Who: {action.who}."] if action.who else [])), action.words)
    for service in outcome.services:
        yield _service(service, with_money=plan.money is not None)
    for name in plan.also_for(outcome.reference):
        yield Idea("help", ("This helps me with it too:",), name)
    if not outcome.services and not outcome.actions and not plan.also_for(outcome.reference):
        yield Idea("what", ("There is no paid help for this yet.",))


def _service(service: ServiceLine, *, with_money: bool) -> Idea:
    words = ["This helps me:"]
    after = [f"How often: {service.how_often}."]
    if service.provided_by:
        after.append(f"Who helps: {service.provided_by}.")
    if with_money and service.weekly:
        after.append(f"It costs {format_pounds(service.weekly)} each week.")
    if with_money and service.one_off:
        after.append(f"It costs {format_pounds(service.one_off)} once.")
    if service.held in HELD:
        after.append(HELD[service.held])
    return Idea(OF_SERVICE.get(service.kind, "help"), (*words, *after), service.name)


def _risk(risk: Risk) -> Iterator[Idea]:
    yield Idea("warning-light", ("This could be a danger:",), risk.words)
    if risk.view:
        yield Idea("think", ("This is what I think about it:",), risk.view)
    if risk.procedure or risk.steps:
        yield Idea("safety-pin", ("This is how we stay safe:",), "\n".join(filter(None, (risk.steps, risk.procedure))))


def _money(plan: CarePlan) -> Iterator[Idea]:
    money = plan.money
    if money is None:
        return
    yield Idea("money", (f"My help costs {format_pounds(money.weekly)} each week.",))
    if money.one_off:
        yield Idea("money", (f"We also pay {format_pounds(money.one_off)} once.",))
    if money.direct_payment:
        yield Idea("bank-card", (f"{format_pounds(money.direct_payment)} is paid to my budget account {money.direct_payment_every}.",
                                 "It can only pay for what is in this plan."))  # fmt: skip
    if money.notice_days:
        yield Idea(
            "calendar", (f"The money cannot go down without {money.notice_days} days' notice.", "You must tell me why.")
        )


def _review(plan: CarePlan) -> Iterator[Idea]:
    if plan.review_on:
        yield Idea("calendar", (f"We look at this plan again by {_day(plan.review_on)}.",), plan.review_how)
    yield Idea("talk", ("I can ask to look at it sooner.", "I can ask at any time."))
    if plan.health_monitored_by:
        yield Idea("nurse", ("This person checks my health:", plan.health_monitored_by))


def _not_happy(plan: CarePlan) -> Iterator[Idea]:
    yield Idea("bad", ("I can say no.", "I can say that something is wrong."))
    yield Idea("talk", ("You must tell me the reasons.", "I can ask you to look again."))
    yield Idea(
        "write",
        ("I can complain.", f"The number is {plan.organisation.telephone}.", "You will still help me if I complain."),
    )
    yield Idea("help", ("Somebody can help me speak up.", "This is called an advocate."))


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _day(value: date) -> str:
    return f"{value.day} {value:%B} {value.year}"
