"""A plan with a row in every part that is exported, and awkward words in some of them."""

from careplans.models import Action, Need, OtherPlan, Outcome, PlanContact, PlanVersion, StageGoal
from phb.core.actors import the_service
from phb.core.tenancy import act_as
from tests.factories.careplans import make_plan

AWKWARD = "Zoë <b>&</b> “Ngozi” \u202eعربى\u202c 🫁\x0b " + "long " * 60


def full_plan(organisation) -> PlanVersion:
    """A shared plan with everything in it. The database acts for the service itself."""
    version, _ = make_plan(organisation)
    act_as(the_service(organisation.pk))
    base = {"organisation_id": version.organisation_id, "person_id": version.person_id, "version": version}
    need = Need.objects.create(
        **base, position=9, words=AWKWARD, code="267036007", professionals_view="Seen by the nurse."
    )
    goal = Outcome.objects.create(**base, position=9, need=need, words="I sleep <soundly>", importance=7, confidence=4,
                                  measure="Five nights a week", status="partly")  # fmt: skip
    action = Action.objects.create(**base, outcome=goal, words="Set the bed up", who="Joy", who_role="assistant",
                                   when="each evening", strategies="Music", status="in_progress", confidence=8)  # fmt: skip
    StageGoal.objects.create(**base, of_action=action, words="Two nights", result="Reached in May", status="achieved")
    for kind in ("professional", "provider", "advocate", "representative", "nominee", "personal"):
        PlanContact.objects.create(**base, kind=kind, name=f"A {kind}", role=f"role of {kind}", phone="01632 960100",
                                   organisation_name="Moorside", team="Respiratory", speciality="Breathing")  # fmt: skip
    OtherPlan.objects.create(**base, kind="ehc", title="EHC plan", held_by="Northmoor Council")
    version = PlanVersion.objects.get(pk=version.pk)
    version.strengths, version.formulation, version.not_to_contact = (
        "Patience\nA fine alto",
        "How it came about",
        "My uncle",
    )
    version.written_with, version.advance_statement, version.advance_statement_kept = (
        "Ngozi",
        "No hospital",
        "On the fridge",
    )
    version.save()
    return version
