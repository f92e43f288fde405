"""Who may decide in the name of which authority: one rule, as a check, as scopes of a list, as names."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from nps.accounts.delegations import Authority, Delegation, in_force
from nps.accounts.models import Agent, Role


@dataclass(frozen=True)
class Held:
    """An authority over the files of a site; of every site when `files_of` is None."""

    authority: str
    files_of: int | None


def _by_role(actor: Agent) -> Held:
    """The supervisors of a site are its director's right hand: theirs without a delegation (I-B 5)."""
    return Held(Authority.DIRECTOR, actor.site_id)


def _delegated(actor: Agent, on: date) -> QuerySet[Delegation]:
    return Delegation.objects.filter(in_force(on), Q(agent_id=actor.pk) | Q(site_id=actor.site_id))


def _decides(actor: Agent) -> bool:
    return actor.is_active and actor.role == Role.SUPERVISOR


def held_by(actor: Agent, on: date) -> tuple[Held, ...]:
    """What this agent holds on a day; one query, none for who never decides."""
    if not _decides(actor):
        return ()
    given = _delegated(actor, on).order_by("pk").values_list("authority", "files_of")
    return (_by_role(actor), *(Held(*one) for one in given))


def holds(actor: Agent, authority: str, site: int, on: date) -> bool:
    """Whether the agent decides that day for this authority over the files of this site."""
    if not _decides(actor):
        return False
    if Held(authority, site) == _by_role(actor):
        return True
    over = Q(files_of=None) | Q(files_of=site)
    return _delegated(actor, on).filter(over, authority=authority).exists()


def holders(authority: str, site: int, on: date) -> QuerySet[Agent]:
    """Every agent who decides that day for this authority over the files of this site, by name."""
    given = Delegation.objects.filter(in_force(on), Q(files_of=None) | Q(files_of=site), authority=authority)
    who = Q(pk__in=given.filter(agent__isnull=False).values("agent"))
    who |= Q(site__in=given.filter(site__isnull=False).values("site"))
    if authority == Authority.DIRECTOR:
        who |= Q(site=site)
    return Agent.objects.filter(who, is_active=True, role=Role.SUPERVISOR).order_by("full_name", "pk")


def covered(authority: str, on: date) -> bool:
    """Whether anybody decides for this authority that day, for one site at least."""
    deciders = Agent.objects.filter(is_active=True, role=Role.SUPERVISOR)
    if authority == Authority.DIRECTOR:
        return deciders.exists()
    given = Delegation.objects.filter(in_force(on), authority=authority)
    who = Q(pk__in=given.filter(agent__isnull=False).values("agent"))
    return deciders.filter(who | Q(site__in=given.filter(site__isnull=False).values("site"))).exists()
