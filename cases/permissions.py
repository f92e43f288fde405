"""Who may do what on a file: each rule as a check, and beside it the same rule as a list filter.

The only module that talks to django-guardian. It knows no model: rules work on what they are given.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import assign_perm, remove_perm
from guardian.utils import get_group_obj_perms_model

from nps.accounts.holding import Held, held_by, holds
from nps.accounts.models import SITE_ROLES, Agent, Role


def _said(by) -> Callable:
    """Names, for a reader, whom a rule lets through."""

    def name(rule):
        rule.by = by
        return rule

    return name


def _site_of(instance: Any) -> int:
    return getattr(instance, "case", instance).site_id


@_said(_("travailleur social ou responsable du site"))
def can_work(instance: Any, actor: Agent) -> bool:
    """Staff of the site that follows the file."""
    return (
        actor is not None
        and actor.is_active
        and actor.role in SITE_ROLES
        and actor.site_id == _site_of(instance)
    )


@_said(_("l’horloge, à la date que dit le texte"))
def by_clock(instance: Any, actor: Agent | None) -> bool:
    """What no agent does: the law's own delays, applied by the nightly job."""
    return actor is None


@_said(_("travailleur social ou responsable du site ; l’horloge, quand plus rien ne l’attend"))
def can_work_or_clock(instance: Any, actor: Agent | None) -> bool:
    """An act of the site's staff that a delay may bring about as well."""
    return by_clock(instance, actor) or can_work(instance, actor)


@_said(_("responsable du site ; l’horloge, à la date que dit le texte"))
def can_supervise_or_clock(instance: Any, actor: Agent | None) -> bool:
    """An act of the supervisor that a delay may bring about as well."""
    return by_clock(instance, actor) or can_supervise(instance, actor)


def files_to_work(files: QuerySet, actor: Agent) -> QuerySet:
    """The list filter of `can_work`."""
    if actor.is_active and actor.role in SITE_ROLES:
        return files.filter(site_id=actor.site_id)
    return files.none()


@_said(_("responsable du site"))
def can_supervise(instance: Any, actor: Agent) -> bool:
    """The supervisor of the site that follows the file."""
    return can_work(instance, actor) and actor.role == Role.SUPERVISOR


@_said(_("responsable d’un autre site, avec un motif écrit"))
def can_break_glass(instance: Any, actor: Agent) -> bool:
    """Who may open reading of a file of another site: a supervisor, for a day, and everybody is told."""
    return actor.is_active and actor.role == Role.SUPERVISOR and actor.site_id != _site_of(instance)


def _live(accesses: QuerySet, actor: Agent, at: datetime) -> QuerySet:
    """Exceptional accesses of a supervisor open at that moment: the hour is looked at when reading."""
    if not (actor.is_active and actor.role == Role.SUPERVISOR):
        return accesses.none()
    return accesses.filter(agent=actor, closed_at=None, opened_at__lte=at, until__gt=at)


def can_read(case: Any, actor: Agent, accesses: QuerySet, at: datetime) -> bool:
    """Who works the file, or holds an exceptional access to it (`accesses`: all of them): never an act."""
    return can_work(case, actor) or _live(accesses, actor, at).filter(case=case).exists()


def files_to_read(files: QuerySet, actor: Agent, accesses: QuerySet, at: datetime) -> QuerySet:
    """The list filter of `can_read`."""
    opened = _live(accesses, actor, at)
    if not (actor.is_active and actor.role in SITE_ROLES):
        return files.none()
    return files.filter(Q(site_id=actor.site_id) | Q(pk__in=opened.values("case")))


def _authority_over(instance: Any) -> str:
    """An application names its own; a sum to give back is asked by whom granted the award (I-D 2)."""
    return instance.authority if hasattr(instance, "authority") else instance.award.application.authority


@_said(_("qui détient l’autorité nommée par le règlement, autre que la personne qui a proposé"))
def can_decide(instance: Any, actor: Agent) -> bool:
    """Who holds the authority the by-law names, unless that same person proposed: two pairs of eyes."""
    if actor is None or instance.proposed_by_id == actor.pk:
        return False
    return holds(actor, _authority_over(instance), _site_of(instance), timezone.localdate())


def can_see_address(case: Any, actor: Agent, residents: Iterable[Any]) -> bool:
    """Of a household with a « contact prudent », only the referent reads the address (violence at home)."""
    careful = any(person.safe_contact for person in residents)
    return can_work(case, actor) and (not careful or case.referent_id == actor.pk)


def applications_to_decide(applications: QuerySet, actor: Agent) -> QuerySet:
    """The list filter of `can_decide`."""
    held = held_by(actor, timezone.localdate())
    if not held:
        return applications.none()
    scopes = [Q(authority=one.authority) & _files_of(one) for one in held]
    return applications.filter(reduce(or_, scopes)).exclude(proposed_by=actor)


def _files_of(held: Held) -> Q:
    return Q() if held.files_of is None else Q(case__site_id=held.files_of)


@_said(_("responsable du site ; administrateur, pour tous les sites"))
def can_check_caseload(actor: Agent, kind: str, site: Any) -> bool:
    """A supervisor checks the files of the site; an administrator only studies figures, on every site."""
    if not actor.is_active:
        return False
    if actor.role == Role.SUPERVISOR:
        return site is not None and site.pk == actor.site_id
    return actor.role == Role.ADMINISTRATOR and kind == "effect" and site is None


def runs_to_see(runs: QuerySet, actor: Agent) -> QuerySet:
    """Checks of the caseload: of the site and of all sites for staff (who read their own files there only),
    of all sites for administrators (counts only); the effect of figures is no social worker's."""
    if not actor.is_active:
        return runs.none()
    if actor.role == Role.ADMINISTRATOR:
        return runs.filter(kind="effect", site=None)
    if actor.role not in SITE_ROLES:
        return runs.none()
    own = runs.filter(Q(site=None) | Q(site_id=actor.site_id))
    return own if actor.role == Role.SUPERVISOR else own.filter(kind="radar")


# Sections of a file that can be shared, each with its own guardian permission on the case file.
SECTION_PERMISSION = {
    "identity": "see_shared_identity",
    "applications": "see_shared_applications",
    "documents": "see_shared_documents",
}


def granted_sections(case: Any, actor: Agent) -> set[str]:
    """Sections of this file granted to the actor's agency now; none but to a partner's agent."""
    if not (actor.is_active and actor.role == Role.PARTNER):
        return set()
    grants = get_group_obj_perms_model(type(case)).objects.filter(
        content_object_id=case.pk, group_id=actor.agency.group_id
    )
    held = set(grants.values_list("permission__codename", flat=True))
    return {section for section, permission in SECTION_PERMISSION.items() if permission in held}


def shared_with(shares: QuerySet, actor: Agent, case_model: type) -> QuerySet:
    """Shares to the actor's agency whose file carries at least one grant of that agency."""
    if not (actor.is_active and actor.role == Role.PARTNER):
        return shares.none()
    granted = get_group_obj_perms_model(case_model).objects.filter(
        content_object=OuterRef("case_id"), group_id=actor.agency.group_id
    )
    return shares.filter(Q(agency_id=actor.agency_id) & Exists(granted))


def grant_sections(case: Any, group: Any, sections: set[str]) -> None:
    """Make the agency's grants on this file exactly these sections: what is no longer shared goes."""
    for section, permission in SECTION_PERMISSION.items():
        (assign_perm if section in sections else remove_perm)(permission, group, case)
