"""How a rule gives its answer, and how a tool says which answers it reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eligibility.rules.loading import because, plain_name
from eligibility.rules.results import Problem, Result
from phb.core.results import Certainty, Reason

Answers = Mapping[str, Any]
Rule = Callable[[Answers, date, str], Result]
Shape = Callable[[dict[str, Any]], dict[str, Any]]

# What every form carries (reference A.1). Known to each tool, read only by those that need it.
COMMON = frozenset(
    [
        "person_id",
        "date_of_birth",
        "assessment_date",
        "rule_set_id",
        "icb_code",
        "la_code",
        "assessor_id",
        "assessor_role",
        "participated",
        "capacity",
        "needs_interpreter",
        "evidence",
        "setting",
        "title",
        "note",
    ]
)


# What stands on the same form (A.3, A.5, A.7): known to each tool of the family that does not read it under that name.
_ON_THE_FORM = {
    "cypcc": "pre_assessment_outcome reason level evidence_areas recommendation panel_decision clock_start_event ehc_plan "
    "transition_stage",
    "section_117": "section detained_from ceased_detention left_hospital on_cto residence_before_detention_la "
    "icb_at_application nhs_satisfied_date la_satisfied_date joint_notice_date",
    "direct_payment": "consent recipient_type representative_basis nominee_kind nominee_relationship nominee_same_household "
    "nominee_friend_in_care dbs_applied_date schedule_orders can_manage appropriate_for_condition value_for_money "
    "care_plan_agreed coordinator_id first_payment_date one_off item_count other_payments_this_year refusal_reason "
    "reconsideration_dates",
}


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool: its name, the family of its rule sets, the rule, the answers it reads and its other names."""

    name: str
    family: str
    rule: Rule
    keys: frozenset[str]
    aliases: tuple[str, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)
    shape: Shape | None = None
    known: frozenset[str] = frozenset()

    @property
    def words(self) -> str:
        """What the tool says and which answers it reads, in words."""
        return (self.rule.__doc__ or "").strip()

    @property
    def codes(self) -> dict[str, tuple[str, ...]]:
        """The codes behind the names in capitals that its words use, such as EVENTS."""
        named: dict[str, Any] = self.rule.__globals__
        found = dict.fromkeys(word.strip("(),.;:") for word in self.words.split())
        return {
            word: tuple(sorted(map(str, codes)) if isinstance(codes, frozenset) else map(str, codes))
            for word in found
            if word.isupper() and isinstance(codes := named.get(word), Mapping | tuple | list | frozenset)
        }


# So many wrong names are told one by one, the rest by their number: a reply is never far longer than what was sent.
MOST_NAMED = 20

TOOLS: dict[str, Tool] = {}


def tool(
    name: str,
    family: str,
    keys: str,
    *,
    aliases: str = "",
    same: Mapping[str, str] | None = None,
    shape: Shape | None = None,
) -> Callable[[Rule], Rule]:
    """Register a rule as a tool. `keys` and `aliases` are names set apart by spaces.

    `same` maps other spellings of an answer to its key; `shape` mends a case that is laid out in another way.
    """

    def register(rule: Rule) -> Rule:
        own = frozenset(keys.split())
        beside = (COMMON | set(_ON_THE_FORM.get(family, "").split())) - set(same or {})
        TOOLS[name] = Tool(name, family, rule, own, tuple(aliases.split()), same or {}, shape, own | beside)
        return rule

    return register


def tell(
    name: str,
    rule_set: str,
    outcome: str,
    *rules: str,
    problems: tuple[Problem, ...] | list[Problem] = (),
    warnings: tuple[str, ...] | list[str] = (),
    **facts: Any,
) -> Result:
    """A result by the ids of its rules and warnings."""
    reasons = tuple(because(rule) for rule in rules)
    advice = tuple(because(rule) for rule in warnings)
    return Result(name, outcome, reasons, rule_set, problems=tuple(problems), warnings=advice, facts=facts)


def incomplete(name: str, rule_set: str, rule: str, *problems: Problem, **facts: Any) -> Result:
    """The answer that more must be entered first."""
    return tell(name, rule_set, "INCOMPLETE", rule, problems=problems, **facts)


def under_our_names(found: Tool, answers: Answers) -> tuple[dict[str, Any], tuple[Reason, ...]]:
    """Answers under the keys that the tool reads, and a warning for each that it does not know."""
    given = {str(key): value for key, value in answers.items()}
    if found.shape is not None:
        given = found.shape(given)
    named = {key: value for key, value in given.items() if key in found.known}
    unknown: list[Reason] = []
    more = 0
    for key, value in given.items():
        if key in found.known:
            continue
        plain = plain_name(key)
        ours = found.same.get(key) or found.same.get(plain) or (plain if plain in found.known else None)
        if ours is None or ours in named:
            if len(unknown) < MOST_NAMED:
                unknown.append(_unread(f"“{key[:80]}” is", found))
            else:
                more += 1
        else:
            named[ours] = value
    if more:
        unknown.append(_unread(f"And of {more:,} more, each is", found))
    return named, tuple(unknown)


def _unread(what: str, found: Tool) -> Reason:
    words = f"{what} not an answer of “{found.name}” and was not read. It reads: {', '.join(sorted(found.keys))}."
    return Reason("ANSWER-UNKNOWN", words, "Convention of this product", Certainty.CONVENTION)
