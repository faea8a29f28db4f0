"""Time of the rules of eligibility beside the bare comparison loop, in one run, reasons included.

    .venv/bin/python -m bench.eligibility [--forms 1000000] [--api]

The bare loop is the national rule as written down, in plain Python over the same forms: are all domains there, may each
have its answer, how many of which, and what follows. It gives a code alone. Ours gives the whole result: outcome,
reasons with words and sources, facts, problems and the rule set. Each round takes both in turn over chunks of the
forms, so that a busy machine slows both; the figure is the ratio.

--api: the bulk route through the whole stack of a signed-in request, beside the same cases by the rule alone (needs the
settings and the database of the other benches).
"""

import argparse
import gc
import json
import random
import time
from collections.abc import Callable, Mapping
from datetime import date

from eligibility.rules.domains import adult_domains, checklist_domains
from eligibility.rules.registry import evaluate

DAY = date(2026, 11, 22)
CHUNK = 10_000
CHECKLIST_KEYS = frozenset(checklist_domains())
STARRED = ("breathing", "behaviour", "drug_therapies", "altered_consciousness")
COLUMNS = frozenset("ABC")
ALLOWED = {key: domain.codes for key, domain in adult_domains().items()}
Form = Mapping[str, Mapping[str, str]]


def bare_checklist(form: Form) -> str:
    """The rule of the Checklist as the reference writes it, code by code."""
    given = form["domain"]
    if CHECKLIST_KEYS - given.keys():
        return "INCOMPLETE"
    for key, value in given.items():
        if key not in CHECKLIST_KEYS or value not in COLUMNS:
            return "INVALID"
    a = sum(1 for value in given.values() if value == "A")
    b = sum(1 for value in given.values() if value == "B")
    starred = sum(1 for key in STARRED if given[key] == "A")
    if a >= 2 or b >= 5 or (a == 1 and b >= 4) or starred >= 1:
        return "POSITIVE"
    return "NEGATIVE"


def bare_dst(form: Form) -> str:
    """The rule of the Decision Support Tool as the reference writes it, code by code."""
    given = form["level"]
    if ALLOWED.keys() - given.keys():
        return "INCOMPLETE"
    for key, value in given.items():
        if key not in ALLOWED or value not in ALLOWED[key]:
            return "INVALID"
    priority = sum(1 for value in given.values() if value == "PRIORITY")
    severe = sum(1 for value in given.values() if value == "SEVERE")
    if priority >= 1 or severe >= 2:
        return "EXPECTED_ELIGIBLE"
    if all(value == "NONE" for value in given.values()):
        return "INDICATES_INELIGIBLE"
    if all(value in ("NONE", "LOW") for value in given.values()):
        return "UNLIKELY"
    return "JUDGEMENT_REQUIRED"


def quickest_checklist(form: Form) -> str:
    """The least that can be counted: no look at whether the form is sound."""
    values = list(form["domain"].values())
    a, b = values.count("A"), values.count("B")
    given = form["domain"]
    starred = "A" in (given["breathing"], given["behaviour"], given["drug_therapies"], given["altered_consciousness"])
    return "POSITIVE" if a >= 2 or b >= 5 or (a == 1 and b >= 4) or starred else "NEGATIVE"


def quickest_dst(form: Form) -> str:
    """The least that can be counted: no look at whether the form is sound."""
    count = list(form["level"].values()).count
    if count("PRIORITY") >= 1 or count("SEVERE") >= 2:
        return "EXPECTED_ELIGIBLE"
    none = count("NONE")
    if none == 12:
        return "INDICATES_INELIGIBLE"
    return "UNLIKELY" if none + count("LOW") == 12 else "JUDGEMENT_REQUIRED"


def checklists(number: int, chance: random.Random) -> list[Form]:
    """Made-up Checklists, each its own object."""
    weights = {"A": 1, "B": 3, "C": 6}
    pick = [chance.choices(list(weights), weights.values(), k=len(CHECKLIST_KEYS)) for _ in range(number)]
    return [{"domain": dict(zip(checklist_domains(), row, strict=True))} for row in pick]


def dsts(number: int, chance: random.Random) -> list[Form]:
    """Made-up Decision Support Tools, each its own object, with the levels that exist."""
    levels = {key: [level.value for level in domain.levels] for key, domain in adult_domains().items()}
    weights = {"NONE": 8, "LOW": 8, "MODERATE": 6, "HIGH": 4, "SEVERE": 1, "PRIORITY": 0.3}
    draws = {key: (codes, [weights[code] for code in codes]) for key, codes in levels.items()}
    picked = {key: chance.choices(codes, w, k=number) for key, (codes, w) in draws.items()}
    return [{"level": {key: picked[key][i] for key in picked}} for i in range(number)]


def seconds(rule: Callable[[Form], object], forms: list[Form]) -> float:
    """How long a loop over the forms takes."""
    began = time.perf_counter()
    for form in forms:
        rule(form)
    return time.perf_counter() - began


def measure(
    name: str, ours: Callable[[Form], object], others: dict[str, Callable[[Form], str]], forms: list[Form]
) -> None:
    """Ours beside each of the others over all forms, chunk by chunk, and that their answers agree."""
    bare = others["bare loop"]
    assert all(str(ours(form).outcome) == bare(form) for form in forms[:CHUNK])  # type: ignore[attr-defined]
    spent = dict.fromkeys([name, *others], 0.0)
    for start in range(0, len(forms), CHUNK):
        chunk = forms[start : start + CHUNK]
        spent[name] += seconds(ours, chunk)
        for other, rule in others.items():
            spent[other] += seconds(rule, chunk)
    print(
        f"{name}: {len(forms):,} forms in {spent[name]:.2f} s with reasons ({len(forms) / spent[name]:,.0f} a second)"
    )
    for other in others:
        print(f"    {other:32}{spent[other]:8.2f} s   ours takes {spent[name] / spent[other]:.1f} times as long")


def by_the_api(number: int) -> None:
    """The bulk route beside the rule alone, in batches of 5,000 Checklists."""
    import logging

    import structlog

    from bench import pages  # sets the framework up: only when the route is asked for
    from phb.core.actors import the_service
    from phb.core.models import Organisation
    from phb.core.tenancy import acting_as

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with acting_as(the_service(Organisation.objects.order_by("pk").first().pk)):
        client, _ = pages.sign_in("COM")
    forms = checklists(5_000, random.Random(3))
    body = json.dumps(forms)
    alone = whole = 0.0
    for _ in range(max(1, number // len(forms))):
        alone += seconds(lambda form: evaluate("checklist", form, DAY), forms)
        began = time.perf_counter()
        answer = client.post("/api/eligibility/evaluate/checklist", body, content_type="application/json", secure=True)
        whole += time.perf_counter() - began
        assert answer.status_code == 200, answer.content[:200]
        assert len(answer.content) > len(forms)
    print(
        f"bulk route: {number:,} Checklists in {whole:.2f} s ({number / whole:,.0f} a second), the rule alone {alone:.2f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--forms", type=int, default=1_000_000)
    parser.add_argument("--api", action="store_true")
    asked = parser.parse_args()
    with open("/proc/loadavg") as load:
        print(f"load of the last minutes: {load.read().split()[:3]}")
    chance = random.Random(2026)
    gc.disable()
    measure(
        "Checklist",
        lambda form: evaluate("checklist", form, DAY),
        {"bare loop": bare_checklist, "quickest count, nothing checked": quickest_checklist},
        checklists(asked.forms, chance),
    )
    measure(
        "Decision Support Tool",
        lambda form: evaluate("dst", form, DAY),
        {"bare loop": bare_dst, "quickest count, nothing checked": quickest_dst},
        dsts(asked.forms, chance),
    )
    if asked.api:
        by_the_api(min(asked.forms, 100_000))


if __name__ == "__main__":
    main()
