"""A made-up library: services, equipment and suggested outcomes with prices of three providers in three places.

It comes in as a file that one person brings and another takes, as a real one would. No provider and no price is real.
"""

from datetime import date
from decimal import Decimal

from careplans.library_files import written
from careplans.services import library
from phb.core.models import Place
from phb.core.tenancy import acting_as
from phb.made_up.staff import SINCE, House

BEFORE, NOW = date(2025, 4, 1), date(2026, 4, 1)
SOURCE = {BEFORE: "Made-up framework, year 1", NOW: "Made-up framework, year 2"}
# name → (place, what is added to a price, in percent)
PROVIDERS = {"Willow Support Services": ("", 0), "Birch Home Care": ("Coast", 6), "Rowan Together": ("Vale", -4)}
COVERS = {"hour": "Travel within ten miles; weekends at the same price", "night": "From 10 in the evening to 7 in the morning",
          "session": "One person and one helper", "item": "Delivery and showing how it works", "week": "Everything but extras",
          "day": "Lunch and transport", "mile": "Fuel and waiting up to 15 minutes"}  # fmt: skip

# (name, topic, kind of line, unit, pounds, words)
SERVICES = (
    ("Sitting service by day", "Breaks", "respite", "hour", "22.40", "Somebody stays with the person while the carer is out."),
    ("Sitting service by night", "Breaks", "respite", "night", "138.00", "Somebody stays awake in the home all night."),
    ("Sleeping night", "Breaks", "respite", "night", "92.00", "Somebody sleeps in the home and can be woken twice."),
    ("Short break in a cottage", "Breaks", "respite", "night", "164.00", "A cottage without steps, with a hoist and a profiling bed."),
    ("Day out with a companion", "Breaks", "activity", "day", "118.00", "A companion plans and shares a day out."),
    ("Home care visit", "Personal care", "agency", "hour", "25.60", "Help with washing, dressing, meals and medicines."),
    ("Live-in care", "Personal care", "agency", "week", "1480.00", "A carer lives in the home for the week, with breaks covered."),
    ("Two carers together", "Personal care", "agency", "hour", "49.80", "Two carers at once, for moving and handling."),
    ("Care by a nurse", "Health care", "agency", "hour", "46.50", "A registered nurse for tasks that are not delegated."),
    ("Tracheostomy care by trained carers", "Breathing", "agency", "hour", "31.20", "Carers trained and signed off by a nurse for this person."),
    ("Training of assistants in health tasks", "Health care", "training", "session", "145.00", "A nurse teaches one task and checks competence."),
    ("First aid course", "Employing", "training", "session", "78.00", "One day for one assistant."),
    ("Moving and handling course", "Employing", "training", "session", "86.00", "Half a day in the person’s own home."),
    ("Finding an assistant", "Employing", "recruitment", "item", "320.00", "Advertising, references and two interviews with the person."),
    ("Criminal record check", "Employing", "recruitment", "item", "61.00", "Application and fee for one check."),
    ("Payroll service", "Employing", "payroll", "week", "4.60", "Pay slips, tax and pension for up to three assistants."),
    ("Managed account", "Employing", "managed_account_fee", "week", "9.20", "The account is kept and bills are paid as the person says."),
    ("Employers’ liability insurance", "Employing", "insurance", "item", "112.00", "One year, with a helpline on employment law."),
    ("Cover when an assistant is ill", "Employing", "contingency", "hour", "28.90", "A trained carer within four hours."),
    ("Physiotherapy at home", "Moving", "therapy", "session", "62.00", "A physiotherapist comes to the home for 45 minutes."),
    ("Hydrotherapy", "Moving", "therapy", "session", "48.00", "Half an hour in a warm pool, with hoist."),
    ("Personal trainer for wheelchair users", "Moving", "activity", "session", "39.00", "Exercise for strength and balance."),
    ("Speech and language therapy", "Communicating", "therapy", "session", "74.00", "Swallowing, speaking, or using an aid."),
    ("Music therapy", "Feeling well", "therapy", "session", "56.00", "Making music with a registered therapist."),
    ("Art therapy", "Feeling well", "therapy", "session", "54.00", "Drawing and making with a registered therapist."),
    ("Counselling", "Feeling well", "therapy", "session", "52.00", "An hour of talking, in person or by video."),
    ("Peer support group", "Feeling well", "activity", "session", "6.00", "Two hours with people who know it from their own lives."),
    ("Choir", "Activities", "activity", "session", "5.50", "A choir that welcomes wheelchairs and late comers."),
    ("Gym membership", "Activities", "activity", "week", "8.75", "A gym with equipment for seated users."),
    ("Swimming with support", "Activities", "activity", "session", "27.50", "A helper in the water."),
    ("Gardening together", "Activities", "activity", "hour", "19.80", "A gardener works with the person, not for them."),
    ("Pottery class", "Activities", "activity", "session", "18.00", "Two hours with clay and kiln."),
    ("Computer lessons at home", "Communicating", "activity", "hour", "24.00", "At the person’s pace, on their own device."),
    ("Taxi with wheelchair access", "Getting about", "transport", "mile", "2.35", "From door to door, booked a day before."),
    ("Mileage of an assistant", "Getting about", "transport", "mile", "0.45", "For journeys with the person."),
    ("Community transport", "Getting about", "transport", "session", "7.40", "There and back by minibus."),
    ("Meals at home", "Eating", "other", "item", "7.95", "A cooked meal, with textures as needed."),
    ("Dietitian", "Eating", "therapy", "session", "66.00", "An hour, with a written plan."),
    ("Wellbeing coaching", "Feeling well", "therapy", "session", "44.00", "Small steps towards what matters to the person."),
    ("Independent advocate", "Deciding", "other", "hour", "38.00", "Somebody on the person’s side at meetings."),
)  # fmt: skip
EQUIPMENT = (
    ("Portable hoist", "Moving", "1240.00", "Folds for travel; lifts up to 150 kg."),
    ("Slide sheet", "Moving", "38.00", "For turning and moving in bed."),
    ("Standing aid", "Moving", "690.00", "Helps to stand up from a chair."),
    ("Walking frame with seat", "Moving", "92.00", "Four wheels and brakes."),
    ("Exercise pedals", "Moving", "64.00", "For arms or legs, sitting."),
    ("Wheelchair cushion", "Sitting", "310.00", "Spreads the pressure; for people who sit all day."),
    ("Riser recliner chair", "Sitting", "820.00", "Two motors; measured for the person."),
    ("Postural support for a chair", "Sitting", "445.00", "Fitted by a therapist."),
    ("Pressure mattress", "Sleeping", "560.00", "Cells that fill in turn."),
    ("Bed rails with padding", "Sleeping", "135.00", "Only where a risk assessment agrees."),
    ("Movement sensor for the bed", "Sleeping", "118.00", "Tells a carer, films nobody."),
    ("Portable suction machine", "Breathing", "740.00", "With battery for journeys."),
    ("Spare battery for a ventilator", "Breathing", "395.00", "Four hours of use."),
    ("Pulse oximeter", "Breathing", "46.00", "For the finger, with alarm."),
    ("Cooling vest", "Feeling well", "152.00", "For people who cannot sweat."),
    ("Air conditioning unit", "Feeling well", "410.00", "For one room; no fitting."),
    ("Communication tablet with mount", "Communicating", "980.00", "Speaks what is chosen by touch or gaze."),
    ("Large button telephone", "Communicating", "44.00", "With pictures on the buttons."),
    ("Voice assistant and three switches", "Communicating", "165.00", "Lights, heating and calls by voice."),
    ("Hearing loop for the home", "Communicating", "128.00", "For one room."),
    ("Adapted cutlery", "Eating", "27.00", "Thick handles, four pieces."),
    ("Blender for soft food", "Eating", "85.00", "Fine enough for level 4."),
    ("Robot vacuum cleaner", "Living at home", "240.00", "Saves hours of help."),
    ("Key safe", "Living at home", "58.00", "Police-approved, fitted."),
    ("Portable ramp", "Getting about", "175.00", "Two metres, folds in half."),
)  # fmt: skip
OUTCOMES = (
    ("I sleep through the night", "Sleeping", "Nights a week without being woken"),
    ("My carer sleeps through the night", "Sleeping", "Nights a week of six hours"),
    ("I breathe safely at home", "Breathing", "Calls for an ambulance in three months"),
    ("I clear my chest without going to hospital", "Breathing", "Days in hospital in three months"),
    ("I move from bed to chair without pain", "Moving", "The person’s own score from 0 to 10"),
    ("I keep my skin whole", "Moving", "Weeks without a sore"),
    ("I stand for as long as it takes to make tea", "Moving", "Minutes, measured each month"),
    ("I sit well enough to eat at the table", "Sitting", "Meals a week at the table"),
    ("I eat what I like, safely", "Eating", "Weeks without a chest infection; the person’s own list"),
    ("I keep a healthy weight", "Eating", "Weight each month, if the person wishes"),
    ("I am understood by people I meet", "Communicating", "Times a week that somebody gave up"),
    ("I say yes and no in my own way, and it is heard", "Communicating", "Asked at each review"),
    ("I talk to my family far away every week", "Communicating", "Calls a month"),
    ("I sing in a choir", "Activities", "Thursdays of four"),
    ("I swim every week", "Activities", "Times a month"),
    ("I grow my own vegetables", "Activities", "Harvests, photographs"),
    ("I learn something new", "Activities", "What the person says they learnt"),
    ("I go out at least three times a week", "Getting about", "Times a week"),
    ("I visit my friends without planning a week before", "Getting about", "Visits a month"),
    ("I can leave the house on my own", "Getting about", "Times a week"),
    ("I feel calm most days", "Feeling well", "Days a week, in the person’s diary"),
    ("I know what to do when I feel worse", "Feeling well", "Uses of the crisis plan; admissions"),
    ("I have people who know me", "Feeling well", "Names on the person’s own map"),
    ("I manage my pain so that I can do what matters", "Feeling well", "Days a month given up to pain"),
    ("My carer has time of their own", "Breaks", "Hours a week; the carer’s own words"),
    ("My family goes away together once a year", "Breaks", "Done or not"),
    ("The same people help me, and I chose them", "Personal care", "Different faces a month"),
    ("I am washed and dressed when I want to be", "Personal care", "Mornings a week at the chosen time"),
    ("I decide how my day goes", "Deciding", "Asked at each review"),
    ("I understand my money and what is left of it", "Deciding", "Asked at each review"),
)  # fmt: skip


def make_library(house: House) -> None:
    """Fill the library of one organisation: brought by a coordinator, taken by a commissioner."""
    with acting_as(house.service):
        Place.objects.get_or_create(organisation=house.organisation, name="Vale", defaults={"starts": SINCE})
    with acting_as(house["coordinator"]) as by:
        file = library.check_file(name="library-of-april.csv", content="".join(written(_rows())).encode(), by=by)
        library.hand_over_file(file_id=file.pk, by=by)
    with acting_as(house["commissioner"]) as by:
        library.take_rows(file_id=file.pk, by=by)
    _unfinished(house)


def _rows() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for place, (name, topic, kind, unit, amount, words) in enumerate(SERVICES):
        entry = {"kind": "service", "name": name, "topic": topic, "service_kind": kind, "description": words}
        rows += [{**entry, **price} for price in _prices(place, unit, Decimal(amount))]
    for place, (name, topic, amount, words) in enumerate(EQUIPMENT):
        entry = {"kind": "equipment", "name": name, "topic": topic, "service_kind": "equipment", "description": words}
        rows += [{**entry, **price} for price in _prices(place, "item", Decimal(amount), most=2)]
    rows += [{"kind": "outcome", "name": name, "topic": topic, "measure": measure} for name, topic, measure in OUTCOMES]
    return rows


def _prices(place: int, unit: str, amount: Decimal, most: int = 3) -> list[dict[str, object]]:
    """One to three providers, each with last year's price and this year's: 3 percent more."""
    rows: list[dict[str, object]] = []
    for provider, (where, percent) in list(PROVIDERS.items())[: 1 + place % most]:
        base = amount * (100 + percent) / 100
        for starts, raised in ((BEFORE, 0), (NOW, 3)):
            rows.append({
                "provider": provider, "place": where, "unit": unit, "amount": f"{base * (100 + raised) / 100:.2f}",
                "includes": COVERS[unit], "starts": starts.isoformat(), "source": SOURCE[starts],
            })  # fmt: skip
    return rows


def _unfinished(house: House) -> None:
    """What waits for a second person: an entry, a price, a correction."""
    with acting_as(house["coordinator"]) as by:
        library.propose_entry(
            kind="service", by=by,
            values={"name": "Walking football", "topic": "Activities", "service_kind": "activity", "description": "A game at walking pace."},
        )  # fmt: skip
        found = library.find_entry(kind="service", name="Choir", by=by)
        library.propose_price(
            item_id=found.pk, unit="session", amount=Decimal("6.00"), starts=date(2027, 4, 1), source="Letter of the choir",
            provider="Willow Support Services", includes=COVERS["session"], by=by,
        )  # fmt: skip
        library.propose_change(
            item_id=found.pk, values={name: getattr(found, name) for name in library.WORDS} | {"description": "A choir for everybody, with breaks."},
            reason="The old words sounded as if only wheelchair users sang.", edits=found.edits, by=by,
        )  # fmt: skip
