"""The advisory commission of a site (by-law I-B 5): ask, agenda, opinion, closing of the session.

It advises and decides nothing. What the by-law submits to it is in eligibility/authorities.
"""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Advice, Application, CommissionSession, Opinion
from cases.services.files import unique_reference
from cases.services.moves import AlreadyMoved, MoveRefused, NotYours, move
from nps.accounts.models import SITE_ROLES, Agent
from nps.journal.services import record


@transaction.atomic
def ask_opinion(*, actor: Agent, application: Application, question: str, article: str) -> Opinion:
    """Ask the commission about a derogation, naming its article; the application waits for the answer."""
    if not (question.strip() and article.strip()):
        raise MoveRefused(_("Écrivez la question et l’article qui permet la dérogation."))
    moved = move(application, "ask_opinion", actor=actor, reason=question)
    return Opinion.objects.create(
        application=moved,
        question=question.strip(),
        article=article.strip(),
        asked_by=actor,
        asked_at=timezone.now(),
    )


@transaction.atomic
def open_session(*, actor: Agent, held_on: date) -> CommissionSession:
    """A session of the actor's site, on a day that has none."""
    if not (actor.is_active and actor.role in SITE_ROLES):
        raise NotYours(_("Les séances sont tenues par les agents des sites."))
    reference = unique_reference(CommissionSession, "C", held_on)
    told = {"reference": reference, "site": actor.site, "held_on": held_on, "created_by": actor}
    try:
        with transaction.atomic():
            session = CommissionSession.objects.create(**told)
    except IntegrityError as taken:
        raise MoveRefused(_("Ce site a déjà une séance ce jour-là : ouvrez-la.")) from taken
    _journal("commission.open_session", actor, session)
    return session


@transaction.atomic
def set_agenda(*, actor: Agent, session: CommissionSession, opinions: Iterable[Opinion]) -> CommissionSession:
    """The questions of the session are these; the others wait for another one. Answered ones stay."""
    locked = _locked(actor, session)
    chosen = [opinion.pk for opinion in opinions]
    known = Opinion.objects.select_for_update().filter(given_on=None, application__case__site=locked.site)
    known.filter(session=locked).exclude(pk__in=chosen).update(session=None)
    known.filter(pk__in=chosen, session=None).update(session=locked)
    told = list(known.filter(session=locked).values_list("application__reference", flat=True))
    _journal("commission.set_agenda", actor, locked, applications=sorted(told))
    return locked


@transaction.atomic
def record_opinion(*, actor: Agent, opinion: Opinion, advice: str, reasons: str) -> Opinion:
    """Write what the commission answered in its session; the application goes on being reviewed."""
    if opinion.session is None:
        raise MoveRefused(_("Mettez d’abord la question à l’ordre du jour d’une séance."))
    session = _locked(actor, opinion.session)
    locked = Opinion.objects.select_for_update().select_related("application").get(pk=opinion.pk)
    if locked.given_on or locked.session_id != session.pk:
        raise AlreadyMoved(_("Cet avis est déjà écrit, ou la question a changé de séance."))
    if session.held_on > timezone.localdate():
        raise MoveRefused(_("La séance n’a pas encore eu lieu : l’avis s’écrit après."))
    if advice not in Advice.values or not reasons.strip():
        raise MoveRefused(_("Écrivez l’avis et ses raisons, en quelques mots."))
    locked.advice, locked.reasons = advice, reasons.strip()
    locked.given_on, locked.recorded_by = session.held_on, actor
    locked.save(update_fields=["advice", "reasons", "given_on", "recorded_by"])
    move(locked.application, "record_opinion", actor=actor)
    return locked


@transaction.atomic
def close_session(*, actor: Agent, session: CommissionSession, members: Iterable[str]) -> CommissionSession:
    """Close a held session: who sat, nothing left to answer. Nothing of it changes afterwards."""
    locked = _locked(actor, session)
    present = [name.strip() for name in members if name.strip()]
    if not present:
        raise MoveRefused(_("Écrivez qui était présent, une personne par ligne."))
    if locked.held_on > timezone.localdate():
        raise MoveRefused(_("La séance n’a pas encore eu lieu."))
    open_ = locked.opinions.filter(given_on=None)
    if open_.filter(application__state="opinion_requested").exists():
        raise MoveRefused(
            _("Une question attend encore son avis : écrivez-le, ou retirez-la de l’ordre du jour.")
        )
    open_.update(session=None)  # of requests that ended meanwhile: nothing was said of them
    locked.members, locked.closed_at = present, timezone.now()
    locked.save(update_fields=["members", "closed_at"])
    _journal("commission.close_session", actor, locked)
    return locked


def _locked(actor: Agent, session: CommissionSession) -> CommissionSession:
    if not (actor.is_active and actor.role in SITE_ROLES and actor.site_id == session.site_id):
        raise NotYours(_("Les séances sont tenues par les agents du site."))
    locked = (
        CommissionSession.objects.select_for_update(of=("self",)).select_related("site").get(pk=session.pk)
    )
    if locked.closed_at:
        raise AlreadyMoved(_("Cette séance est close : rien n’y change plus."))
    return locked


def _journal(act: str, actor: Agent, session: CommissionSession, **data: list[str]) -> None:
    told = {"session": session.reference, "held_on": session.held_on.isoformat(), **data}
    record(act=act, actor=actor, subject=session, data=told)
