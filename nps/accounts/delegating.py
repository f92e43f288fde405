"""Who holds an authority, dated: one administrator proposes, another approves, either ends it."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nps.accounts.delegations import Authority, Delegation
from nps.accounts.models import Agent, Role, Site
from nps.accounts.permissions import require_administrator
from nps.journal.services import record


class Refused(ValueError):
    """An act on a delegation that did not happen; said to a person. `field`: the answer in fault, if any."""

    def __init__(self, message: str, field: str = ""):
        self.field = field
        super().__init__(message)


def delegations_for(actor: Agent) -> QuerySet[Delegation]:
    """Every delegation, the latest first. Raises PermissionDenied."""
    require_administrator(actor)
    about = ("agent", "site", "files_of", "proposed_by", "approved_by")
    return Delegation.objects.select_related(*about).order_by("-since", "-pk")


@transaction.atomic
def propose_delegation(
    *,
    actor: Agent,
    authority: str,
    since: date,
    until: date | None,
    reference: str,
    agent: Agent | None = None,
    site: Site | None = None,
    files_of: Site | None = None,
) -> Delegation:
    """Give an authority to an agent or to a site's supervisors, from a day not passed; another approves.

    `reference`: the order that gives it. Raises Refused.
    """
    require_administrator(actor)
    if since < timezone.localdate():
        raise Refused(_("Le passé ne change pas : choisissez aujourd’hui ou un jour à venir."), "since")
    if until and until < since:
        raise Refused(_("Le dernier jour vient avant le premier."), "until")
    if (agent is None) == (site is None):
        raise Refused(_("Choisissez une personne, ou les responsables d’un site."), "holder")
    if agent and agent.role != Role.SUPERVISOR:
        raise Refused(_("Seul un responsable de site décide : choisissez-en un."), "holder")
    if authority == Authority.DIRECTOR and files_of is None:
        raise Refused(
            _("Le directeur décide pour un arrondissement : choisissez le site des dossiers."), "files_of"
        )
    made = Delegation.objects.create(
        authority=authority,
        agent=agent,
        site=site,
        files_of=files_of,
        since=since,
        until=until,
        reference=reference.strip(),
        proposed_by=actor,
        proposed_at=timezone.now(),
    )
    _journal("delegation.propose", actor, made)
    return made


@transaction.atomic
def approve_delegation(*, actor: Agent, delegation: Delegation) -> Delegation:
    """The second administrator's word. Raises Refused: one's own, settled already."""
    locked = _open(actor, delegation)
    if locked.proposed_by_id == actor.pk:
        raise Refused(_("Vous avez proposé cette délégation. Une autre personne doit l’approuver."))
    locked.approved_by, locked.approved_at = actor, timezone.now()
    locked.save(update_fields=["approved_by", "approved_at"])
    _journal("delegation.approve", actor, locked)
    return locked


@transaction.atomic
def drop_delegation(*, actor: Agent, delegation: Delegation) -> Delegation:
    """Withdraw, or reject, one that was not approved. Raises Refused."""
    locked = _open(actor, delegation)
    locked.dropped_at = timezone.now()
    locked.save(update_fields=["dropped_at"])
    _journal("delegation.drop", actor, locked)
    return locked


@transaction.atomic
def end_delegation(*, actor: Agent, delegation: Delegation, on: date) -> Delegation:
    """End one early, on a last day not passed: taking an authority back needs nobody else. Raises Refused."""
    require_administrator(actor)
    locked = Delegation.objects.select_for_update().get(pk=delegation.pk)
    today = timezone.localdate()
    if not locked.approved_at or locked.until and locked.until < today:
        raise Refused(_("Cette délégation n’est pas en vigueur : il n’y a rien à terminer."))
    if on < max(today, locked.since) or locked.until and on > locked.until:
        raise Refused(_("Choisissez un jour entre aujourd’hui et la fin écrite."), "until")
    locked.until = on
    locked.save(update_fields=["until"])
    _journal("delegation.end", actor, locked)
    return locked


def _open(actor: Agent, delegation: Delegation) -> Delegation:
    require_administrator(actor)
    locked = Delegation.objects.select_for_update().get(pk=delegation.pk)
    if locked.approved_at or locked.dropped_at:
        raise Refused(_("Cette délégation est déjà approuvée ou retirée. Rien n’a été modifié de plus."))
    return locked


def _journal(act: str, actor: Agent, delegation: Delegation) -> None:
    told = {
        "authority": str(delegation.authority),
        "agent": delegation.agent_id,
        "site": delegation.site_id,
        "files_of": delegation.files_of_id,
        "since": delegation.since.isoformat(),
        "until": delegation.until.isoformat() if delegation.until else None,
    }
    record(act=act, actor=actor, subject=delegation, data=told)
