"""Something behind each address of decisions: a delegation, a contested refusal, a question in a session."""

from django.utils import timezone

from cases.models import Appeal, Application, CommissionSession, Opinion
from nps.accounts.acting import acting
from nps.accounts.models import Delegation, Role
from tests.support.accounts import make_agent
from tests.support.cases import make_application
from tests.support.world import World


def a_delegation(world: World) -> list:
    """One that another administrator proposed; the same one again."""
    with acting("system"):
        told = {"authority": "homecare", "since": timezone.localdate(), "reference": "SPÉCIMEN"}
        made = Delegation.objects.filter(**told).first() or Delegation.objects.create(
            **told,
            agent=world.agents["elsewhere"],
            proposed_by=make_agent(Role.ADMINISTRATOR),
            proposed_at=timezone.now(),
        )
    return [made.public_id]


def refused(world: World) -> list:
    return [_decided(world, "refused", "loisirs").reference]


def contested(world: World) -> list:
    """One whose refusal the household contests."""
    today = timezone.localdate()
    found = _decided(world, "appeal_pending", "pedicurie", appealed_on=today)
    with acting("system"):
        told = {"contested": "refused", "lodged_on": today, "grounds": "SPÉCIMEN"}
        Appeal.objects.get_or_create(
            application=found, defaults=told | {"recorded_by": world.agents["worker"]}
        )
    return [found.reference]


def _decided(world: World, state: str, benefit: str, **dates) -> Application:
    with acting("system"):
        known = Application.objects.filter(case=world.case, state=state, benefit=benefit).first()
        return known or make_application(
            world.case, state, benefit=benefit, by_law="II-3.3", rights_check=world.check, **dates
        )


def a_session(world: World) -> list:
    return a_question(world)[:1]


def a_question(world: World) -> list:
    with acting("system"):
        asked = _question(world)
        return [asked.session.reference, asked.pk]


def _question(world: World) -> Opinion:
    """One question on the agenda of the day; the same one again."""
    worker, today = world.agents["worker"], timezone.localdate()
    with acting("system"):
        session, _new = CommissionSession.objects.get_or_create(
            site=worker.site,
            held_on=today,
            defaults={"reference": "C-24-0001", "created_by": worker},
        )
        told = {"session": session, "question": "SPÉCIMEN", "article": "I-B 5"}
        told |= {"asked_by": worker, "asked_at": timezone.now()}
        application = _decided(world, "opinion_requested", "coiffure", completed_on=today)
        return Opinion.objects.get_or_create(application=application, defaults=told)[0]
