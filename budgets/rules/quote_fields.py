"""The fields of a costed plan as JSON, declared once: the reader, the schema and the guide go by them."""

from decimal import Decimal

from budgets.enums import (
    AnnualWeeks,
    Frequency,
    FunderKind,
    HoldingMethod,
    HolidayMethod,
    PensionChoice,
    Per,
    SickCover,
    SupportTime,
)
from budgets.rules.declared import Field, Object

_HOURS = Decimal(168)
_WEEKS = Decimal(53)
_PERCENT = Decimal(1000)

WEEKEND = Object(
    "weekend",
    "weekend hours",
    {
        "hours_per_week": Field("number", "hours a week that are paid more", ("hours",), True, most=_HOURS),
        "extra_percent": Field(
            "number", "percent more, the premium only", ("premium_percent", "percent"), True, most=_PERCENT
        ),
    },
)
BANK_HOLIDAYS = Object(
    "bank_holidays",
    "bank holidays",
    {
        "days_per_year": Field("number", "bank holidays worked in a year", ("days",), True, most=Decimal(20)),
        "hours_per_day": Field("number", "hours on each", ("hours",), True, most=Decimal(24)),
        "extra_percent": Field(
            "number", "percent more, the premium only", ("premium_percent", "percent"), True, most=_PERCENT
        ),
    },
)
SLEEP_INS = Object(
    "sleep_ins",
    "nights asleep",
    {
        "nights_per_week": Field("number", "nights a week", ("nights",), True, most=Decimal(7)),
        "rate_per_night": Field("pounds", "pounds a night, flat", ("rate",), True),
        "awake_hours_per_night": Field(
            "number", "hours of a night usually awake and working", ("awake_hours",), most=Decimal(24)
        ),
    },
)
TIME = Object(
    "time",
    "hours at one time of day",
    {
        "time": Field(SupportTime, "the time of day", (), True),
        "hours_per_week": Field("number", "hours a week, beyond the basic hours", ("hours",), True, most=_HOURS),
        "rate": Field("pounds", "pounds an hour at this time"),
        "extra_percent": Field("number", "percent on top of the basic rate", ("premium_percent",), most=_PERCENT),
    },
)
SICKNESS = Object(
    "sickness",
    "an allowance for sickness",
    {
        "weeks_per_year": Field("number", "weeks a year", ("weeks",), True, most=_WEEKS),
        "cover": Field(SickCover, "how it is covered"),
    },
)
REDUNDANCY = Object(
    "redundancy",
    "a reserve for redundancy",
    {
        "percent": Field("number", "percent of the pay", (), most=_PERCENT),
        "weeks_per_year": Field("number", "weeks of pay a year", ("weeks",), most=_WEEKS),
    },
)
FUNDER = Object(
    "funder",
    "a funder",
    {
        "name": Field("text", "the funder's name", ("funder", "key", "label"), True),
        "percent": Field("number", "percent; all percents add up to 100", ("share_percent",), most=Decimal(100)),
        "share": Field("share", "a proportion of all shares, like 1/3 or 2", ("proportion",)),
        "fixed": Field("pounds", "a fixed sum in pounds, met before shares", ("fixed_sum", "amount")),
        "fixed_per": Field(Per, "whether the fixed sum is for each week; otherwise it is for each payment"),
        "kind": Field(
            FunderKind,
            "whose money it is",
            ("type",),
            codes={"icb": "nhs", "la": "council", "local_authority": "council"},
        ),
    },
)
_HOLDING = Field(
    HoldingMethod,
    "who holds the money",
    ("holding_method", "held"),
    codes={"dp": "direct_payment", "managed": "managed_account", "isf": "third_party"},
)
_PER = Field(
    Per,
    "how often the price falls due",
    ("every", "period"),
    codes={"weekly": "week", "monthly": "month", "yearly": "year", "annual": "year", "one_off": "once"},
)
_COMMON = {
    "key": Field("text", "a reference of your own for the line", ("id", "ref")),
    "label": Field("text", "what it is", ("name", "description")),
    "holding": _HOLDING,
    "funders": Field(FUNDER, "who pays for this line, if not everybody of the plan", many=True),
}
_HOURLY = {
    "hours_per_week": Field("number", "hours a week", ("hours", "weekly_hours"), most=_HOURS),
    "rate": Field("pounds", "pounds an hour", ("hourly_rate", "rate_per_hour"), True),
    "bank_holidays": Field(BANK_HOLIDAYS, "bank holidays worked"),
    "sleep_ins": Field(SLEEP_INS, "nights asleep, by the night", ("sleep_in", "sleeping_nights")),
    "times": Field(TIME, "hours at other times of day, beyond the basic hours", many=True),
}
ASSISTANT = Object(
    "assistant",
    "an employed personal assistant",
    {
        **_COMMON,
        **_HOURLY,
        "weekend": Field(WEEKEND, "weekend hours within the basic hours, with a premium"),
        "age": Field("whole", "years on the day of the rates", most=Decimal(120)),
        "born": Field("date", "date of birth, instead of the age", ("date_of_birth", "dob")),
        "apprentice": Field("yes_no", "whether an apprentice", ("is_apprentice",)),
        "apprentice_after_first_year": Field("yes_no", "whether the first year is done"),
        "pension": Field(PensionChoice, "what was chosen about the pension", ("pension_choice",)),
        "state_pension_age_reached": Field(
            "yes_no", "whether State Pension age is reached", ("over_state_pension_age",)
        ),
        "sickness": Field(SICKNESS, "an allowance for sickness"),
        "redundancy": Field(REDUNDANCY, "a reserve for redundancy"),
        "training_per_year": Field("pounds", "training a year", ("training",)),
        "recruitment": Field("pounds", "finding someone, once"),
        "background_check": Field("pounds", "criminal record check, once", ("dbs",)),
        "first_training": Field("pounds", "first training, once"),
        "paid_every": Field(Frequency, "how often the assistant is paid"),
        "pay_anchor": Field("date", "the first day of one of the assistant's pay periods"),
    },
)
CARE = Object("care", "care bought by the hour", {**_COMMON, **_HOURLY, "source": Field("text", "who names the price")})
LINE = Object(
    "line",
    "another cost",
    {
        **_COMMON,
        "amount": Field("pounds", "pounds each time", ("price", "cost")),
        "per": _PER,
        "weekly": Field("pounds", "pounds a week, instead of amount and per", ("weekly_amount",)),
        "quantity": Field("number", "how many each time", ("count",), most=Decimal(100000)),
        "unit": Field("text", "what is counted, such as mile"),
        "source": Field("text", "who names the price"),
        "on": Field("date", "the day of a cost paid once", ("date",)),
    },
)
RISE = Object(
    "line_percent",
    "the percent of one line",
    {
        "line": Field("text", "the line's key", ("key",), True),
        "percent": Field("number", "percent", (), True, least=Decimal(0), most=_PERCENT),
    },
)
UPLIFT = Object(
    "uplift",
    "an uplift",
    {
        "from": Field("date", "the first day of the new amounts", ("effective_from", "on", "date"), True),
        "percent": Field("number", "percent for all lines not named otherwise", (), most=_PERCENT),
        "lines": Field(RISE, "percents of single lines", many=True),
        "frozen": Field("text", "keys of lines that stay as they are", many=True),
    },
)
CHANGE = Object(
    "change",
    "a new amount of one line",
    {
        "from": Field("date", "the first day of the new amount", ("effective_from", "on", "date"), True),
        "line": Field("text", "the line's key; it may be left out where the plan has one line", ("key",)),
        "weekly": Field("pounds", "pounds a week from then on", ("amount",)),
        "rate": Field("pounds", "pounds an hour from then on; the line is worked out again", ("hourly_rate",)),
        "hours_per_week": Field("number", "hours a week from then on", ("hours",), most=_HOURS),
        "notice_given": Field("date", "the day on which notice of a reduction was given"),
        "notice_days": Field("whole", "days of notice", most=Decimal(365)),
    },
)
CONTRIBUTION = Object(
    "contribution",
    "what the person pays",
    {
        "weekly": Field("pounds", "pounds a week", ("amount", "weekly_amount"), True),
        "funder": Field("text", "the council whose share it reduces, if there are more than one", ("council",)),
    },
)
PAID = Object(
    "paid",
    "a payment already made",
    {
        "from": Field("date", "the first day it covered", ("start",), True),
        "to": Field("date", "the last day it covered", ("end",), True),
        "amount": Field("pounds", "pounds paid", ("paid",), True),
    },
)
PACKAGE = Object(
    "package",
    "the package that the budget replaces",
    {
        "weekly": Field("pounds", "pounds a week", ("weekly_price", "amount"), True),
        "basis": Field("text", "what the price is taken from"),
        "priced_on": Field("date", "the day of the price"),
    },
)
WAYS = Object(
    "ways",
    "the same hours bought in other ways",
    {
        "self_employed_rate": Field("pounds", "pounds an hour of a self-employed carer", ("self_employed",)),
        "agency_rate": Field("pounds", "pounds an hour of an agency", ("agency",)),
    },
)
SETTINGS = Object(
    "settings",
    "local settings",
    {
        "holiday": Field(HolidayMethod, "how paid holiday is worked out", ("holiday_method",)),
        "employment_allowance": Field("yes_no", "whether the Employment Allowance is taken off, once for the employer"),
        "contingency_weeks": Field("number", "weeks kept aside", (), most=_WEEKS),
        "contingency_inside": Field("yes_no", "whether contingency counts as part of the budget"),
        "annual_weeks": Field(
            AnnualWeeks,
            "weeks of a year that is paid in twelve equal parts",
            codes={"365": "365/7", "calendar": "365/7"},
        ),
        "frequency": Field(
            Frequency,
            "how often the holder is paid",
            ("payment_frequency",),
            codes={
                "4_weekly": "four_weekly",
                "every_four_weeks": "four_weekly",
                "2_weekly": "fortnightly",
                "twelfths": "monthly_twelfths",
                "monthly_actual_days": "monthly_days",
                "once": "one_off",
            },
        ),
        "anchor": Field("date", "a day on which a payment period begins", ("payment_anchor",)),
    },
)
PLAN = Object(
    "plan",
    "a costed plan",
    {
        "title": Field("text", "a name for the quote", ("name",)),
        "rates_on": Field("date", "the day whose national rates are used", ("date_of_rates", "rates_date")),
        "start": Field("date", "the first day of the budget", ("starts", "start_date", "from")),
        "end": Field("date", "its last day, if there is one", ("ends", "end_date", "to")),
        "year": Field("text", "the NHS year asked for, like 2026-27", ("financial_year",)),
        "settings": Field(SETTINGS, "local settings"),
        "assistants": Field(ASSISTANT, "employed personal assistants", ("personal_assistants", "pas"), many=True),
        "agency": Field(CARE, "care through an agency", ("agencies",), many=True),
        "self_employed": Field(CARE, "self-employed carers", (), many=True),
        "lines": Field(LINE, "other costs; costs paid once have per: once", ("others", "other_lines"), many=True),
        "one_offs": Field(LINE, "costs paid once", ("one_off", "start_up"), many=True),
        "funders": Field(FUNDER, "who pays, the lead commissioner first", many=True),
        "contribution": Field(CONTRIBUTION, "what the person pays, off the council's share", ("client_contribution",)),
        "uplifts": Field(UPLIFT, "uplifts by date", ("uplift",), many=True),
        "changes": Field(CHANGE, "other changes of one line by date", ("rate_changes",), many=True),
        "paid": Field(PAID, "payments already made, to work out what is still owed", ("payments_made",), many=True),
        "compare": Field(
            WAYS, "the assistants' hours side by side with a self-employed carer and an agency", ("ways",)
        ),
        "package": Field(PACKAGE, "the package that the budget replaces", ("replaces", "traditional_package")),
    },
)
