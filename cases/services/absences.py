"""Dated absences of the agents of a site, and who replaces them: no chain, so no loop."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases.models import Absence
from cases.services.moves import MoveRefused, NotYours
from nps.accounts.models import SITE_ROLES, Agent, Role
from nps.journal.services import record
from nps.ui.formats import date_long


def absences_for(actor: Agent, on: date) -> QuerySet[Absence]:
    """Present and coming absences at the supervisor's site, the nearest first."""
    if not (actor.is_active and actor.role == Role.SUPERVISOR):
        return Absence.objects.none()
    coming = Absence.objects.filter(agent__site=actor.site_id, until__gt=on)
    return coming.select_related("agent", "substitute").order_by("since", "pk")


@transaction.atomic
def note_absence(
    *, actor: Agent, agent: Agent, substitute: Agent | None, since: date, until: date
) -> Absence:
    """Note that an agent is away from `since` to the day before `until`, and who follows the files.

    Raises NotYours, MoveRefused (not of the site, overlap, a substitute away as well, an absent agent who
    replaces somebody those days).
    """
    _require(actor, agent)
    people = {one.pk: one for one in (agent, substitute) if one is not None}
    # Locked in the order of their keys: what is read below of these two holds until the end.
    list(Agent.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    if until <= since:
        raise MoveRefused(_("Le retour doit venir après le premier jour d’absence."))
    during = Q(since__lt=until, until__gt=since)
    if substitute is not None:
        _require_free(actor, agent, substitute, during)
    if held := Absence.objects.filter(during, substitute=agent).select_related("agent").first():
        raise MoveRefused(
            _("%(name)s remplace %(other)s ces jours-là. Donnez d’abord un autre remplaçant à %(other)s.")
            % {"name": agent.full_name, "other": held.agent.full_name}
        )
    try:
        with transaction.atomic():
            made = Absence.objects.create(
                agent=agent, substitute=substitute, since=since, until=until, noted_by=actor
            )
    except IntegrityError as fault:
        raise MoveRefused(
            _("%(name)s est déjà noté absent une partie de ces jours.") % {"name": agent.full_name}
        ) from fault
    _journal("absence.note", actor, made)
    return made


@transaction.atomic
def end_absence(*, actor: Agent, public_id: UUID, on: date) -> Absence:
    """The agent is back that day (or does not leave). Raises Absence.DoesNotExist, NotYours."""
    found = Absence.objects.select_for_update().get(public_id=public_id)
    _require(actor, found.agent)
    found.until = max(found.since, min(on, found.until))
    found.save(update_fields=["until"])
    _journal("absence.end", actor, found)
    return found


def _require(actor: Agent, agent: Agent) -> None:
    if not (actor.is_active and actor.role == Role.SUPERVISOR and actor.site_id == agent.site_id):
        raise NotYours(_("Cet acte revient au responsable du site de cet agent."))


def _require_free(actor: Agent, agent: Agent, substitute: Agent, during: Q) -> None:
    """A substitute of the same site, somebody else, there all these days."""
    if substitute == agent:
        raise MoveRefused(_("Choisissez une autre personne que celle qui s’absente."))
    works = substitute.is_active and substitute.role in SITE_ROLES
    if not works or substitute.site_id != actor.site_id:
        raise MoveRefused(_("Le remplaçant doit travailler au même site."))
    away = Absence.objects.filter(during, agent=substitute).first()
    if away:
        raise MoveRefused(
            _("%(name)s sera absent aussi, du %(since)s jusqu’à son retour le %(until)s.")
            % {
                "name": substitute.full_name,
                "since": date_long(away.since),
                "until": date_long(away.until),
            }
        )


def _journal(act: str, actor: Agent, absence: Absence) -> None:
    data = {"agent": absence.agent_id, "substitute": absence.substitute_id}
    data |= {"since": absence.since.isoformat(), "until": absence.until.isoformat()}
    record(act=act, actor=actor, subject=absence, data=data)
