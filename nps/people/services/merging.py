"""Two records of one person, two households of one family: what of them becomes one, on this floor."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from nps.accounts.models import Agent
from nps.people.duplicates import records_of, seen_of
from nps.people.faults import PeopleFault
from nps.people.ledger import Ledger
from nps.people.models import MemberRole, Membership, Person, Rewrite, RewriteKind
from nps.people.sealed import IBAN, NIR, Number
from nps.people.selectors import require_site_agent
from nps.people.services.rewrites import Clash, journal, keep
from nps.people.vocabulary import fill, forget, learn

BIRTH = ("birth_year", "birth_month", "birth_day")
# What is chosen when both records differ; a name of the form → columns.
CHOSEN: dict[str, tuple[str, ...]] = {
    "birth_name": ("birth_name",),
    "usage_name": ("usage_name",),
    "given_names": ("given_names",),
    "birth": BIRTH,
    "nationality": ("nationality",),
    "phone": ("phone",),
    "email": ("email",),
}
KEPT, ABSORBED = "kept", "absorbed"
Follow = Callable[[Ledger], None]


def differing(one: Person, other: Person) -> list[str]:
    """What must be chosen: the names of CHOSEN whose values differ."""
    return [
        name
        for name, columns in CHOSEN.items()
        if any(getattr(one, column) != getattr(other, column) for column in columns)
    ]


def state_of(one: Person, other: Person) -> str:
    """The digest of all that a page of choices shows: another one means that somebody changed it since."""
    records = records_of([one, other])
    shown = sorted([p.pk, p.phone, p.email, str(p.nationality), p.safe_contact] for p in (one, other))
    told = json.dumps([shown, seen_of(records[one.pk], records[other.pk])])
    return hashlib.sha256(told.encode()).hexdigest()


def numbers_at_odds(one: Person, other: Person) -> list[Number]:
    """NIR and IBAN that both records hold, and that differ."""
    return [
        number
        for number in (NIR, IBAN)
        if (ours := getattr(one, f"{number.kind}_index"))
        and (theirs := getattr(other, f"{number.kind}_index"))
        and bytes(ours) != bytes(theirs)
    ]


def require_mergeable(kept: Person, absorbed: Person) -> None:
    """Raises PeopleFault with what forbids it and what would lift it."""
    if kept.pk == absorbed.pk:
        raise PeopleFault(_("Une fiche ne se réunit pas avec elle-même. Choisissez-en une autre."))
    for person in (kept, absorbed):
        if person.merged_into_id:
            raise PeopleFault(
                _("L’une de ces fiches est déjà réunie avec une autre. Revenez à la liste des ressemblances.")
            )
    if kept.died_on != absorbed.died_on:
        raise PeopleFault(
            _(
                "Le décès n’est pas écrit de même sur les deux fiches. "
                "Écrivez-le des deux côtés, puis réunissez."
            )
        )
    if numbers := numbers_at_odds(kept, absorbed):
        raise PeopleFault(NUMBERS_DIFFER[numbers[0].kind]())


NUMBERS_DIFFER = {
    "nir": lambda: _(
        "Les deux fiches portent des numéros de sécurité sociale différents\u00a0: ce sont deux personnes, "
        "ou l’un est faux. Retirez le numéro faux de sa fiche, puis réunissez."
    ),
    "iban": lambda: _(
        "Les deux fiches portent des comptes bancaires différents. Retirez celui qui n’est plus le bon, "
        "puis réunissez."
    ),
}


@transaction.atomic
def merge_people(
    *,
    actor: Agent,
    kept: Person,
    absorbed: Person,
    chosen: Mapping[str, str],
    follow: Follow,
    case_references: Iterable[str] = (),
    state: str = "",
) -> Rewrite:
    """One record goes on, the other stays marked and out of search; all that pointed to it follows.

    `chosen`: name of CHOSEN → "kept" or "absorbed", for every value that differs. `follow` moves what the
    floors above hold. `state`: what the page showed (state_of). « Contact prudent » on either stays.
    Raises PeopleFault, Clash.
    """
    require_site_agent(actor)
    keys = {kept.pk, absorbed.pk}
    stand = {
        p.pk: p for p in Person.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    }
    kept, absorbed = stand[kept.pk], stand[absorbed.pk]
    require_mergeable(kept, absorbed)
    if state and state != state_of(kept, absorbed):
        raise PeopleFault(_("L’une des fiches a changé entre-temps. Relisez-les, puis réunissez."))
    if missing := [name for name in differing(kept, absorbed) if chosen.get(name) not in (KEPT, ABSORBED)]:
        raise PeopleFault(
            _("Choisissez chaque valeur qui diffère : il en manque %(n)d.") % {"n": len(missing)}
        )
    written = Ledger()
    try:
        with transaction.atomic():
            _one_record(written, kept, absorbed, chosen)
            _one_life(written, kept, absorbed)
            follow(written)
            written.change(absorbed, merged_into_id=kept.pk)
    except IntegrityError as fault:
        raise Clash(fault) from fault
    rewrite = keep(
        actor=actor, kind=RewriteKind.PEOPLE, written=written, person=kept, absorbed_person=absorbed
    )
    told = {
        "absorbed": absorbed.pk,
        "rewrite": str(rewrite.public_id),
        "chosen": dict(sorted(chosen.items())),
        "rows": written.counted(),
    }
    journal("people.merged", actor, rewrite, case_references, told, "")
    return rewrite


def _one_record(written: Ledger, kept: Person, absorbed: Person, chosen: Mapping[str, str]) -> None:
    """The values chosen, the numbers sealed again for the record that goes on, the words it is found by."""
    former = set(kept.tokens)
    values = {
        column: getattr(absorbed, column)
        for name in differing(kept, absorbed)
        if chosen[name] == ABSORBED
        for column in CHOSEN[name]
    }
    for number in (NIR, IBAN):
        values |= _taken_over(written, number, kept, absorbed)
    named = fill(Person(**{name: values.get(name, getattr(kept, name)) for name in _NAMES}))
    values |= {
        "safe_contact": kept.safe_contact or absorbed.safe_contact,
        "tokens": named.tokens,
        "sort_key": named.sort_key,
    }
    written.change(kept, **values)
    learn({*named.tokens} - former)
    forget(former - {*named.tokens})


_NAMES = ("birth_name", "usage_name", "given_names")


def _taken_over(written: Ledger, number: Number, kept: Person, absorbed: Person) -> dict:
    """A number only the absorbed record holds: sealed anew, since seals are bound to their owner."""
    sealed, index = f"{number.kind}_sealed", f"{number.kind}_index"
    if getattr(absorbed, sealed) is None or getattr(kept, sealed) is not None:
        return {}
    value = number.unseal(getattr(absorbed, sealed), str(absorbed.public_id))
    written.change(absorbed, **{sealed: None, index: None})
    return {sealed: number.seal(value, str(kept.public_id)), index: number.index(value)}


def _one_life(written: Ledger, kept: Person, absorbed: Person) -> None:
    """Memberships follow; twice in one household at once becomes once, over both periods."""
    for one in Membership.objects.select_for_update().filter(person=absorbed).order_by("pk"):
        same = [
            other
            for other in Membership.objects.select_for_update()
            .filter(person=kept, household_id=one.household_id)
            .order_by("pk")
            if overlap(one, other)
        ]
        if not same:
            written.change(one, person_id=kept.pk)
            continue
        _require_one_place(one, same)
        join(written, same[0], [one, *same[1:]])


def _require_one_place(one: Membership, same: list[Membership]) -> None:
    for other in same:
        roles = {one.role, other.role}
        if roles == {MemberRole.APPLICANT, MemberRole.PARTNER}:
            raise PeopleFault(
                _(
                    "Ces deux fiches forment un couple dans un même foyer. Si l’une y est par erreur, "
                    "terminez sa présence le jour de son arrivée, puis réunissez."
                )
            )
        if one.role == MemberRole.APPLICANT != other.role:
            raise PeopleFault(
                _("Gardez plutôt l’autre fiche : elle est celle du demandeur principal de leur foyer.")
            )


def overlap(one: Membership, other: Membership) -> bool:
    """Whether two periods share a day; an empty period shares none."""
    empty = one.since == one.until or other.since == other.until
    return not empty and one.since < (other.until or dt.date.max) and other.since < (one.until or dt.date.max)


def join(written: Ledger, goes_on: Membership, others: list[Membership]) -> None:
    """One membership over all these periods. The others stay, of no day: nothing is dropped."""
    every = [goes_on, *others]
    until = None if any(m.until is None for m in every) else max(m.until for m in every)
    since = min(m.since for m in every)
    for other in others:
        written.change(other, until=other.since)
    written.change(goes_on, since=since, until=until)
