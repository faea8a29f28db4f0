"""Until when a decision may be questioned, how often, and by when the answer is aimed at."""

from dataclasses import dataclass
from datetime import date

from eligibility.enums import ChallengeKind as K
from eligibility.rules import dispute
from eligibility.rules.clocks import ask_again_from, clock_rules, target_date
from eligibility.rules.direct_payment_changes import one_in_six_months
from eligibility.rules.disputes import WAYS, Way
from phb.core.periods import add_months, say_date

_TWELVE_MONTHS = 12
# The clock of a request and the stage of the rule of disputes that counts it.
_STAGES = {"K5": "LOCAL", "K7": "INDEPENDENT", "OMBUDSMAN": "OMBUDSMAN"}


@dataclass(frozen=True, slots=True)
class Limit:
    """Whether a request is in time: `last` the last day, `first` the first day from which it must be looked at.

    `code`: IN_TIME, LATE, NOT_YET (one in six months), USED (once only) or NO_LIMIT.
    """

    code: str
    words: str
    last: date | None = None
    first: date | None = None
    days_late: int = 0
    source: str = ""
    certainty: str = "S"

    @property
    def free(self) -> bool:
        """Whether the request must be looked at without anybody's discretion."""
        return self.code in ("IN_TIME", "NO_LIMIT")


def last_day(kind: str, notice_on: date | None) -> date | None:
    """The last day in time for a request, counted from the day of the notice that is questioned; None for no limit.

    K5 and K7: six months. Complaint and Ombudsman: twelve months. Months end on the same day number or the month's last.
    """
    clock = WAYS[K(kind)].request_clock
    if notice_on is None:
        return None
    if clock in _STAGES:
        return dispute.last_day(_STAGES[clock], notice_on)
    return add_months(notice_on, _TWELVE_MONTHS) if clock == "COMPLAINT" else None


def limit(
    kind: str,
    requested_on: date,
    *,
    notice_on: date | None = None,
    waiver: bool = False,
    earlier: tuple[date, ...] = (),
    change: str = "",
) -> Limit:
    """Is a request in time? `earlier`: days on which the same was looked at before, by kind and change.

    Passing over local resolution (`waiver`) leaves no notice to count from, and so no limit.
    """
    way = WAYS[K(kind)]
    if kind == K.PHB_REVIEW or (kind == K.DIRECT_PAYMENT and change and one_in_six_months(change)):
        return _one_in_six_months(way, requested_on, earlier)
    if kind in (K.DIRECT_PAYMENT, K.PLAN_SERVICE):
        if not earlier:
            return Limit(
                "IN_TIME", "This may be asked for once, and has not been used.", source=way.source, certainty="P"
            )
        words = f"It may be asked for once, and was looked at on {say_date(max(earlier))}."
        return Limit("USED", words, source=way.source, certainty="P")
    last = None if waiver else last_day(kind, notice_on)
    if last is None and way.request_clock == "COMPLAINT":
        words = "Twelve months from what it is about are in time. That day is not recorded, so it is looked at."
        return Limit("NO_LIMIT", words, source=way.source, certainty=way.certainty)
    if last is None:
        return Limit("NO_LIMIT", "There is no national limit in time for this request.", source=way.source)
    source, certainty = _source(way)
    late = (requested_on - last).days
    if late <= 0:
        return Limit("IN_TIME", f"In time: the last day is {say_date(last)}.", last, source=source, certainty=certainty)
    many = "1 day" if late == 1 else f"{late} days"
    who = {K.OMBUDSMAN: "The Ombudsman decides", K.INDEPENDENT_REVIEW: "The national body decides"}.get(
        way.kind, "The board decides"
    )
    words = f"{many} late: the last day was {say_date(last)}. {who} whether to look at it all the same."
    return Limit("LATE", words, last, days_late=late, source=source, certainty=certainty)


def _source(way: Way) -> tuple[str, str]:
    if way.request_clock in clock_rules():
        reason = clock_rules()[way.request_clock].reason
        return reason.source, reason.certainty.value
    return way.source, way.certainty


def _one_in_six_months(way: Way, requested_on: date, earlier: tuple[date, ...]) -> Limit:
    first = ask_again_from(earlier, requested_on, way.request_clock)
    if first is not None and requested_on < first:
        done = max(day for day in earlier if day <= requested_on)
        words = (
            f"One was done on {say_date(done)}. The board must look at another from {say_date(first)}, and may sooner."
        )
        return Limit("NOT_YET", words, first=first, source=way.source, certainty="P")
    return Limit("IN_TIME", "The board must look at this.", first=first, source=way.source, certainty="P")


def answer_by(kind: str, requested_on: date) -> tuple[date | None, str]:
    """The day by which an outcome is aimed at and its clock (K6, K8): three months from the request. (None, "") without one."""
    clock = WAYS[K(kind)].answer_clock
    return (target_date(clock, requested_on), clock) if clock else (None, "")
