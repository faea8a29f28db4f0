"""A page that shows every component with realistic and awkward content. Development and tests only."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.backends.utils import csrf_input_lazy
from django.template.loader import render_to_string

from phb.core import forms as nhs
from phb.core.charts import Bar, BarChart
from phb.core.models import Person
from phb.core.table_cells import Column, Tag
from phb.core.tables import FilterForm, Page, Table

LONG_NAME = (
    "Wilhelmina Featherstonehaugh-Cholmondeley Marjoribanks-Beauchamp de la Zouche-Worcestershire "
    "Anstruther-Gough-Calthorpe née Vane-Tempest-Stewart and Llanfairpwllgwyngyll-Gogerychwyrndrobwll "
    "of Aberystwyth"
)
LAYOUTS = ("desk", "case", "holder", "public")


class SampleForm(nhs.IdempotentForm):
    """Every kind of field."""

    family_name = nhs.TextField(label="Family name", hint="As on letters from the NHS")
    nhs_number = nhs.NHSNumberField()
    born = nhs.DateField(label="Date of birth", hint="For example, 14 5 1986", autocomplete="bday")
    email = nhs.EmailField(label="Email address", required=False)
    hours = nhs.NumberField(
        label="Hours a week", places=2, suffix="hours", max_value=168, missing="Enter the hours a week"
    )
    rate = nhs.MoneyField(label="Rate an hour", suffix="per hour", min_value=Decimal("0.01"))
    money_held = nhs.RadiosField(
        label="How will the money be held?",
        missing="Select how the money will be held",
        choices=[
            ("notional", "Notional budget"),
            ("third_party", "Third-party budget"),
            ("direct_payment", "Direct payment"),
        ],
        hints={
            "notional": "The NHS holds the money and arranges the care",
            "third_party": "Another organisation holds the money",
            "direct_payment": "The person or a nominee receives the money",
        },
        reveal={"third_party": ["holder_name"]},
    )
    holder_name = nhs.TextField(label="Name of the organisation that will hold it")
    agrees = nhs.YesNoField(label="Does the person agree with the draft plan?")
    needs = nhs.CheckboxesField(
        label="Which needs does the plan meet?",
        required=False,
        choices=[("breathing", "Breathing"), ("mobility", "Mobility"), ("skin", "Skin and tissue viability")],
    )
    team = nhs.SelectField(label="Team", choices=[("north", "North"), ("south", "South")])
    matters = nhs.LongTextField(label="What matters to me", max_length=500, counted=True)
    evidence = nhs.FileField(label="Evidence", required=False, endings=(".pdf", ".csv"))
    confirmed = nhs.ConfirmField(
        label="I have checked these details with the person",
        missing="Confirm that you have checked these details with the person",
    )


class SampleFilters(FilterForm):
    """Filters of a desk."""

    stage = nhs.SelectField(label="Stage", choices=[("", "Any"), ("plan", "Plan drafted"), ("paid", "Being paid")])
    waits_for = nhs.SelectField(label="Waits for", choices=[("", "Anyone"), ("fin", "Finance")])


class SampleTable(Table):
    """Rows from memory: this page needs no records."""

    caption = "Cases waiting"
    order = "-waiting"
    filter_form = SampleFilters
    columns = (
        Column("name", "Person", sort="name", link=lambda row: "#", note=lambda row: row["route"]),
        Column("nhs_number", "NHS number", kind="nhs_number"),
        Column("stage", "Stage"),
        Column("waits_for", "Waits for"),
        Column("waiting", "Days", sort="waiting", kind="number"),
        Column("due", "Clock ends", sort="due", kind="date"),
        Column("agreed", "Agreed a year", sort="agreed", kind="money"),
    )
    rows = ()

    @property
    def page(self) -> Page:
        """The rows as they are."""
        if not self.rows:
            return Page([], 0, 0)
        return Page(list(self.rows), 26, 1204, next="?", previous="?")

    def _may_be_empty(self, column: Column) -> bool:
        return False


class EmptyTable(SampleTable):
    """A list with nothing in it."""

    caption = "Payments to release"
    filter_form = None  # type: ignore[assignment]
    empty = "No payment run waits for a second person."


def components(request: HttpRequest) -> HttpResponse:
    """Show everything, in the layout that ``?layout=`` names."""
    if settings.PRODUCTION:
        raise Http404
    layout = request.GET.get("layout", "desk")
    if layout not in LAYOUTS:
        raise Http404
    # Drawn without the request's own context: made-up people stand in for the one signed in.
    context = {**sample_context(request), "csrf_input": csrf_input_lazy(request), "messages": sample_messages()}
    return HttpResponse(render_to_string(f"development/components_{layout}.html", context))


def sample_messages() -> list[Any]:
    """Django's messages of each kind."""
    return [
        Message(messages.SUCCESS, "Payment run 2026-11 is released."),
        Message(messages.WARNING, "The bank line of 4 May fits two lines of the plan. Choose one."),
        Message(messages.INFO, "Statements are being made."),
    ]


def sample_context(request: HttpRequest) -> dict[str, Any]:
    """Made-up content for every component."""
    table = type("T", (SampleTable,), {"rows": sample_rows()})
    data = request.GET.copy()
    data.pop("layout", None)
    wrong = {
        "nhs_number": "QQ 12 34 56 C",
        "born_day": "31",
        "born_month": "2",
        "born_year": "1986",
        "hours": "12½",
        "rate": "1.005",
        "money_held": "third_party",
        "key": "spoiled",
    }
    return {
        "form": SampleForm(),
        "wrong_form": SampleForm(wrong, prefix=None, auto_id="wrong_%s"),
        "table": table(data, Person.objects.none()),
        "empty_table": EmptyTable(QueryDict(), Person.objects.none()),
        "actor": SimpleNamespace(name="Priya Raman", role="COM"),
        "seat": SimpleNamespace(label="Commissioner, NHS Wolds and Dales Integrated Care Board"),
        "seats": [1, 2],
        "seat_href": "#",
        "session_stay_href": "#",
        "session_idle_seconds": settings.SESSION_IDLE_SECONDS,
        "navigation": [
            {"label": label, "href": "#", "current": label == "Desk"}
            for label in ("Desk", "People", "Plans", "Payments", "Statements", "Reports")
        ],
        "banners": ["Made-up data. Payments stop on Friday from 6pm to 8pm for maintenance."],
        **sample_pieces(),
        **sample_case(),
    }


def sample_rows() -> list[dict[str, Any]]:
    """A desk's rows, an awkward one among them."""
    names = ["Amira Yusuf", LONG_NAME, "Łukasz Żółciński", "Bo Li", "Mary O’Shaughnessy", "Tom Ade"]
    stages = [
        Tag("Plan drafted", "blue"),
        Tag("Overdue decision", "red"),
        Tag("Being paid", "green"),
        Tag("Paused", "yellow"),
        Tag("Ended", "grey"),
        Tag("Checklist", "purple"),
    ]
    return [
        {
            "pk": number,
            "name": name,
            "route": "NHS continuing healthcare",
            "nhs_number": f"99900000{number:02}",
            "stage": stage,
            "waits_for": "Commissioner" if number % 2 else "Finance",
            "waiting": 41 - number * 7,
            "due": date(2026, 9, 29) + timedelta(days=number),
            "agreed": Decimal("48211.40") * number if number != 4 else None,
        }
        for number, (name, stage) in enumerate(zip(names, stages, strict=True), start=1)
    ]


def sample_pieces() -> dict[str, Any]:
    """Clocks, jobs, figures, charts."""
    bars = [
        Bar("Personal assistants", Decimal("31200.00"), "£31,200.00"),
        Bar("Respite and short breaks by the sea", Decimal("6100.50"), "£6,100.50"),
        Bar("Equipment", Decimal("990.00"), "£990.00"),
        Bar("Over the plan", Decimal("2410.00"), "£2,410.00", stands_out=True),
    ]
    clock = {"name": "Decision on eligibility", "length": 28, "stopped": "", "overdue": 0, "near": False}
    job = {"href": "#", "refresh_href": "#", "result_href": "", "result_label": "", "done": 0, "total": 0}
    return {
        "clocks": [
            clock | {"day": 9, "due": date(2026, 12, 11)},
            clock | {"day": 26, "due": date(2026, 11, 24), "near": True},
            clock | {"day": 30, "due": date(2026, 9, 29), "overdue": 2},
            clock | {"day": 14, "due": date(2026, 9, 29), "stopped": "Decided on day 14"},
        ],
        "jobs": [
            job | {"state": "waiting", "words": "Waiting to start", "href": "/components/job/"},
            job | {"state": "done", "words": "38 statements made", "result_href": "#", "result_label": "Open them"},
            job | {"state": "failed", "words": "The statement could not be made: no bank lines for this period."},
        ],
        "steps": [
            {"label": "Pay", "note": "20 hours a week × £13.50 × 52 weeks", "amount": Decimal("14040.00")},
            {"label": "Employer’s National Insurance", "note": "", "amount": Decimal("1356.00")},
            {"label": "Insurance", "note": "One policy a year", "amount": Decimal("-105.50")},
        ],
        "amount": Decimal("15290.50"),
        "chart": BarChart(
            "spent",
            "Spent by kind of care, April to June 2026",
            "Most went on personal assistants; £2,410.00 was spent over the plan.",
            bars,
            "Kind of care",
        ),
        "figures": [
            {
                "label": "people wait for a decision",
                "value": "14",
                "href": "#",
                "tone": "",
                "note": "3 more than last week",
            },
            {"label": "clocks near their end", "value": "5", "href": "#", "tone": "warn", "note": ""},
            {"label": "overdue", "value": "2", "href": "#", "tone": "late", "note": "longest by 9 days"},
            {"label": "agreed for this year", "value": "£12,408,211.40", "href": "#", "tone": "", "note": ""},
        ],
    }


def sample_case() -> dict[str, Any]:
    """A person's summary, side navigation, tasks and timeline."""
    moment = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    return {
        "person": SimpleNamespace(
            full_name=LONG_NAME,
            known_as="Billie",
            nhs_number="9990000018",
            date_of_birth=date(1986, 5, 14),
            date_of_death=None,
            named_contact="Sam Okafor, care coordinator",
            format="LARGE",
            get_format_display=lambda: "large print",
            needs_interpreter=True,
            restricted=True,
            address_withheld=False,
        ),
        "person_href": "#",
        "side_navigation": [
            {"label": label, "href": "#", "current": label == "Plan", "note": note}
            for label, note in (
                ("Summary", ""),
                ("Eligibility", "Eligible"),
                ("Plan", "Draft"),
                ("Budget", ""),
                ("Payments", "2"),
                ("Statements", ""),
                ("Documents", "11"),
                ("Who has seen this", ""),
            )
        ],
        "summary": [
            {"label": "Route", "value": "NHS continuing healthcare", "href": "#", "action": "", "note": ""},
            {"label": "Representative", "value": "", "href": "#", "action": "Add", "note": ""},
            {
                "label": "Held as",
                "value": "Direct payment",
                "href": "",
                "action": "",
                "note": "to a nominee, since 1 April 2026",
            },
        ],
        "tasks": [
            {"label": "Referral", "state": "done", "words": "Done", "href": "#", "hint": ""},
            {
                "label": "Checklist",
                "state": "problem",
                "words": "Overdue",
                "href": "#",
                "hint": "Received 1 September 2026",
            },
            {"label": "Plan", "state": "now", "words": "Your turn", "href": "#", "hint": ""},
            {"label": "Authorisation", "state": "waiting", "words": "Waits for commissioner", "href": "", "hint": ""},
            {"label": "First payment", "state": "blocked", "words": "Cannot start yet", "href": "", "hint": ""},
        ],
        "entries": [
            {
                "when": moment,
                "what": "Plan agreed by the person",
                "who": "Sam Okafor, care coordinator",
                "words": "“I want to swim again.”",
                "href": "#",
            },
            {"when": date(2026, 10, 2), "what": "Found eligible", "who": LONG_NAME, "words": "", "href": ""},
        ],
        "named_contact": SimpleNamespace(name="Sam Okafor", phone="01632 960 123", email="sam@example.nhs.uk"),
        "reasons": [
            {
                "words": "One domain was scored priority, so the pattern indicates a primary health need.",
                "source": "National Framework 2022, Decision Support Tool, paragraph 31",
            },
            {"words": "The nature of the need is for the team to judge.", "source": ""},
        ],
    }
