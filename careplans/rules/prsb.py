"""The headings of the PRSB personalised care and support plan, version 2.0 (DAPB4022), and what is missing of them.

Source: the Professional Record Standards Body's published information model. A heading is mandatory (M) or required if
known (R), stands once or many times (`least`..`most`), and names the SNOMED CT codes of its value set where it has one.
A mandatory heading counts only where the heading above it is there: an empty optional group lacks nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

STANDARD = "Personalised care and support plan v2.0"
# Headings of About me 2.01 with their SNOMED CT codes, and the fields of a version that stand under them, in order.
ABOUT_ME: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("What is most important to me", "1515861000000103", (("must_know", "Please know first: "), ("what_matters", ""))),
    ("People who are important to me", "1515871000000105",
     (("important_people", ""), ("not_to_contact", "Please do not contact: "))),
    ("How I communicate and how to communicate with me", "1515881000000107", (("how_i_communicate", ""),)),
    ("My wellness", "1515891000000109", (("my_wellness", ""),)),
    ("Please do and please don't", "1515901000000105",
     (("please_do", "Please do: "), ("please_do_not", "Please do not: "))),
    ("How and when to support me", "1515911000000107", (("how_to_support_me", ""),)),
    ("Also worth knowing about me", "1515921000000101", (("who_i_am", ""), ("also_worth_knowing", ""))),
)  # fmt: skip

# Indented by two for each level; "* " repeats, "! " is mandatory; @ takes in a group that stands in several places.
_GROUPS = {
    "coded": ("Coded value", "Free text"),
    "responsible": ("Name", "Role", "Contact details"),
    "professional": ("Name", "Role", "Grade", "Speciality", "Professional identifier", "Organisation", "Contact details"),
    "completing": (
        "Name", "Role", "Grade", "Specialty", "Organisation", "Professional identifier", "Date completed", "Contact details",
    ),
    "agreed": ("Person or legitimate representative", "Person full name", "Role"),
}  # fmt: skip
_TREE = """
! Person demographics
  ! Person name
    ! Person first name
    ! Person family name
    Person preferred name
    Person full name
  ! Date of birth
  NHS number
  !* Person's address
    ! Address line 1
    Address line 2
    Address line 3
    Address line 4
    Address line 5
    ! Postcode
  Person's contact details
    Preferred contact method
    * Person's telephone number details
      Person's telephone number
    * Person's email address details
      Person's email address
! GP practice
  * GP practice record entry
    GP practice details
    ! GP practice identifier
About me
  What is most important to me
  People who are important to me
  How I communicate and how to communicate with me
  My wellness
  Please do and please don't
  How and when to support me
  Also worth knowing about me
  Date
  Supported to write this by
Professional contacts
  * Professional contacts record entry
    Name
    Role
    Key worker
    Speciality
    Team
    Organisation @coded
    Contact details
Personal contacts
  * Personal contacts record entry
    ! Name
    Relationship
    Relationship type
    Contact details
    Comments
Formulation
  * Formulation record entry
    Formulation
    Date
    Performing professional @professional
Care and support plan
  * Strengths @coded
  * Needs, concerns or problems @coded
    * Goals and hopes @coded
      Goal importance score
      * Actions and activities
        * What @coded
        Who
          Name
          Role
          Team
          Contact details
        When
        Suggested strategies
        Status @coded
        Confidence
        Date last updated
        Review date
        * Stage goal
          Stage goal @coded
          Outcome @coded
          Goal status
      * Outcomes @coded
      Goal status
  Agreed with person or legitimate representative @agreed
  Care funding source @coded
  Date this plan was last updated
  * Other care planning documents
  Planned review date/interval
  Responsibility for review @responsible
  Performing professional @professional
  * Person completing record @completing
* Contingency/safety plans
  !* Trigger factors @coded
  Contingency plan name @coded
  * What should happen @coded
  * Who should be contacted @responsible
  Agreed with person or legitimate representative @agreed
  Date this plan was last updated
  Planned review date/interval
  Responsibility for review @responsible
  * Coping strategies
    Coping strategy
  * Relapse indicators / early warning signs @coded
  Advance statement
    Advance statement @coded
    Location of document
  * Anticipatory medicines/equipment
  Performing professional @professional
* Additional support plans
  Additional support plan name @coded
  Additional support plan content
  Planned review date/interval
  Date this plan was last updated
"""


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: `must` when mandatory, `many` when it repeats, what stands under it."""

    name: str
    must: bool = False
    many: bool = False
    under: tuple["Heading", ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """A mandatory heading that is not filled in: where it stands, outermost heading first."""

    path: tuple[str, ...]

    @property
    def words(self) -> str:
        return " › ".join(self.path)


def _read(text: str) -> tuple[Heading, ...]:
    rows = [(len(line) - len(line.lstrip()), line.strip()) for line in text.splitlines() if line.strip()]

    def level(at: int, depth: int) -> tuple[tuple[Heading, ...], int]:
        found: list[Heading] = []
        while at < len(rows) and rows[at][0] >= depth:
            marks, name, group = _marks(rows[at][1])
            inner, at = level(at + 1, depth + 2)
            shared = tuple(Heading(each) for each in _GROUPS.get(group, ()))
            found.append(Heading(name, "!" in marks, "*" in marks, shared + inner))
        return tuple(found), at

    return level(0, 0)[0]


def _marks(line: str) -> tuple[str, str, str]:
    marks, _, rest = line.partition(" ") if line[0] in "!*" else ("", "", line)
    name, _, group = rest.partition(" @")
    return marks, name, group


HEADINGS = _read(_TREE)


def missing(document: Mapping[str, Any]) -> tuple[Missing, ...]:
    """The mandatory headings that a document lacks, in the order of the standard."""
    return tuple(Missing(path) for path in _missing(HEADINGS, document, ()))


def _missing(
    headings: tuple[Heading, ...], held: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    for heading in headings:
        here, value = (*path, heading.name), held.get(heading.name)
        if not value:
            if heading.must:
                yield here
            continue
        for each in value if heading.many else (value,):
            if heading.under and isinstance(each, Mapping):
                yield from _missing(heading.under, each, here)


def strange(document: Mapping[str, Any]) -> tuple[str, ...]:
    """What a document holds against the standard: headings that it does not know, or one where many may stand."""
    return tuple(_strange(HEADINGS, document, ()))


def _strange(headings: tuple[Heading, ...], held: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    known = {heading.name: heading for heading in headings}
    for name, value in held.items():
        here = (*path, name)
        if name not in known:
            yield f"{' › '.join(here)} is no heading of the standard"
            continue
        heading = known[name]
        if heading.many != isinstance(value, list):
            yield f"{' › '.join(here)} stands {'many times' if heading.many else 'once'}"
            continue
        for each in value if heading.many else (value,):
            if heading.under and isinstance(each, Mapping):
                yield from _strange(heading.under, each, here)
