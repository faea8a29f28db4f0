"""People at work for the person: who is paid, and health tasks delegated to them (sections 8, 10 and 11 of the reference)."""

from collections.abc import Iterator

from careplans.enums import Employment
from careplans.rules.content import Competence, DelegatedTask, PaidPerson, PlanContent
from careplans.rules.gaps import DELEGATION, EXCEPTION, NOT_CHECKED, Gap
from phb.core.periods import say_date

CONFLICT = f"Practice of direct payments: nobody checks their own timesheets{NOT_CHECKED}"
# What is asked of somebody employed before the first day (Independent Lives; Leonard Cheshire on self-employment).
BEFORE_WORK = {
    Employment.EMPLOYED: {"right_to_work": "right to work", "contract": "contract", "insurance": "employers' liability insurance"},
    Employment.SELF_EMPLOYED: {"self_employed": "evidence of being self-employed"},
    Employment.AGENCY: {},
}  # fmt: skip


def people_gaps(plan: PlanContent) -> tuple[Gap, ...]:
    """Family paid without the exception, those who check themselves, and checks not done yet."""
    return tuple(gap for person in plan.paid_people for gap in _paid(plan, person))


def _paid(plan: PlanContent, person: PaidPerson) -> Iterator[Gap]:
    if person.needs_exception:
        yield from _exception(person)
    if person.acts_for_person and not person.second_checker.strip():
        yield Gap(f"{person.words} acts for the person and is paid. Name somebody else who checks the timesheets.",
                  "Nobody checks their own hours.", CONFLICT,
                  "paid_people", person.key, "second_checker", gate="family", local=True)  # fmt: skip
    elif person.acts_for_person and person.second_checker.strip().casefold() == person.words.strip().casefold():
        yield Gap(f"{person.words} would check their own timesheets. Name somebody else.",
                  "Nobody checks their own hours.", CONFLICT,
                  "paid_people", person.key, "checks_own_hours", gate="family", local=True)  # fmt: skip
    needed = dict(BEFORE_WORK.get(Employment(person.employment), {})) if person.employment else {}
    around = plan.around
    if person.employment != Employment.AGENCY and (around.is_child or around.lacks_capacity):
        needed["dbs"] = "criminal record check"
    if missing := [words for code, words in needed.items() if code not in person.checks]:
        yield Gap(f"{person.words}, before the first day of work: {', '.join(missing)}.",
                  "Who works for the person is checked; a local policy says what is needed.",
                  f"Practice of direct payment support services{NOT_CHECKED}",
                  "paid_people", person.key, "employment_checks", gate="family", beside=True, blocks=False)  # fmt: skip
    if person.employment == Employment.AGENCY and not person.registration_words.strip():
        yield Gap(f"{person.words}: say whether the agency must be registered with the Care Quality Commission, and is.",
                  "Who directs personal care for others may have to register.", f"Care Quality Commission registration{NOT_CHECKED}",
                  "paid_people", person.key, "registration", gate="family", blocks=False)  # fmt: skip


def _exception(person: PaidPerson) -> Iterator[Gap]:
    why = "Family or friends in the same household are paid only in very limited circumstances."
    if not person.exception_reason.strip():
        yield Gap(f"{person.words} lives in the same household. Write down why paying them is necessary.", why, EXCEPTION,
                  "paid_people", person.key, "exception_reason", gate="family")  # fmt: skip
        return
    words = {
        "": f"{person.words} lives in the same household. A commissioner must decide whether they may be paid.",
        "refused": f"It was decided that {person.words} may not be paid. Plan it another way, or ask for a new decision.",
        "changed": f"What the plan says about {person.words} has changed since the decision. A commissioner must decide anew.",
    }
    if person.exception in words:
        yield Gap(words[person.exception], why, EXCEPTION, "paid_people", person.key,
                  f"exception_{person.exception or 'undecided'}", gate="family", beside=True)  # fmt: skip


def task_gaps(plan: PlanContent) -> tuple[Gap, ...]:
    """Health tasks without a practitioner, a registration, or competence in place or dated."""
    return tuple(gap for task in plan.tasks for gap in (*_task(task), *_competence(plan, task)))


def _task(task: DelegatedTask) -> Iterator[Gap]:
    def gap(what: str, why: str, code: str, *, blocks: bool = True) -> Gap:
        return Gap(what, why, DELEGATION, "tasks", task.key, code, blocks=blocks, gate="tasks")

    if not task.delegated_by.strip():
        yield gap(f"“{task.words}” needs the name of the practitioner who delegates it.",
                  "A practitioner who is competent in the task decides and is accountable.", "no_delegator")  # fmt: skip
    elif not task.registration.strip():
        yield gap(f"“{task.words}”: enter the professional registration of {task.delegated_by}.",
                  "The practitioner who delegates is registered.", "no_registration")  # fmt: skip
    if task.person_content_on is None:
        yield gap(f"“{task.words}”: say when the person, or who acts for them, was content with it.",
                  "The person is content that the task is delegated.", "not_content", blocks=False)  # fmt: skip
    if task.risk_assessed_on is None:
        yield gap(f"“{task.words}”: say when risks and benefits were assessed.",
                  "How stable the person is and how complex the task is come first.", "not_assessed", blocks=False)  # fmt: skip


def _competence(plan: PlanContent, task: DelegatedTask) -> Iterator[Gap]:
    on = plan.around.on
    why = "Competence is for this task, this person and this assistant: in place, or dated."

    def gap(what: str, code: str, *, blocks: bool = True) -> Gap:
        return Gap(what, why, DELEGATION, "tasks", task.key, code, blocks=blocks, gate="tasks", beside=True)

    ready = [each for each in task.competences if each.stands_on(on)]
    dated = [each for each in task.competences if each.is_dated]
    withdrawn = [each for each in task.competences if each.withdrawn_on]
    expired = [each for each in task.competences if each.stands_on(None) and not each.stands_on(on)]
    if not ready and not dated:
        if withdrawn and len(withdrawn) == len(task.competences):
            if not task.if_withdrawn.strip():
                yield gap(f"“{task.words}” was withdrawn. Say how it is done instead.", "withdrawn_without_other_way")
        elif expired:
            yield gap(f"“{task.words}”: competence ended on {say_date(max(e.expires_on for e in expired if e.expires_on))}. "
                      "Plan the next check, or record it.", "competence_expired")  # fmt: skip
        else:
            yield gap(f"“{task.words}” needs an assistant who is trained and competent, or a day for training and check.",
                      "no_competence")  # fmt: skip
    elif expired:
        yield gap(f"“{task.words}”: the competence of {_names(expired)} has ended. They do not do it until it is checked again.",
                  "competence_partly_expired", blocks=False)  # fmt: skip
    if unsigned := [each for each in ready if not each.signed]:
        yield gap(f"“{task.words}”: the practitioner, the employer and {_names(unsigned)} sign the agreement on it.",
                  "agreement_unsigned", blocks=False)  # fmt: skip
    known = {each.assistant.strip().casefold() for each in (*ready, *dated)}
    lone = [p.words for p in plan.paid_people if task.service and p.service == task.service and p.words.strip().casefold() not in known]  # fmt: skip
    if lone and (ready or dated):
        yield gap(f"“{task.words}”: no competence on record for {', '.join(lone)}. They do not do it until there is.",
                  "assistant_without_competence", blocks=False)  # fmt: skip


def _names(found: list[Competence]) -> str:
    return ", ".join(dict.fromkeys(each.assistant for each in found))
