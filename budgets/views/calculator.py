"""What does a personal assistant truly cost? For everybody: no sign-in, nothing kept, nothing in an address or a log."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac

from budgets.forms.calculator import CalculatorForm
from budgets.rules.ways import Way, compare_ways, difference_words
from phb.core.clock import london_today
from phb.core.errors import RuleBroken

MOST_SUMS = "60/m/key"  # one address may be a whole library or ward


def calculator(request: HttpRequest) -> HttpResponse:
    """The form and, once sent, the three ways side by side. What was entered is worked out and forgotten."""
    if request.method == "POST" and _too_many(request):
        busy = render(request, "budgets/calculator_busy.html", status=429)
        busy["Retry-After"] = "60"
        return busy
    today = london_today()
    form = CalculatorForm(request.POST or None, today=today)
    growing = str(request.POST.get("do", "")).startswith("more_")
    ways: tuple[Way, ...] = ()
    if request.method == "POST" and not growing and form.is_valid():
        try:
            ways = _ways(form)
        except RuleBroken as error:
            form.add_rule_broken(error)
    context = {"form": form, "ways": ways, "difference": difference_words(ways), "today": today, "growing": growing}
    answer = render(request, "budgets/calculator.html", context)
    # For one reader only; the browser's own Back may still show it, which no-store would forbid.
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


def _ways(form: CalculatorForm) -> tuple[Way, ...]:
    typed = form.cleaned_data
    return compare_ways(
        typed["rates_on"],
        form.assistants(),
        self_employed_rate=typed["self_employed_rate"],
        agency_rate=typed["agency_rate"],
        employer_costs=form.others(),
        employment_allowance=bool(typed["employment_allowance"]),
    )


def _too_many(request: HttpRequest) -> bool:
    """Whether this address sends sums faster than people do. It is counted by a hash, for a minute."""
    address = salted_hmac("calculator", ratelimit.get_ip(request)).hexdigest()
    return (
        ratelimit.consume(request, app="budgets", action="calculator", config={"calculator": MOST_SUMS}, key=address)
        is None
    )
