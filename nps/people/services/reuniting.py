"""Two households of one family become one, on this floor: who lives there, where. Files follow above."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nps.accounts.models import Agent
from nps.people.faults import PeopleFault
from nps.people.ledger import Ledger
from nps.people.models import Address, Household, MemberRole, Membership, Rewrite, RewriteKind
from nps.people.selectors import require_site_agent
from nps.people.services.merging import ABSORBED, KEPT, join, overlap
from nps.people.services.rewrites import Clash, journal, keep

ONLY_ONE = (MemberRole.APPLICANT, MemberRole.PARTNER)


@transaction.atomic
def merge_households(
    *,
    actor: Agent,
    kept: Household,
    absorbed: Household,
    roles: Mapping[int, MemberRole],
    address: str,
    follow: Callable[[Ledger], None],
    case_references: Iterable[str] = (),
) -> Rewrite:
    """One household goes on with everybody; the other stays, marked and empty of people.

    `roles`: key of a membership of the absorbed household → its place from now on. `address`: whose present
    address goes on, "kept" or "absorbed". Raises PeopleFault, Clash.
    """
    require_site_agent(actor)
    if kept.pk == absorbed.pk:
        raise PeopleFault(_("Un foyer ne se réunit pas avec lui-même. Choisissez un autre dossier."))
    keys = (kept.pk, absorbed.pk)
    homes = Household.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    stand = {home.pk: home for home in homes}
    kept, absorbed = stand[kept.pk], stand[absorbed.pk]
    if kept.merged_into_id or absorbed.merged_into_id:
        raise PeopleFault(_("L’un de ces foyers est déjà réuni avec un autre. Rien n’a été modifié de plus."))
    written = Ledger()
    try:
        with transaction.atomic():
            _one_household(written, kept, absorbed, roles)
            if address == ABSORBED:
                _move_in(written, kept, absorbed, timezone.localdate())
            elif address != KEPT:
                raise PeopleFault(_("Choisissez l’adresse du foyer réuni."))
            follow(written)
            written.change(absorbed, merged_into_id=kept.pk)
    except IntegrityError as fault:
        raise Clash(fault) from fault
    subjects = {"household": kept, "absorbed_household": absorbed}
    rewrite = keep(actor=actor, kind=RewriteKind.HOUSEHOLDS, written=written, **subjects)
    told = {"absorbed": absorbed.pk, "rewrite": str(rewrite.public_id), "rows": written.counted()}
    journal("household.merged", actor, rewrite, case_references, {**told, "address": address}, "")
    return rewrite


def _one_household(
    written: Ledger, kept: Household, absorbed: Household, roles: Mapping[int, MemberRole]
) -> None:
    """Who is in both is there once, over both periods; the others come with the place chosen for them."""
    for one in absorbed.memberships.select_for_update().order_by("pk"):
        there = list(kept.memberships.select_for_update().order_by("pk"))
        same = [other for other in there if other.person_id == one.person_id and overlap(one, other)]
        if same:
            join(written, same[0], [one, *same[1:]])
            continue
        role = roles.get(one.pk, one.role)
        if one.until is not None and role in ONLY_ONE and _taken(role, one, there):
            role = MemberRole.OTHER_ADULT
        if role in ONLY_ONE and _taken(role, one, there):
            raise PeopleFault(
                _("Le foyer réuni a un seul demandeur principal et un seul conjoint. Changez une place.")
            )
        written.change(one, household_id=kept.pk, role=str(role))


def _taken(role: str, one: Membership, there: list[Membership]) -> bool:
    return any(other.role == role and overlap(one, other) for other in there)


def _move_in(written: Ledger, kept: Household, absorbed: Household, today: dt.date) -> None:
    """The absorbed household's present address becomes the present one; the former ends the day it begins.

    It begins today when an earlier day would cover an address known for that time.
    """
    present = absorbed.addresses.select_for_update().filter(until=None).first()
    if present is None:
        raise PeopleFault(_("Ce dossier n’a pas d’adresse aujourd’hui. Choisissez l’autre."))
    known = Address.objects.select_for_update().filter(household=kept)
    former = known.filter(until=None).first()
    since = present.since
    if known.filter(until__gt=since).exists() or (former and former.since > since):
        since = today
    if former:
        written.change(former, until=max(former.since, since))
    written.change(present, household_id=kept.pk, since=since)
