"""The ways of working out an indicative amount: what each does, when it fits, what it starts from, and where it ends.

The form of the amount, the public page of figures and the transparency record all read this one table.
"""

from dataclasses import dataclass

from budgets.enums import AmountMethod

HANDBOOK = (
    "NHS England, Finance, commissioning and contracting handbook for personalised care, August 2019 (contents read)"
)
PILOT = "Department of Health, How to set budgets: early learning, personal health budgets pilot"


@dataclass(frozen=True, slots=True)
class Method:
    """One way. `how`: what is worked out; `when`: when it fits; `starts_from`: what is known already; `limits`: when not."""

    code: AmountMethod
    how: str
    when: str
    starts_from: str
    limits: str
    source: str

    @property
    def label(self) -> str:
        """The way in words."""
        return self.code.label


METHODS: tuple[Method, ...] = (
    Method(
        AmountMethod.COST,
        "Hours a week of each kind of support are multiplied by their price. The costs of being an employer, such as "
        "holiday pay, National Insurance and pension, and other yearly costs are added. The year is divided by 52.",
        "When it is known roughly how many hours of support are needed, and when. The usual way for NHS Continuing Healthcare.",
        "The hours that the assessment or the first talks point to, the prices of the library, and the national figures of the day.",
        "It is only as good as the hours. It says nothing of hours that nobody has thought of.",
        PILOT,
    ),
    Method(
        AmountMethod.RECKONER,
        "A table of this organisation gives an amount a week for each level of need. The row that fits is read off.",
        "For an early estimate, before hours can be counted.",
        "The levels of need that the assessment recorded. They point to a row; a coordinator confirms it.",
        "A row stands for many people. Someone whose need is unusual should be worked out from hours and prices.",
        HANDBOOK,
    ),
    Method(
        AmountMethod.POINTS,
        "Each level of the assessment earns points in a table of this organisation. The points are added up and "
        "multiplied by the pounds that one point is worth.",
        "Where the organisation has a resource allocation system, most often for joint packages with a council.",
        "The levels of need that the assessment recorded.",
        "Points are not accurate for very complex needs. Above the table’s cap no amount is worked out: a person looks at it by hand.",
        "Waltham Forest Council, on its resource allocation system: a guide, with a limit for complex needs",
    ),
    Method(
        AmountMethod.PACKAGE,
        "What the present care costs a week, with its basis and the day of the price.",
        "When someone who already has a package of care moves to a personal health budget.",
        "The package that the plan replaces, where it is recorded.",
        "It carries over what was bought, also what was wrong with it. Ask whether it still meets the need.",
        HANDBOOK,
    ),
    Method(
        AmountMethod.FIXED,
        "A named sum from a table of this organisation, paid once.",
        "For a personal wheelchair budget, or another single item or service.",
        "The named sum that fits what was assessed.",
        "It is what the NHS would have spent. For a wheelchair the person may add their own money for something more.",
        "NHS England, personal wheelchair budgets: notional, notional with contribution, third party",
    ),
)

_BY_CODE = {method.code: method for method in METHODS}


def method_of(code: str) -> Method:
    """One way by its code. Raises KeyError for a code that is none."""
    return _BY_CODE[AmountMethod(code)]
