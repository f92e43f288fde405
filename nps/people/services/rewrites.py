"""Keeping, undoing and emptying what a merge or a death changed. What each changes is written elsewhere."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people import ledger
from nps.people.faults import PeopleFault
from nps.people.models import Household, Person, Rewrite, RewriteKind
from nps.people.tidying import UNDONE_WITHIN
from nps.people.vocabulary import forget, learn

MERGES = (RewriteKind.PEOPLE, RewriteKind.HOUSEHOLDS)
UNDO_ACTS = {
    RewriteKind.PEOPLE: "people.unmerged",
    RewriteKind.HOUSEHOLDS: "household.unmerged",
    RewriteKind.DEATH: "people.death_undone",
}
CHANGED_SINCE = gettext_lazy(
    "Ce qui a été écrit depuis ne laisse plus la place de ce qui était là avant. "
    "Corrigez-le, puis annulez de nouveau."
)


class Clash(PeopleFault):
    """Two rows cannot stand together on one side; `constraint` is the database's name for it."""

    def __init__(self, fault: IntegrityError):
        diagnosis = getattr(fault.__cause__, "diag", None)
        self.constraint = getattr(diagnosis, "constraint_name", "") or ""
        super().__init__(
            _(
                "Une même chose est écrite des deux côtés (%(what)s). "
                "Gardez-la d’un seul côté, puis réunissez."
            )
            % {"what": self.constraint}
        )


@dataclass(frozen=True)
class Undone:
    """What could not be told apart: rows changed since, left as they are, and rows added since."""

    rewrite: Rewrite
    left: ledger.Left
    added: ledger.Left


def keep(*, actor: Agent, kind: RewriteKind, written: ledger.Ledger, **subjects) -> Rewrite:
    """The change as it will be undone."""
    return Rewrite.objects.create(kind=kind, lines=written.kept(), made_by=actor, **subjects)


def why_not_undoable(rewrite: Rewrite, now: dt.datetime) -> str:
    """Why this cannot be undone (any more), and what would lift it; empty when it can."""
    if rewrite.undone_at is not None:
        return _("Déjà annulé par %(who)s.") % {"who": rewrite.undone_by.full_name}
    if rewrite.kind in MERGES and (rewrite.emptied_at or now >= rewrite.undoable_until):
        return _(
            "Les 30 jours sont passés\u00a0: ce qui permettait d’annuler est effacé. "
            "Créez une nouvelle fiche ou séparez le foyer, à la date d’aujourd’hui."
        )
    if later_than(rewrite).exists():
        return _("Une réunion ou un décès plus récent touche la même fiche. Annulez-le d’abord.")
    return ""


def later_than(rewrite: Rewrite):
    """Changes of the same people or households made after this one, and not undone."""
    people = [key for key in (rewrite.person_id, rewrite.absorbed_person_id) if key]
    homes = [key for key in (rewrite.household_id, rewrite.absorbed_household_id) if key]
    same = Q(person__in=people) | Q(absorbed_person__in=people)
    same |= Q(household__in=homes) | Q(absorbed_household__in=homes)
    return Rewrite.objects.filter(same, undone_at=None, pk__gt=rewrite.pk)


@transaction.atomic
def undo(*, actor: Agent, rewrite: Rewrite, reason: str, case_references: Iterable[str] = ()) -> Undone:
    """Put back what stood there, and say what could not be. Raises PeopleFault. Rights are checked above."""
    lock_subjects(rewrite)
    stands = Rewrite.objects.select_for_update(of=("self",)).select_related("undone_by").get(pk=rewrite.pk)
    now = timezone.now()
    if refusal := why_not_undoable(stands, now):
        raise PeopleFault(refusal)
    if not reason.strip():
        raise PeopleFault(_("Écrivez le motif : il sera gardé dans le journal."))
    kept, former = stands.lines, _words(stands)
    added = ledger.added_since(kept["marks"])
    try:
        with transaction.atomic():
            left = ledger.undo(kept["lines"])
    except IntegrityError as fault:
        raise PeopleFault(CHANGED_SINCE) from fault
    _count_words(former, _words(stands))
    stands.undone_by, stands.undone_at = actor, now
    stands.left, stands.lines, stands.emptied_at = [*left, *added], [], now
    stands.save()
    told = {"rewrite": str(stands.public_id), "left": len(left), "added": len(added)}
    journal(UNDO_ACTS[RewriteKind(stands.kind)], actor, stands, case_references, told, reason.strip())
    return Undone(stands, left, added)


def lock_subjects(rewrite: Rewrite) -> None:
    """People and households in one order everywhere, so that two acts never wait for each other for ever."""
    people = [key for key in (rewrite.person_id, rewrite.absorbed_person_id) if key]
    homes = [key for key in (rewrite.household_id, rewrite.absorbed_household_id) if key]
    list(Person.objects.select_for_update(of=("self",)).filter(pk__in=people).order_by("pk"))
    list(Household.objects.select_for_update(of=("self",)).filter(pk__in=homes).order_by("pk"))


def journal(
    act: str, actor: Agent, rewrite: Rewrite, case_references: Iterable[str], data: dict, reason: str
) -> None:
    """One entry on the subject, and the same in each file it touches."""
    subject = rewrite.household or rewrite.person
    for reference in sorted({*case_references}) or [""]:
        record(act=act, actor=actor, subject=subject, case_reference=reference, data=data, reason=reason)


def _words(rewrite: Rewrite) -> set[str]:
    person = Person.objects.filter(pk=rewrite.person_id).first()
    return set(person.tokens) if person else set()


def _count_words(former: set[str], now: set[str]) -> None:
    learn(now - former)
    forget(former - now)


def empty_old(*, now: dt.datetime) -> int:
    """Empty the merges older than thirty days of the values they held; how many. Again: nothing more."""
    old = Rewrite.objects.filter(kind__in=MERGES, made_at__lte=now - UNDONE_WITHIN, emptied_at=None)
    return old.update(lines=[], emptied_at=now)
