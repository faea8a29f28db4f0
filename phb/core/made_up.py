"""NHS numbers for made-up people: the 999 range, which no living person has."""


def check_digit(nine: str) -> int:
    """The tenth digit by modulus 11; 10 means that these nine digits make no number."""
    check = 11 - sum((10 - i) * int(digit) for i, digit in enumerate(nine)) % 11
    return 0 if check == 11 else check


def nhs_number(n: int) -> str:
    """The n-th made-up NHS number, 0 to 499,999: two different n never share one.

    Of two neighbours at most one has no check digit, because the last weight is 2.
    """
    if not 0 <= n < 500_000:
        raise ValueError(n)
    nine = str(999_000_000 + 2 * n)
    if check_digit(nine) == 10:
        nine = str(999_000_000 + 2 * n + 1)
    return f"{nine}{check_digit(nine)}"
