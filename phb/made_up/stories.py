"""The steps of a made-up person's way, taken by the services that the pages use, each by its own person."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from budgets import services as budgets
from budgets.rules.costing import AgencyCare
from budgets.rules.employing import PersonalAssistant
from careplans import selectors as careplan_selectors
from careplans import services as careplans
from eligibility import services as eligibility
from eligibility.rules.domains import adult_domains, checklist_domains
from phb.core import people
from phb.core.actors import Actor
from phb.core.clock import LONDON
from phb.core.models import Person
from phb.core.tenancy import acting_as
from phb.made_up import assessments, plans, words
from phb.made_up.names import address, full_name
from phb.made_up.staff import House

PLAN_STEPS = ("draft", "shared", "agreed", "clinical", "finance", "authorised")


@dataclass
class Story:
    """One person's way in one organisation, on a day. Steps change the database and return what they made."""

    house: House
    random: Random
    today: date
    person: Person | None = None
    case: Any = None
    version: Any = None
    budget: Any = None

    # --- people

    def begin(
        self,
        number: str,
        *,
        coordinator: str = "coordinator",
        born: date | None = None,
        on: date | None = None,
        **details: Any,
    ) -> "Story":
        given, family = full_name(self.random)
        home, postcode = address(self.random)
        values = {
            "phone": f"01632 960 {self.random.randint(200, 999)}",
            "address": home,
            "postcode": postcode,
            **details,
        }
        names = {"given_name": values.pop("given_name", given), "family_name": values.pop("family_name", family)}
        with acting_as(self.house[coordinator]) as by:
            self.person = people.add_person(
                by=by,
                on=on or self.today - timedelta(days=200),
                nhs_number=number,
                date_of_birth=born or date(1934, 1, 1) + timedelta(days=self.random.randrange(25000)),
                **names,
                **values,
            )
            people.share_caseload(
                person_id=self.person.pk,
                membership_id=self.house["clinician"].membership_id,
                on=on or self.today - timedelta(days=200),
                by=by,
            )
        self.coordinator = coordinator
        return self

    @property
    def cc(self) -> Actor:
        return self.house[self.coordinator]

    # --- eligibility

    def refer(self, days_ago: int, route: str = "CHC", **fields: Any) -> "Story":
        values = {"referred_by": self.random.choice(words.REFERRERS), "reason": words.REFERRAL, **fields}
        with acting_as(self.cc) as by:
            self.case = eligibility.refer(
                person_id=self.person.pk,
                route=route,
                received_on=self.today - timedelta(days=days_ago),
                by=by,
                **values,
            )
        return self

    def checklist(self, days_ago: int, *, complete: bool = True, columns: str = "AABBBCCCCBC") -> "Story":
        day = self.today - timedelta(days=days_ago)
        chosen = dict(zip(checklist_domains(), columns, strict=True))
        if not complete:
            chosen = dict(list(chosen.items())[:6])
        answers: dict[str, Any] = {
            "domain": chosen,
            "evidence": {key: words.evidence(key) for key in checklist_domains()},
            "participated": "BOTH",
            "practitioner": "Sally Winterbourne",
            "practitioner_role": "Care coordinator",
        }
        self._form("checklist", answers, day, complete=complete, received_on=day)
        return self

    def dst(self, days_ago: int, *, complete: bool = True, eligible: bool = True) -> "Story":
        usual = words.ELIGIBLE_LEVELS if eligible else words.LOW_LEVELS
        levels = {key: usual.get(key, "LOW") for key in adult_domains()}
        if not complete:
            levels = dict(list(levels.items())[:5])
        answers: dict[str, Any] = {
            "level": levels,
            "evidence": {key: words.evidence(key) for key in adult_domains()},
            "disagreement": {},
            "members": words.members(self.house.organisation.name),
            **words.CHARACTERISTICS,
            "recommendation": "RECOMMEND_ELIGIBLE" if eligible else "RECOMMEND_NOT_ELIGIBLE",
            "rationale": words.RATIONALE if eligible else words.RATIONALE_NOT,
            "participated": "BOTH",
        }
        if not complete:
            answers |= {"recommendation": "", "rationale": ""}
        self._form("dst", answers, self.today - timedelta(days=days_ago), complete=complete)
        return self

    def assess(self, days_ago: int, tool: str, answers: dict[str, Any] | None = None) -> "Story":
        """The assessment form of a route, complete; a child is screened first."""
        day = self.today - timedelta(days=days_ago)
        if tool == "children":
            self._form("children_checklist", assessments.screening(), day, received_on=day)
        self._form(tool, answers or assessments.answers(tool), day)
        return self

    def fast_track(self, days_ago: int) -> "Story":
        received = datetime.combine(self.today - timedelta(days=days_ago), time(9, 40), LONDON)
        with acting_as(self.house["clinician"]) as by:
            eligibility.receive_fast_track(case_id=self.case.pk, answers=words.FAST_TRACK, received_at=received, by=by)
        return self

    def decide(self, days_ago: int, decision: str = "ELIGIBLE", **fields: Any) -> "Story":
        values: dict[str, Any] = {
            "reasons": words.REASONS[decision],
            "reason_codes": ["NATURE", "INTENSITY", "COMPLEXITY"],
        }
        if decision == "ELIGIBLE":
            values["primary_health_need"] = True
        if decision == "NOT_ELIGIBLE":
            values |= {"review_rights_given": True, "primary_health_need": False}
        with acting_as(self.house["commissioner"]) as by:
            eligibility.decide(
                case_id=self.case.pk,
                decision=decision,
                on=self.today - timedelta(days=days_ago),
                by=by,
                **{**values, **fields},
            )
        return self

    # --- plan and amount

    def indicative(self, days_ago: int, hours: str = "32.00") -> "Story":
        day = self.today - timedelta(days=days_ago)
        with acting_as(self.cc) as by:
            usual = budgets.indicating.proposed_lines(organisation_id=by.organisation_id, on=day)
            weeks = usual.pop("contingency_weeks")
            inputs = budgets.IndicativeInputs(
                on=day,
                assistants=(
                    PersonalAssistant("pa1", "First personal assistant", Decimal(hours), Decimal("13.85"), age=34),
                    PersonalAssistant("pa2", "Second personal assistant", Decimal("10.00"), Decimal("13.85"), age=27),
                ),
                agency=(AgencyCare("agency", "Agency care at night", Decimal("4.00"), Decimal("24.69")),),
                others=budgets.indicating.usual_other_lines(**usual),
                contingency_weeks=weeks,
            )
            budgets.give_indicative(case_id=self.case.pk, inputs=inputs, on=day, by=by)
        return self

    def plan(self, days_ago: int, until: str = "draft", *, more: bool = False, **how: Any) -> "Story":
        day = self.today - timedelta(days=days_ago)
        with acting_as(self.cc) as by:
            self.version = careplans.start_plan(case_id=self.case.pk, by=by, on=day)
        if until != "empty":
            with acting_as(self.cc) as by:
                words.write_plan(self.version.pk, self.person, by, day, **how)
                if more:
                    plans.write_more(self.version.pk, by, day)
            self._sign_until(until, day)
        return self

    def _sign_until(self, until: str, day: date) -> None:
        for step in PLAN_STEPS[1 : PLAN_STEPS.index(until) + 1]:
            getattr(self, f"_{step}")(day)

    def _shared(self, day: date) -> None:
        with acting_as(self.cc) as by:
            version = careplan_selectors.version_for(by, self.version.pk)
            careplans.share(version_id=version.pk, edits=version.edits, by=by)

    def _agreed(self, day: date) -> None:
        with acting_as(self.cc) as by:
            version = careplan_selectors.version_for(by, self.version.pk)
            careplans.agree(
                version_id=version.pk,
                content_hash=careplan_selectors.content_hash(version),
                by=by,
                on=day,
                how="visit",
                words="Yes, this is what I want.",
                **self._who(),
            )

    def _who(self) -> dict[str, str]:
        young = self.person.date_of_birth > self.today.replace(year=self.today.year - 17)
        return {"agreed_by": "REPRESENTATIVE", "name": "Their mother"} if young else {}

    def _clinical(self, day: date) -> None:
        with acting_as(self.house["clinician"]) as by:
            careplans.sign(version_id=self.version.pk, kind="clinical", content_hash=self._hash(by), by=by, on=day)

    def _finance(self, day: date) -> None:
        with acting_as(self.house["finance"]) as by:
            self.budget = budgets.propose(
                plan_version_id=self.version.pk,
                content_hash=self._hash(by),
                by=by,
                on=day,
                difference_reason="The agency's night rate was confirmed after the indicative amount was given.",
            ).budget

    def _authorised(self, day: date) -> None:
        with acting_as(self.house["commissioner"]) as by:
            budgets.authorise(
                plan_version_id=self.version.pk,
                content_hash=self._hash(by),
                on=day,
                by=by,
                words="The plan meets the assessed needs and the cost is within the indicative amount's range.",
            )

    def _hash(self, by: Actor) -> str:
        return careplan_selectors.version_for(by, self.version.pk).content_hash

    # --- money

    def account(self, days_ago: int, *, checked: bool = True) -> "Story":
        day = self.today - timedelta(days=days_ago)
        at = datetime.combine(day, time(11), LONDON)
        with acting_as(self.cc) as by:
            budgets.record_agreement(
                budget_id=self.budget.pk,
                signed_by_name=self.person.full_name,
                signed_as="HOLDER",
                signed_on=day,
                on=day,
                by=by,
            )
        with acting_as(self.house["finance"]) as by:
            entered = budgets.enter_account(
                budget_id=self.budget.pk,
                name_on_account=f"{self.person.given_name[:20]} {self.person.family_name[:20]} PHB",
                sort_code="08-99-99",
                account_number=f"{self.random.randrange(10**7, 10**8)}",
                on=day,
                by=by,
                at=at,
            )
        if checked:
            with acting_as(self.house["finance2"]) as by:
                budgets.check_account(account_id=entered.pk, at=at + timedelta(hours=3), by=by)
        return self

    def start(self, starts: date, days_ago: int) -> "Story":
        with acting_as(self.house["finance"]) as by:
            self.budget = budgets.start_budget(
                budget_id=self.budget.pk, starts=starts, on=self.today - timedelta(days=days_ago), by=by
            )
        return self

    def _form(
        self, tool: str, answers: dict, day: date, *, complete: bool = True, received_on: date | None = None
    ) -> None:
        with acting_as(self.cc) as by:
            form = eligibility.start_form(case_id=self.case.pk, tool=tool, by=by)
            if complete:
                eligibility.complete_form(
                    assessment_id=form.pk, answers=answers, edits=form.edits, on=day, received_on=received_on, by=by
                )
            else:
                eligibility.save_draft(assessment_id=form.pk, answers=answers, edits=form.edits, by=by)
            self.case = type(self.case).objects.get(pk=self.case.pk)
