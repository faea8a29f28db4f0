"""The columns of a file of past cases: what each holds, and which a row cannot do without."""

from dataclasses import dataclass

from eligibility.enums import CaseState, Route, Setting
from eligibility.rules.domains import adult_domains, checklist_domains, children_domains

# Where a case can stand when it is brought in: it waits for its assessment, or it has ended in one way or another.
STATES = (
    CaseState.AWAITING_ASSESSMENT,
    CaseState.SCREENED_OUT,
    CaseState.ELIGIBLE,
    CaseState.NOT_ELIGIBLE,
    CaseState.CLOSED,
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, what to write in it, and an example that can be brought in."""

    name: str
    holds: str
    example: str = ""
    needed: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("nhs_number", "NHS number, ten digits", "9990000018", needed=True),
    Column("given_name", "Given name", "Anneke", needed=True),
    Column("family_name", "Family name", "Example", needed=True),
    Column("date_of_birth", "Date of birth, like 1948-03-09 or 09/03/1948", "1948-03-09", needed=True),
    Column("route", f"One of {', '.join(Route)}", "CHC", needed=True),
    Column("state", f"Where the case stands: one of {', '.join(STATES)}", "ELIGIBLE", needed=True),
    Column("old_reference", "The case's number in the system it comes from", "A-1071"),
    Column("received_on", "The day on which the referral was received", "2025-02-03", needed=True),
    Column("referred_by", "Who made the referral", "Made-up Community Hospital", needed=True),
    Column("setting", f"Where the person was cared for: one of {', '.join(Setting)}", "OWN_HOME"),
    Column("fast_track", "yes for a Fast Track case, else no or empty", "no"),
    Column("checklist_on", "The day on which the Checklist was completed", "2025-02-05"),
    Column("checklist_received_on", "The day on which the board received the Checklist or other notice", "2025-02-06"),
    Column("assessed_on", "The day of the assessment; the day of the tool for Fast Track", "2025-02-20"),
    Column("recommendation", "RECOMMEND_ELIGIBLE or RECOMMEND_NOT_ELIGIBLE", "RECOMMEND_ELIGIBLE"),
    Column("decided_on", "The day of the decision", "2025-02-27"),
    Column("decided_by", "Who decided, name and role", "A. Made-up, commissioner"),
    Column("reasons", "The reasons for the decision", "Intensity and complexity of the needs taken together."),
    Column("review_due_on", "The day by which the next review is due", "2026-05-27"),
    Column("ended_on", "The day on which a closed case ended", ""),
    Column("end_reason", "Why a closed case ended", ""),
    *(Column(f"checklist.{key}", f"Checklist, {d.label}: A, B or C", "B") for key, d in checklist_domains().items()),
    *(Column(f"level.{key}", f"Level, {d.label}", "HIGH" if "HIGH" in d.levels else "") for key, d in adult_domains().items()),
    *(
        Column(f"level.{key}", f"Level, {d.label} (children)")
        for key, d in children_domains().items()
        if key not in adult_domains()
    ),
)  # fmt: skip
NAMES = frozenset(column.name for column in COLUMNS)
NEEDED = tuple(column.name for column in COLUMNS if column.needed)
