"""The figures in force: those of the files, and those administrators added, each approved by a second one.

The past is never edited: a new value begins after today and after the last version of its figure.
"""

import logging
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eligibility import parameters, trials
from eligibility.change_sets import CLOSING, Act, ChangeSet, ChangeStep
from eligibility.figure_words import figure_words
from eligibility.parameters import Figures, NoParameter, Version
from nps.accounts.models import Agent
from nps.accounts.permissions import require_administrator
from nps.journal.services import record
from nps.ui import formats

APPROVING = 8042  # key of the advisory lock: one approval at a time
DRAFT = "draft"

logger = logging.getLogger(__name__)


class Refused(ValueError):
    """The act cannot be done; said to a person. `figure`: the one in fault, if it is only one."""

    def __init__(self, message: str, figure: str = ""):
        self.figure = figure
        super().__init__(message)


# Reading


def figures_in_force() -> Figures:
    """The figures of the files with every approved one, those of days to come too. One short query."""
    return _with_approved(_approved())


def known_figures() -> tuple[Figures, ...]:
    """Every set of figures that was ever in force, the oldest first: what an older check was made with."""
    approved = _approved()
    return tuple(_with_approved(approved[:n]) for n in range(len(approved) + 1))


def _approved() -> tuple[UUID, ...]:
    steps = ChangeStep.objects.filter(act=Act.APPROVED).order_by("pk")
    return tuple(steps.values_list("change_set__public_id", flat=True))


@lru_cache(maxsize=64)
def _with_approved(approved: tuple[UUID, ...]) -> Figures:
    """Approved sets never change: their names tell all. Kept by each process."""
    figures = parameters.published()
    sets = {found.public_id: found for found in ChangeSet.objects.filter(public_id__in=approved)}
    for public_id in approved:
        figures = with_set(figures, sets[public_id])
    return figures


def with_set(figures: Figures, change_set: ChangeSet) -> Figures:
    """`figures` with those of the set, from its day; a name no rule knows any more changes nothing."""
    known = set(figures.names())
    for name in change_set.figures.keys() - known:
        logger.error("figures %s: no rule reads %r", change_set.public_id, name)
    versions = {
        name: Version(change_set.in_force_on, value, change_set.reference)
        for name, value in change_set.figures.items()
        if name in known
    }
    return figures.with_versions(versions)


def change_sets_for(actor: Agent) -> QuerySet[ChangeSet]:
    """Every set, newest day first. Raises PermissionDenied."""
    require_administrator(actor)
    return ChangeSet.objects.select_related("author").prefetch_related("steps__actor")


def state_of(change_set: ChangeSet) -> str:
    """ "draft", or the last act: a set that was closed stays so."""
    acts = {step.act for step in change_set.steps.all()}
    return next((act for act in (*CLOSING, Act.SUBMITTED) if act in acts), DRAFT)


# Acts


@transaction.atomic
def prepare_figures(
    *,
    actor: Agent,
    figures: Mapping[str, float],
    in_force_on: date,
    reference: str,
    instead_of: ChangeSet | None = None,
) -> ChangeSet:
    """A draft. `instead_of`: the actor's own draft it replaces, withdrawn. Raises Refused."""
    require_administrator(actor)
    _require_future(figures_in_force(), figures, in_force_on)
    if instead_of:
        withdraw_figures(actor=actor, change_set=instead_of)
    made = ChangeSet.objects.create(
        author=actor, figures=dict(figures), in_force_on=in_force_on, reference=reference.strip()
    )
    _journal("figures.prepare", actor, made)
    return made


@transaction.atomic
def submit_figures(*, actor: Agent, change_set: ChangeSet) -> None:
    """Ask a second administrator to read it. Raises Refused."""
    _require_state(change_set, DRAFT)
    _require_sound(change_set)
    _step(Act.SUBMITTED, actor, change_set)


@transaction.atomic
def withdraw_figures(*, actor: Agent, change_set: ChangeSet) -> None:
    """By its author, until it is approved or rejected. Raises Refused."""
    _require_state(change_set, DRAFT, Act.SUBMITTED)
    _step(Act.WITHDRAWN, actor, change_set)


@transaction.atomic
def approve_figures(*, actor: Agent, change_set: ChangeSet) -> None:
    """By a second administrator: in force on its day, without any other act. Raises Refused."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [APPROVING])
    _require_state(change_set, Act.SUBMITTED)
    _require_sound(change_set)
    _step(Act.APPROVED, actor, change_set)


@transaction.atomic
def reject_figures(*, actor: Agent, change_set: ChangeSet, reason: str) -> None:
    """By a second administrator, with a reason. Raises Refused."""
    _require_state(change_set, Act.SUBMITTED)
    if not reason.strip():
        raise Refused(_("Écrivez pourquoi cette règle est rejetée."))
    _step(Act.REJECTED, actor, change_set, reason.strip())


def _step(act: Act, actor: Agent, change_set: ChangeSet, reason: str = "") -> None:
    require_administrator(actor)
    own = actor.pk == change_set.author_id
    if own and act in (Act.APPROVED, Act.REJECTED):
        raise Refused(_("Vous avez préparé cette règle. Une autre personne doit la relire."))
    if not own and act in (Act.SUBMITTED, Act.WITHDRAWN):
        raise Refused(_("Seule la personne qui a préparé cette règle peut faire cela."))
    try:
        with transaction.atomic():
            ChangeStep.objects.create(
                change_set=change_set, author_id=change_set.author_id, act=act, actor=actor, reason=reason
            )
    except IntegrityError as done_meanwhile:
        raise Refused(_("Quelqu’un vient d’agir sur cette règle. Relisez-la.")) from done_meanwhile
    _journal(f"figures.{act}", actor, change_set, reason)


def _journal(act: str, actor: Agent, change_set: ChangeSet, reason: str = "") -> None:
    data = {"in_force_on": change_set.in_force_on.isoformat(), "figures": change_set.figures}
    record(act=act, actor=actor, subject=change_set, data=data, reason=reason)


def _require_state(change_set: ChangeSet, *states: str) -> None:
    """What was done is read again: the page may be old."""
    acts = set(change_set.steps.all().values_list("act", flat=True))
    closed = acts & {*CLOSING}
    state = closed.pop() if closed else Act.SUBMITTED if Act.SUBMITTED in acts else DRAFT
    if state not in states:
        raise Refused(_("Cette règle n’est plus dans l’état que montrait la page. Relisez-la."))


def _require_future(figures: Figures, changed: Mapping[str, float], day: date) -> None:
    if day <= timezone.localdate():
        raise Refused(_("La date doit être à venir : le passé ne se modifie pas."))
    for name in changed:
        try:
            last = figures.history(name)[-1].since
        except NoParameter as unknown:
            raise Refused(_("Ce montant n’existe pas."), name) from unknown
        if last >= day:
            told = {
                "figure": figure_words(name, get_language() or "fr"),
                "day": formats.date_long(last),
            }
            raise Refused(
                _("%(figure)s a déjà une valeur à partir du %(day)s. Choisissez une date après.") % told, name
            )


def _require_sound(change_set: ChangeSet) -> None:
    """Nothing impossible may go on: the date, then the figures among themselves."""
    now = figures_in_force()
    _require_future(now, change_set.figures, change_set.in_force_on)
    if trials.faults(with_set(now, change_set), change_set.figures, change_set.in_force_on):
        raise Refused(_("Une épreuve a échoué. Corrigez les montants, puis soumettez la règle."))
