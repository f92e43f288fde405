"""What a death changes on this floor: the record, who lives where, who acts for whom. Files follow above."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nps.accounts.models import Agent
from nps.people.faults import PeopleFault
from nps.people.ledger import Ledger
from nps.people.models import Household, Mandate, MemberRole, Membership, Person, Rewrite, RewriteKind
from nps.people.selectors import require_site_agent
from nps.people.services.rewrites import journal, keep

NO_HEIR = _("Choisissez qui devient le demandeur principal parmi ceux qui restent.")
ELSEWHERE = _(
    "Cette personne est aussi le demandeur principal d’un autre foyer. Écrivez le décès depuis le dossier de "
    "ce foyer, où se choisit qui le devient."
)


@transaction.atomic
def record_death(
    *,
    actor: Agent,
    person: Person,
    on: dt.date,
    heirs: Mapping[int, int],
    said: Mapping[str, Any],
    case_references: Iterable[str] = (),
) -> Rewrite:
    """Memberships and mandates end that day; what stood there is kept, for a mistake to be undone.

    `heirs`: household → membership of who becomes its applicant. `said`: what the floor above needs to undo
    what it did. Raises PeopleFault: written already, in the future, before the birth or an arrival, or no
    applicant chosen among those who live on.
    """
    require_site_agent(actor)
    lives = Membership.objects.filter(person=person, until=None)
    homes = lives.values("household")
    list(Household.objects.select_for_update(of=("self",)).filter(pk__in=homes).order_by("pk"))
    stands = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    _require_possible(stands, on)
    written = Ledger()
    written.said = dict(said)
    written.change(stands, died_on=on)
    for member in lives.order_by("pk"):
        _leave(written, member, on, heirs.get(member.household_id))
    for mandate in Mandate.objects.filter(person=person).order_by("pk"):
        if mandate.until is None or mandate.until > on:
            written.change(mandate, until=max(on, mandate.since))
    rewrite = keep(actor=actor, kind=RewriteKind.DEATH, written=written, person=stands)
    told = {"on": on.isoformat(), "rewrite": str(rewrite.public_id), "rows": written.counted()}
    journal("people.died", actor, rewrite, case_references, told, "")
    return rewrite


def _require_possible(person: Person, on: dt.date) -> None:
    born = person.birth
    faults = (
        (person.died_on is not None, _("Ce décès est déjà écrit. Rien n’a été modifié de plus.")),
        (person.merged_into_id is not None, _("Cette fiche est réunie avec une autre. Ouvrez l’autre.")),
        (on > timezone.localdate(), _("Cette date est dans le futur. Écrivez une date passée.")),
        (born is not None and on < born.earliest, _("Cette date est avant la naissance. Vérifiez-la.")),
    )
    for wrong, said in faults:
        if wrong:
            raise PeopleFault(said)


def _leave(written: Ledger, member: Membership, on: dt.date, heir: int | None) -> None:
    """Who came after that day never lived there; the place of the applicant goes to the one chosen."""
    others = Membership.objects.filter(household_id=member.household_id, until=None).exclude(pk=member.pk)
    day = max(on, member.since)
    written.change(member, until=day)
    if member.role != MemberRole.APPLICANT or not others.exists():
        return
    chosen = others.filter(pk=heir).first()
    if chosen is None:
        raise PeopleFault(NO_HEIR if heir is not None else ELSEWHERE)
    day = max(day, chosen.since)
    written.change(chosen, until=day)
    written.add(
        Membership(
            household_id=member.household_id, person_id=chosen.person_id, role=MemberRole.APPLICANT, since=day
        )
    )
