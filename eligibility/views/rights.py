"""The public page "Do I have a right to a personal health budget?": no sign-in, nothing kept.

Answers are sent with each page and come back sealed in the next one: never in an address, a session or a log.
Each question has an address of its own (its number only), so that the browser's Back and Reload behave.
"""

from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac

from eligibility.enums import Right
from eligibility.forms import rights as asking
from eligibility.selectors import public_right
from phb.core.clock import london_today

FIRST_PAGE_SECONDS = 15 * 60
MOST_ANSWERS = "120/m/key"  # one address may be a whole library or ward
CARES = {**asking.CARE_LABELS, asking.NONE: "What you told us"}
TAGS = {
    "HAVE": ("You have a right", "green"),
    "ASK": ("You have a right to ask", "blue"),
    "LATER": ("Not yet", "yellow"),
    "LOCAL": ("Your local NHS decides", "blue"),
    "NONE": ("No right now", "grey"),
}
HEADS = {
    "HAVE": "You have a right to a personal health budget",
    "ASK": "You have a right to ask for a personal health budget",
    "LATER": "You do not have the right yet",
    "LOCAL": "Your local NHS decides whether to offer you a budget",
    "NONE": "You do not have the right at the moment",
}


def first(request: HttpRequest) -> HttpResponse:
    """What the page is for and who has a right, at a glance. The same for everybody, so it may be kept by caches."""
    lines = public_right.at_a_glance(london_today())
    groups = [(right, [line for line in lines if line.right == right]) for right in Right]
    context = {"groups": [(right, found) for right, found in groups if found], "cares": CARES}
    answer = render(request, "eligibility/right.html", context)
    patch_cache_control(answer, public=True, max_age=FIRST_PAGE_SECONDS)
    return answer


def ask(request: HttpRequest) -> HttpResponse:
    """The first question."""
    return _question(request, {}, asking.QUESTIONS[0])


def answer(request: HttpRequest, step: int) -> HttpResponse:
    """Take one answer and show the next question, or what follows from all of them."""
    if request.method != "POST":
        return redirect("eligibility:right_ask")
    if _too_many(request):
        busy = render(request, "eligibility/right_busy.html", status=429)
        busy["Retry-After"] = "60"
        return busy
    answers: dict[str, Any] | None = {}
    if sent := request.POST.get("so_far"):
        answers = asking.unseal(sent)
    if answers is None:
        return _question(request, {}, asking.QUESTIONS[0], lost=True)
    again = next((question for question in asking.asked(answers) if question.key == request.POST.get("again")), None)
    if again is not None:
        return _question(request, asking.before(answers, again.key), again, given=answers.get(again.key))
    question = asking.next_question(answers)
    if question is None:
        return _result(request, answers)
    form = asking.RightForm(question, answers, data=request.POST)
    if not form.is_valid():
        return _question(request, answers, question, form=form)
    answers = {**answers, question.key: form.cleaned_data["answer"]}
    following = asking.next_question(answers)
    return _question(request, answers, following) if following else _result(request, answers)


def _too_many(request: HttpRequest) -> bool:
    """Whether this address sends answers faster than people do. It is counted by a hash, for a minute."""
    address = salted_hmac("right", ratelimit.get_ip(request)).hexdigest()
    limits = {"answer": MOST_ANSWERS}
    return ratelimit.consume(request, app="eligibility", action="answer", config=limits, key=address) is None


def _question(
    request: HttpRequest,
    answers: dict[str, Any],
    question: asking.Question,
    *,
    form: asking.RightForm | None = None,
    given: Any = None,
    lost: bool = False,
) -> HttpResponse:
    known = [known.key for known in asking.asked(answers)]
    step = known.index(question.key) + 1
    context = {
        "form": form or asking.RightForm(question, answers, given=given),
        "so_far": asking.seal(answers) if answers else "",
        "step": step,
        "earlier": known[step - 2] if step > 1 else "",
        "lost": lost,
    }
    return _not_for_caches(render(request, "eligibility/right_question.html", context))


def _result(request: HttpRequest, answers: dict[str, Any]) -> HttpResponse:
    today = london_today()
    found = public_right.findings(answers, today)
    given = asking.asked(answers)
    context = {
        "head": HEADS[found[0].kind],
        "some": len({one.kind for one in found}) > 1 and found[0].kind == "HAVE",
        "found": found,
        "cares": CARES,
        "tags": TAGS,
        "said": [(question, asking.say(question, answers)) for question in given],
        "so_far": asking.seal(answers),
        "last": given[-1].key,
        "steps": len(given),
        "today": today,
        "child": asking.is_child(answers),
        "nearly_adult": answers.get("age") == "16_OR_17",
    }
    return _not_for_caches(render(request, "eligibility/right_result.html", context))


def _not_for_caches(answer: HttpResponse) -> HttpResponse:
    """For one reader only; the browser's own Back may still show it, which no-store would forbid."""
    patch_cache_control(answer, private=True, no_cache=True)
    return answer
