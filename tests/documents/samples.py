"""Realistic and awkward documents. All people are made up; NHS numbers are from the test range."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

from budgets.documents import (
    AmountLine,
    BankLine,
    Entry,
    IndicativeSheet,
    Limit,
    OneOff,
    PlanLine,
    RateUsed,
    SpendStatement,
    ToDo,
)
from budgets.explanation_document import ExplanationSheet
from budgets.rules.contingency import Contingency
from budgets.rules.explaining import LineFacts, explain
from careplans.documents import (
    AboutMe,
    Action,
    Capacity,
    CarePlan,
    Emergency,
    FunderShare,
    Money,
    Need,
    OtherPlan,
    Outcome,
    PersonInPlan,
    Risk,
    Section,
    ServiceLine,
    Signature,
    StageGoal,
)
from careplans.enums import HoldingMethod
from eligibility.documents import CaseLetter, parts_from
from eligibility.rules import letters
from phb.core.pdf import Addressee, Contact, Organisation, Person, Stamp

LONG_NAME = ("Wolfeschlegelsteinhausenbergerdorff" * 6)[:200]
LONG_WORDS = ("Maximiliana Theodora-Constance " * 7)[:200].strip()
RIGHT_TO_LEFT = "محمد بن عبد الله שלום"
EMOJI = "I love my dog 🐕 and tea ☕ 😀"

ORGANISATION = Organisation(
    "NHS Northmoor Integrated Care Board",
    ("Moor House", "1 Mill Lane", "Northmoor", "NM1 1AA"),
    "01632 960100",
    "phb@northmoor.example",
    "northmoor.example",
)
CONTACT = Contact(
    "Amina Hussain", "care coordinator", "01632 960123", "amina.hussain@northmoor.example", "weekdays 9 to 5"
)
PERSON = Person("Margaret Okafor", date(1957, 3, 14), "9990000018", "Maggie")


DECIDED = {
    "ELIGIBLE": (
        "You need a nurse or a trained carer with you day and night because of your breathing and your seizures. "
        "They change quickly and without warning, and somebody has to judge each time what to do.",
        "Taken together, the nature, intensity, complexity and unpredictability of your needs are more than a council "
        "can lawfully provide. Your main need is for health care.",
    ),
    "FAST_TRACK": (
        "Dr Lewis, who is responsible for your care, told us on 2 June 2026 that your condition is getting worse rapidly "
        "and may be entering its last phase.",
    ),
    "NOT_ELIGIBLE": (
        "You need help with washing, dressing and moving. These needs are steady and can be met by the care you have now "
        "with visits from the district nurse.",
        "We looked at the nature, intensity, complexity and unpredictability of your needs, one by one and together. "
        "They are not beyond what a council can lawfully provide.",
    ),
}
LEVELS = [
    ["Breathing", "Severe"],
    ["Nutrition: food and drink", "High"],
    ["Continence", "Moderate"],
    ["Skin integrity", "Moderate"],
    ["Mobility", "High"],
    ["Communication", "Moderate"],
    ["Psychological and emotional needs", "Low"],
    ["Cognition", "Low"],
    ["Behaviour", "No needs"],
    ["Drug therapies and medication", "High"],
    ["Altered states of consciousness", "High"],
    ["Other significant care needs", "No needs"],
]


def decision_facts(kind: str) -> dict[str, object]:
    """What a decision letter of average length tells."""
    return {
        "decided_on": "3 June 2026",
        "starts_on": "3 June 2026",
        "first_review_by": "3 September 2026",
        "assessed_on": "27 May 2026",
        "reasons": list(DECIDED[kind]),
        "levels": {"table": {"caption": "Needs as agreed", "head": ["Area of care", "Level of need"], "rows": LEVELS}},
        "review_by": "5 December 2026",
        "review_contact": "Continuing healthcare reviews, 01632 960150, chc.reviews@northmoor.example",
        "national_body": "NHS England",
        "budget_default": "Because the care is given at home, this is how we normally do it, so we will start with a "
        "budget unless you tell us otherwise."
        if kind == "ELIGIBLE"
        else "",
    }


def sample_letter(kind: str = "ELIGIBLE", facts: dict[str, object] | None = None, *, easy: bool = False) -> CaseLetter:
    """A letter of average length; a decision letter unless told otherwise."""
    chosen = letters.LETTERS[kind]
    return CaseLetter(
        organisation=ORGANISATION,
        stamp=Stamp("PHB-2026-000123", 1, date(2026, 6, 5)),
        to=Addressee("Mrs Margaret Okafor", ("14 Beech Road", "Northmoor", "NM2 4QT")),
        person=PERSON,
        contact=CONTACT,
        title=chosen.title,
        parts=parts_from(letters.compose(chosen, decision_facts(kind) if facts is None else facts, easy=easy)),
        signed=("Helen Marsh", chosen.signed_by, ORGANISATION.name),
    )


def sample_indicative() -> IndicativeSheet:
    """Example E1 of the budgets reference: two assistants, 38,651.93 a year."""
    return IndicativeSheet(
        organisation=ORGANISATION,
        stamp=Stamp("PHB-2026-000123", 1, date(2026, 6, 10)),
        person=PERSON,
        contact=CONTACT,
        given_on=date(2026, 6, 10),
        rates_on=date(2026, 6, 8),
        lines=(
            AmountLine(
                "First assistant",
                "32 hours of support a week, all year. Pay £23,046.40, holiday £2,781.70, National Insurance £3,124.22 and pension £587.64 come to £29,539.96 a year.",
                D("29539.96"),
            ),
            AmountLine(
                "Second assistant",
                "10 hours of support a week, all year. Pay £7,202.00, holiday £869.28, National Insurance £460.69 and pension £0.00 come to £8,531.97 a year.",
                D("8531.97"),
            ),
            AmountLine("Insurance", "one policy a year", D("75.00")),
            AmountLine("Payroll service", "£6.25 a week × 52 weeks", D("325.00")),
            AmountLine("Training", "once a year for both", D("180.00")),
        ),
        weekly=D("743.31"),
        four_weekly=D("2973.24"),
        yearly=D("38651.93"),
        rates=(
            RateUsed(
                "Assistant's pay", "£13.85 an hour", date(2026, 4, 1), "our own rate, above the National Living Wage"
            ),
            RateUsed("Employer's National Insurance", "15% above £5,000", date(2026, 4, 6), "HM Revenue and Customs"),
            RateUsed("Employer's pension", "3%, £6,240 to £50,270", date(2026, 4, 6), "The Pensions Regulator"),
            RateUsed("Paid holiday", "5.6 weeks, 12.07%", date(2009, 4, 1), "Working Time Regulations 1998"),
        ),
        contingency=D("2973.24"),
        contingency_words="Four weeks, for when an assistant is ill. Ask before you use it.",
    )


def sample_explanation() -> ExplanationSheet:
    """An agreed budget of £895.40 a week, shared by two funders, with a one-off and money kept aside."""
    said = explain(
        weekly=D("895.40"),
        starts=date(2026, 6, 22),
        lines=(
            LineFacts("Personal assistants", D("743.31"), None, HoldingMethod.DIRECT_PAYMENT, hours=D("42"), rate=D("13.85"), outcomes=("I go to choir",)),
            LineFacts("Night care", D("152.09"), None, HoldingMethod.NOTIONAL, outcomes=("I sleep through the night",)),
            LineFacts("Chair that rises", None, D("740.00"), HoldingMethod.DIRECT_PAYMENT, once_on=date(2026, 7, 1)),
        ),
        payers=(("NHS", D("800.00")), ("Northmoor Council", D("95.40"))),
        contingency=Contingency(D("2973.24")),
        indicative=(D("743.31"), date(2026, 6, 10)),
        difference_reason="Two nights more.",
        paid_every="every four weeks",
        charge=D("12.50"),
    )  # fmt: skip
    return ExplanationSheet(
        ORGANISATION, Stamp("B26-000123", 1, date(2026, 6, 15)), PERSON, CONTACT, date(2026, 6, 15), said
    )


ABOUT_ME = AboutMe(
    most_important="Being at home with Emeka and the cat. Going to choir on Thursdays. Church on Sunday, even when it is only the radio.",
    important_people="Emeka, my husband: he is with me most of the time. Ngozi, my daughter, rings every evening at seven.",
    not_to_contact="My former neighbour, Mr Dale.",
    communication="Speak slowly and face me. I may need half a minute to answer. I blink twice for yes when I cannot speak.",
    wellness="On a good day I sing. On a bad day I am grey and short of breath: sit me up, and do not leave me alone.",
    please_do="Knock. Tell me your name. Warm your hands.",
    please_do_not="Do not talk over me to Emeka.\nDo not move my chair without telling me.",
    how_to_support="Mornings are slow: medicines at 7, suction before breakfast, up by 9.",
    also_worth_knowing="I taught physics for thirty years and still like to be asked hard questions.",
    strengths="I know my own chest better than anyone, and I can train people well.",
    written_with="Amina Hussain, care coordinator",
)

MY_PEOPLE = (
    Contact("Emeka Okafor", "my husband", "07700 900111"),
    Contact("Community respiratory team", "day and night", "01632 960199"),
)


def _needs() -> tuple[Need, ...]:
    nhs = "NHS Northmoor ICB"
    return (
        Need(
            "1",
            "I cannot clear my chest by myself, and my breathing can stop in a seizure",
            (
                Outcome(
                    "1.1",
                    "I breathe safely at home, day and night",
                    "fewer than two hospital nights in a year",
                    (
                        ServiceLine(
                            "Personal assistants trained in suction",
                            "42 hours a week",
                            "Direct payment",
                            D("725.00"),
                            how_worked_out="32 + 10 hours at £13.85, with holiday, National Insurance and pension",
                            provided_by="Joy and Tomasz",
                            funders=(FunderShare(nhs, D("725.00")),),
                            also_meets=("2.1",),
                            number=1,
                            kind="personal_assistant",
                        ),
                        ServiceLine(
                            "Waking night nurse",
                            "two nights a week",
                            "Notional budget",
                            D("480.00"),
                            provided_by="Moorside Nursing",
                            funders=(FunderShare(nhs, D("480.00")),),
                            number=2,
                            kind="agency",
                        ),
                        ServiceLine(
                            "Second suction machine",
                            "once",
                            "Notional budget",
                            one_off=D("640.00"),
                            number=3,
                            kind="equipment",
                        ),
                    ),
                    (
                        Action("Respiratory nurse visits", "Sister Bell", "every two weeks"),
                        Action(
                            "I check the machine",
                            "Emeka",
                            "each night",
                            status="Being done",
                            steps=(StageGoal("Emeka learns the alarm", "Reached"),),
                        ),
                    ),
                ),
            ),
        ),
        Need(
            "2",
            "I am alone and low when I cannot get out",
            (
                Outcome(
                    "2.1",
                    "I sing in my choir again every Thursday",
                    "three Thursdays in four",
                    (
                        ServiceLine(
                            "Accessible taxi to choir",
                            "once a week",
                            "Direct payment",
                            D("28.00"),
                            how_worked_out="£14.00 each way",
                            funders=(FunderShare(nhs, D("28.00")),),
                            number=4,
                            kind="transport",
                        ),
                        ServiceLine(
                            "Choir",
                            "once a week",
                            "Direct payment",
                            D("6.50"),
                            funders=(FunderShare(nhs, D("6.50")),),
                            number=5,
                            kind="activity",
                        ),
                    ),
                ),
                Outcome(
                    "2.2", "I see my grandchildren by video every week", "", (), (Action("Set up the tablet", "Ngozi"),)
                ),
            ),
        ),
        Need(
            "3",
            "I am an employer now and do not want to get it wrong",
            (
                Outcome(
                    "3.1",
                    "My assistants are paid properly and insured",
                    "",
                    (
                        ServiceLine(
                            "Payroll service",
                            "every four weeks",
                            "Direct payment",
                            D("6.25"),
                            funders=(FunderShare(nhs, D("6.25")),),
                            number=6,
                            kind="payroll",
                        ),
                        ServiceLine(
                            "Employer's liability insurance and training",
                            "once a year",
                            "Direct payment",
                            D("12.06"),
                            how_worked_out="£75 + £552 a year ÷ 52",
                            funders=(FunderShare(nhs, D("12.06")),),
                            number=7,
                            kind="insurance",
                        ),
                    ),
                ),
            ),
        ),
    )


def sample_plan() -> CarePlan:
    """A plan of average length, authorised."""
    return CarePlan(
        organisation=ORGANISATION,
        stamp=Stamp("PLAN-2026-000123", 2, date(2026, 7, 1)),
        person=PERSON,
        contact=CONTACT,
        state="Authorised on 1 July 2026. This is the plan in force.",
        who_i_am="I am a retired teacher, a wife, a mother of two and an alto. I have motor neurone disease and epilepsy. I live in a bungalow with Emeka and a cat called Newton.",
        about_me=ABOUT_ME,
        needs=_needs(),
        must_know=(
            "Allergic to penicillin: my throat swells",
            "I have a breathing machine (BiPAP) at night: never take it off me flat on my back",
            "Treatment escalation plan in the yellow folder by the front door",
        ),
        emergencies=(
            Emergency(
                "I have a seizure for more than five minutes",
                (
                    "Give buccal midazolam 10 mg from the red box.",
                    "Turn me on my left side and use suction.",
                    "Ring 999. Say: motor neurone disease, on BiPAP, see yellow folder.",
                ),
                (MY_PEOPLE[0],),
            ),
            Emergency(
                "I cannot breathe and suction does not help",
                ("Sit me up, put on BiPAP.", "Ring the respiratory team. If my lips are blue, ring 999."),
                (MY_PEOPLE[1],),
            ),
            Emergency(
                "an assistant does not come",
                (
                    "Ring Tomasz, who is on call.",
                    "If nobody can come within an hour, ring Moorside Nursing: paid from contingency.",
                ),
                (Contact("Moorside Nursing", "24 hours", "01632 960177"),),
            ),
        ),
        escalation=MY_PEOPLE,
        money=Money(
            D("1257.81"),
            D("5031.24"),
            D("65406.12"),
            D("640.00"),
            D("2973.24"),
            "Ask before you use it.",
            D("3111.24"),
            "every four weeks",
            28,
        ),
        review_on=date(2026, 10, 1),
        review_how="At home with Amina, Emeka and the respiratory nurse. About an hour.",
        format_flags=("Large print", "Telephone before you write"),
        risks=(
            Risk(
                "Choking when an assistant is new",
                "I would rather have a new person than no person.",
                "A new assistant works beside Joy for 20 hours and is signed off by the respiratory nurse before working alone.",
                "Margaret Okafor and Sister Bell",
                date(2026, 6, 20),
                True,
            ),
            Risk(
                "Being an employer may go wrong",
                "I want to do it, with help.",
                "Payroll service, insurance and a yearly check by the support service.",
                "Margaret Okafor",
                date(2026, 6, 20),
            ),
        ),
        capacity=(
            Capacity("Whether to have a direct payment", "Yes"),
            Capacity("Where to live", "Yes"),
            Capacity(
                "Changes to the breathing machine",
                "Yes, with time and the picture cards",
                date(2026, 6, 12),
                "Sister Bell",
            ),
        ),
        consent=(
            "I agree that this plan is shared with my assistants, Moorside Nursing and the ambulance service.",
            "I do not agree that it is shared with the choir.",
        ),
        people=(
            PersonInPlan("Joy Mensah", "personal assistant", "07700 900222"),
            PersonInPlan("Tomasz Łękowski", "personal assistant, on call at night", "07700 900333"),
            PersonInPlan("Sister Catherine Bell", "respiratory nurse", "01632 960198", "c.bell@northmoor.example"),
            PersonInPlan("Dr Sunil Rao", "GP, Mill Lane Surgery", "01632 960140"),
        ),
        health_monitored_by="Sister Catherine Bell, respiratory nurse",
        sections=(
            Section(
                "Keeping safe and free",
                (("Restraint", "No restraint of any kind. The bed rails are up at night because I asked for them."),),
            ),
        ),
        other_plans=(
            OtherPlan(
                "Advance decision", "Advance decision to refuse treatment", "yellow folder", dated=date(2026, 2, 4)
            ),
        ),
        signatures=(
            Signature("Person", "Margaret Okafor", "online", date(2026, 6, 25)),
            Signature("Clinician: the needs can be met", "Sister Catherine Bell", "online", date(2026, 6, 26)),
            Signature("Finance: the money is enough", "Peter Lowe", "online", date(2026, 6, 29)),
            Signature("Authorised for the NHS", "Dr Helen Marsh", "online", date(2026, 7, 1)),
        ),
        replaces="It replaces version 1 of 20 January 2026.",
    )


def plan_without_services() -> CarePlan:
    """A first draft: a need, an outcome, nothing bought yet."""
    need = Need("1", "I fall at night", (Outcome("1.1", "I get to the bathroom safely"),))
    return replace(
        sample_plan(),
        stamp=Stamp("PLAN-2026-000200", 1, date(2026, 7, 1)),
        needs=(need,),
        risks=(),
        people=(),
        money=Money(D("0.00"), D("0.00"), D("0.00")),
        signatures=(),
        emergencies=(),
        must_know=(),
        review_on=None,
        about_me=AboutMe(),
        format_flags=(),
        capacity=(),
        consent=(),
        state="Draft. Not agreed yet.",
        replaces="",
        other_plans=(),
        sections=(),
    )


def plan_with_sixty_services() -> CarePlan:
    """Twelve needs with five services each, paid by NHS and council together."""

    def service(number: int) -> ServiceLine:
        return ServiceLine(
            f"Support number {number}",
            "every week",
            ("Direct payment", "Notional budget")[number % 2],
            D("10.01"),
            funders=(FunderShare("NHS Northmoor ICB", D("5.71")), FunderShare("Northmoor Council", D("4.30"))),
            number=number,
        )

    needs = tuple(
        Need(
            str(n),
            f"Need number {n} in a few plain words",
            (
                Outcome(
                    f"{n}.1", f"What I want to happen about need {n}", "", tuple(service(5 * n + i) for i in range(5))
                ),
            ),
        )
        for n in range(1, 13)
    )
    return replace(sample_plan(), needs=needs, money=Money(D("600.60"), D("2402.40"), D("31231.20")))


def awkward_plan() -> CarePlan:
    """Names of 200 characters with and without spaces, right-to-left text, emoji, markup, control characters."""
    person = Person(LONG_NAME, date(1957, 3, 14), "9990000018", RIGHT_TO_LEFT)
    markup = '<img src="http://127.0.0.1/x"> & <script>alert(1)</script> {{ 7*7 }} ]]> \x00\x1b\u202e'
    plan = sample_plan()
    return replace(
        plan,
        person=person,
        who_i_am=f"{RIGHT_TO_LEFT}. {EMOJI}\n{markup}",
        contact=replace(CONTACT, name=LONG_WORDS),
        people=(PersonInPlan(LONG_NAME, "Łódź, Ŵyn, বাংলা, 中文", "07700 900000"), *plan.people),
        must_know=(LONG_WORDS, EMOJI),
    )


def overfull_plan() -> CarePlan:
    """Every place of the first page holds more than a page: long words, long names, many crises and contacts."""
    long = "This sentence says a little more about me and about what I would like you to know. " * 8
    many = tuple(
        Contact(f"{LONG_WORDS} {n}", LONG_WORDS, "01632 960199", f"{'a' * 60}@northmoor.example") for n in range(12)
    )
    steps = tuple(f"Step {n}: {long}" for n in range(1, 5))
    plan = sample_plan()
    return replace(
        plan,
        person=Person(LONG_NAME, date(1957, 3, 14), "9990000018", LONG_WORDS),
        contact=replace(CONTACT, name=LONG_WORDS, email=f"{'b' * 60}@northmoor.example"),
        who_i_am=long,
        about_me=replace(plan.about_me, most_important=long, communication=long),
        must_know=tuple(f"Allergy {n}: {long}" for n in range(20)),
        emergencies=tuple(Emergency(f"{long} ({n})", steps, many[:3]) for n in range(6)),
        escalation=many,
        format_flags=("Large print", "Easy read", "Telephone before you write, and give me a day to answer"),
    )


def sample_statement() -> SpendStatement:
    """Section 17's own sample (test E13)."""
    return SpendStatement(
        organisation=ORGANISATION,
        stamp=Stamp("STM-2026-000123-03", 1, date(2026, 7, 2)),
        person=PERSON,
        contact=CONTACT,
        holder="Margaret Okafor",
        start=date(2026, 6, 1),
        end=date(2026, 6, 28),
        account="your account ending 4821",
        opening=D("1240.15"),
        money_in=(Entry("NHS direct payment", D("2757.48")), Entry("Refund from agency", D("18.00"))),
        money_out=(
            Entry("Personal assistants' pay", D("1612.40")),
            Entry("Tax and pension", D("284.19")),
            Entry("Agency care", D("395.04")),
            Entry("Payroll service", D("25.00")),
            Entry("Gym (goal 2)", D("34.99")),
        ),
        closing=D("1664.01"),
        bank_closing=D("1664.01"),
        set_aside=(Entry("Bills to pay", D("156.20")), Entry("Holiday pay building up", D("312.00"))),
        free=D("1195.81"),
        limit=Limit(8, D("5514.96"), ""),
        plan_lines=(
            PlanLine("Personal assistants", "goal 1", D("1920.00"), D("1896.59"), "on track"),
            PlanLine("Agency care", "goal 1", D("353.04"), D("395.04"), "£42.00 over"),
            PlanLine("Payroll service", "", D("25.00"), D("25.00"), "on track"),
            PlanLine("Gym", "goal 2", D("34.99"), D("34.99"), "on track"),
        ),
        outcomes=("Goal 1: I breathe safely at home, day and night", "Goal 2: I am strong enough to sing"),
        to_do=(
            ToDo("Send the receipt for agency care of £395.04.", date(2026, 7, 15)),
            ToDo("Renew your employer's insurance.", date(2026, 8, 1)),
        ),
        next_payment=D("2757.48"),
        next_payment_on=date(2026, 6, 29),
    )


def overdrawn_statement() -> SpendStatement:
    """More spent than there was."""
    return replace(
        sample_statement(),
        opening=D("40.15"),
        closing=D("464.01") - D("1000.00"),
        bank_closing=D("-535.99"),
        money_out=(
            Entry("Personal assistants' pay", D("2612.40")),
            Entry("Tax and pension", D("284.19")),
            Entry("Agency care", D("395.04")),
            Entry("Payroll service", D("25.00")),
            Entry("Gym (goal 2)", D("34.99")),
        ),
        set_aside=(Entry("Bills to pay", D("156.20")),),
        free=D("-692.19"),
    )


def empty_statement() -> SpendStatement:
    """A period in which nothing happened and no bank figure has come."""
    return replace(
        sample_statement(),
        opening=D("0.00"),
        money_in=(),
        money_out=(),
        closing=D("0.00"),
        bank_closing=None,
        set_aside=(),
        free=D("0.00"),
        limit=None,
        plan_lines=(),
        outcomes=(),
        to_do=(),
        next_payment=None,
        next_payment_on=None,
    )


def joint_statement() -> SpendStatement:
    """Paid by NHS and council (example E4's split), with a surplus, a difference from the bank and one-offs."""
    return replace(
        sample_statement(),
        money_in=(
            Entry("NHS direct payment", D("1571.77")),
            Entry("Council direct payment", D("1185.72")),
            Entry("Refund from agency", D("18.00")),
        ),
        opening=D("9240.15"),
        closing=D("9664.02"),
        bank_closing=D("9654.02"),
        free=D("9195.82"),
        limit=Limit(8, D("5514.96"), "", repay=D("3680.86")),
        part_paid=(Entry("the NHS", D("1571.77")), Entry("Northmoor Council", D("1185.72"))),
        one_offs=(
            OneOff(
                "Arrears of the yearly increase",
                date(2026, 6, 3),
                D("117.01"),
                "The rate rose on 1 April and is paid from then.",
            ),
        ),
    )


def statement_of(count: int) -> SpendStatement:
    """A statement with `count` lines of the account, which add up."""
    start, balance, lines = date(2026, 6, 1), D("1240.15"), []
    total_in = total_out = D("0.00")
    for number in range(count):
        amount = D("2757.48") if number % 50 == 0 else -(D("10.01") + D(number % 89))
        balance += amount
        total_in, total_out = total_in + max(amount, 0), total_out + max(-amount, 0)
        words = "NHS NORTHMOOR ICB PHB" if amount > 0 else f"JOY MENSAH WAGES {number:05d}"
        lines.append(
            BankLine(
                start + timedelta(days=number * 27 // count),
                words,
                "" if amount > 0 else "Personal assistants",
                amount,
                balance,
            )
        )
    aside = D("468.20")
    return replace(
        sample_statement(),
        money_in=(Entry("NHS direct payment", total_in),),
        money_out=(Entry("Personal assistants' pay", total_out),),
        closing=balance,
        bank_closing=balance,
        free=balance - aside,
        lines=tuple(lines),
    )


def awkward_statement() -> SpendStatement:
    """Long and foreign names in every place a person's text can stand."""
    base = sample_statement()
    return replace(
        base,
        person=replace(PERSON, name=LONG_NAME),
        holder=LONG_WORDS,
        account=EMOJI,
        contact=replace(CONTACT, name=RIGHT_TO_LEFT),
        plan_lines=(replace(base.plan_lines[0], name=LONG_NAME, outcome=RIGHT_TO_LEFT), *base.plan_lines[1:]),
        money_out=(replace(base.money_out[0], words=LONG_WORDS), *base.money_out[1:]),
    )
