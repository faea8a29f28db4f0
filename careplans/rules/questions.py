"""The questions of a planning conversation, in order: one a page, the same at a visit and on the person's own pages.

The headings are those of About me (PRSB, DAPB4022) and of the plan's lists, asked as one would ask them. Each field is
a field of the plan (`careplans.rules.together` says which the person writes themselves), so an answer is kept once.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One box: `kind` "words" (several lines), "line", "tel", "email", "scale" (1 to 10), "tick" or "yes_no"."""

    name: str
    label: str
    kind: str = "words"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One page. `part`: a section or a list of lines; `lines`: the latter, of which the first field must be filled in.

    `adds`: lines can be added; `one` is what a line is called; `about`: the fields that say what a line is, shown above
    the boxes and not written here. `staff`: asked at a visit only.
    """

    key: str
    part: str
    ask: str
    fields: tuple[Field, ...]
    prompts: tuple[str, ...] = ()
    lines: bool = False
    adds: bool = False
    one: str = ""
    about: tuple[str, ...] = ()
    staff: bool = False


def _own(name: str, ask: str, *prompts: str, kind: str = "words", part: str = "about_me") -> Question:
    return Question(name.replace("_", "-"), part, ask, (Field(name, ask, kind),), prompts)


SCALE = "1 is not at all, 10 is as much as can be"
QUESTIONS: tuple[Question, ...] = (
    _own("what_matters", "What matters most to you?", "What should be known before anything else",
         "What you believe in, what you like to do, what makes life good"),
    _own("who_i_am", "How would you tell someone who you are?", "A few sentences for someone who has never met you"),
    _own("important_people", "Who is important to you?", "Who they are, why, and what they do with you"),
    _own("not_to_contact", "Is there anybody we must not contact?", "Nobody has to be named. Leave it empty if there is no one"),
    _own("how_i_communicate", "How do you like to talk and be talked to?", "Aids, language, signs, pictures, time",
         "How others can tell that you are in pain or upset", "How you choose, and how you like to be told things"),
    _own("my_wellness", "What is a good day like, and a bad day?", "What turns one into the other", "The first signs"),
    _own("strengths", "What are you good at?", "What you do yourself, what you know, what others ask you for"),
    _own("must_know", "What must everybody know to keep you safe?", "Allergies and the like, one on each line",
         "It stands at the top of the plan"),
    Question("needs", "needs", "What is hard at the moment?", (Field("words", "What is hard"),),
             ("In their words: what their health makes hard, at home and outside",), lines=True, adds=True, one="Need", staff=True),
    Question("outcomes", "outcomes", "What would you like to be different?", (
        Field("words", "What you would like", hint="In your own words"),
        Field("measure", "How will we know?", "line", "For example: choir on three Thursdays of four"),
        Field("importance", "How much does it matter to you?", "scale", SCALE),
        Field("confidence", "How sure are you that it can be done?", "scale", SCALE),
    ), ("A year from now, what would tell you that this plan is working?",), lines=True, adds=True, one="Something you would like"),
    Question("actions", "actions", "What will you do yourself?", (
        Field("words", "What you will do"),
        Field("when", "When?", "line"),
        Field("confidence", "How sure are you that you will do it?", "scale", SCALE),
    ), ("Small steps count. What others do stands in another part of the plan",), lines=True, adds=True, one="Something you will do"),
    _own("please_do", "What should people please do?", "Knock, say their name, wait"),
    _own("please_do_not", "What should people please not do?", "Talk over me, rush, move my things"),
    _own("how_to_support_me", "How should people support you, and when?", "Morning to night: washing, moving, eating, medicines",
         "With choices, and in an emergency"),
    Question("contingency", "contingency", "What if something goes wrong?", (
        Field("trigger", "If this happens", hint="For example: if Joy is ill, if the power fails, if I suddenly feel worse"),
        Field("warning_signs", "How would anybody notice?"),
        Field("coping", "What helps then?"),
        Field("action", "Then this should be done", hint="Each step on a line of its own"),
        Field("contact", "And call", "line", "Name and telephone number"),
    ), ("An assistant cannot come, the power fails, you feel worse, you go into hospital, your carer is ill",), lines=True, adds=True,
       one="If… then…"),
    Question("contacts", "contacts", "Who should be in this plan?", (
        Field("name", "Name", "line"),
        Field("role", "Who they are", "line", "For example: my daughter, my nurse"),
        Field("phone", "Telephone", "tel"),
        Field("email", "Email address", "email"),
        Field("in_crisis", "Call them in a crisis", "tick"),
        Field("invited", "Should they be asked to help plan?", "yes_no"),
    ), ("Family, friends, neighbours, anyone who helps",), lines=True, adds=True, one="Person"),
    Question("risks", "risks", "What do you think about the risks?", (Field("persons_view", "What you think", hint="You may see it differently"),),
             ("Some things are worth a risk. What you think stands beside what others think",), lines=True, one="Risk",
             about=("description", "steps")),
    Question("decisions", "decisions", "What matters to you in these choices?", (Field("what_matters", "What matters to you here"),),
             ("Doing nothing is a choice too",), lines=True, one="Choice", about=("question",)),
    _own("also_worth_knowing", "What else is worth knowing about you?", "Your story, your work, what you laugh about"),
    _own("how_took_part", "How would you like to take part in planning?", "Who should be there, when, where, what helps you join in",
         part="support"),
    _own("written_with", "Who helped to write this?", "Name, and who they are to you", kind="line"),
)  # fmt: skip
BY_KEY = {question.key: question for question in QUESTIONS}


def asked(staff: bool, parts_with_lines: frozenset[str]) -> tuple[Question, ...]:
    """The questions that are asked: at a visit (`staff`) or on the person's own pages.

    A list to which nothing can be added is asked about only when the plan holds a line of it.
    """
    return tuple(
        question
        for question in QUESTIONS
        if (staff or not question.staff) and (question.adds or not question.lines or question.part in parts_with_lines)
    )
