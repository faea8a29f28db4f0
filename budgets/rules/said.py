"""The rules of calculation in words, by their codes, for pages that show how a figure came about."""

RULES = {
    "C1": "Every line is rounded once, to the nearest penny; half a penny goes to the larger amount.",
    "C3": "The amount a week is the base; a day is a seventh of it.",
    "C4": "For a number of days: the amount a week × days ÷ 7, rounded once.",
    "C5": "Periods run on the commissioner’s calendar; the first and last are cut to the budget’s days.",
    "C6": "A payment goes out on the first day of its period, or the working day before.",
    "C7": "Equal twelfths: a year is cut into twelve; the last month takes what rounding left.",
    "C8": "By the month: the amount a week × days of the month ÷ 7.",
    "C9": "A year counts its calendar days, 365 or 366, not 52 weeks.",
    "C10": "Between funders: fixed sums first, then shares to the penny; spare pennies go to the largest remainders.",
    "C11": "An assistant’s cost is pay, holiday, employer’s National Insurance and pension.",
    "C12": "An amount a week is the year’s cost ÷ 52. One-offs and contingency stand apart.",
    "C15": "The first day of a pause is the first unpaid day. Days paid too much are credit.",
    "C16": "Credit is used first, then the next payments are paid as usual.",
    "C17": "A raised line is its old amount × (1 + percent), rounded; payments since are worked out again.",
    "C20": "How it is held is decided line by line; the holder is paid the direct payment part.",
    "C21": "One-off payments have a day, not a rate: they are not cut, raised or turned into a yearly amount.",
    "C22": "What is paid for days after 31 March belongs to the next year.",
    "C23": "A forecast is what was earned, the rest of the year at known rates, and approved one-offs, less what is coming back.",
    "C25": "What the person pays comes off the council’s part only; money that comes back goes to funders as it came.",
    "C27": "When an amount changes inside a period, each day counts at its own rate, and the sum is rounded once.",
    "I5": "What is paid and promised together never goes above what was authorised.",
    "R13": "The amount must cover the full cost of each service (regulation 13(1), Direct Payments Regulations 2013).",
}


def rule_words(code: str) -> str:
    """A rule in words."""
    return RULES[code]
