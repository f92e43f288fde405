"""The map read, and the acts of administrators on it: draft, compose, publish. No household's file enters.

What has passed is never edited: a published reorganisation ends rules at a day to come and writes those that
follow. One publishes at a time; the database refuses two answers for one address and one day.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nps.accounts import territory_words
from nps.accounts.models import Agent, Role, Site
from nps.accounts.permissions import require_administrator
from nps.accounts.territory import ALL_PARIS, Clash, Ground, Line, Map, Redrawn, Rule, RuleKind, redraw
from nps.accounts.territory_rules import Reorganisation, TerritoryRule
from nps.journal.services import record
from nps.ui import formats

PUBLISHING = 8051  # key of the advisory lock: the map is drawn by one at a time
MOST_LINES = 200


class Refused(ValueError):
    """An act on the map that did not happen; said to a person. `field`: the answer in fault, if any."""

    def __init__(self, message: str, field: str = ""):
        self.field = field
        super().__init__(message)


# Reading


def rules() -> list[Rule]:
    """Every rule of every day, in one query: there are a few hundred at most."""
    return [row.as_rule() for row in TerritoryRule.objects.order_by("pk")]


def map_on(on: date) -> Map:
    """The map of one day."""
    return Map(rules(), on)


def seen(known: Iterable[Rule]) -> str:
    """A mark of the map as somebody saw it: another once any rule was added or ended."""
    told = sorted(f"{rule.key} {rule.site} {rule.until}" for rule in known)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


def reorganisations_for(actor: Agent) -> QuerySet[Reorganisation]:
    """Drafts and published ones, the latest day first. Raises PermissionDenied."""
    require_administrator(actor)
    return Reorganisation.objects.select_related("author", "published_by")


def lines_of(reorganisation: Reorganisation) -> list[Line]:
    return [Line.of_json(row) for row in reorganisation.lines]


def drawn(reorganisation: Reorganisation, known: Iterable[Rule]) -> Redrawn:
    """What it would write on this map. Raises Refused."""
    try:
        return redraw(lines_of(reorganisation), known, reorganisation.effective_on)
    except Clash as clash:
        raise Refused(_clash_words(clash)) from clash


def maps_around(reorganisation: Reorganisation) -> tuple[Map, Map]:
    """The map of the eve and that of the day, as written or as a draft would write it. Raises Refused."""
    on, known = reorganisation.effective_on, rules()
    after = known if reorganisation.published_at else drawn(reorganisation, known).upon(known)
    return Map(known, date.fromordinal(on.toordinal() - 1)), Map(after, on)


def _clash_words(clash: Clash) -> str:
    told = {"line": territory_words.ground(clash.line.ground, clash.line.written)}
    if clash.rule is None:
        return _("%(line)s\u00a0: aucune règle n’est à terminer à cette date. Retirez cette ligne.") % told
    told |= {"met": territory_words.ground(clash.rule.ground, clash.line.written)}
    told |= {"since": formats.date_long(clash.rule.since)}
    return (
        _(
            "%(line)s\u00a0: une règle aussi précise existe déjà depuis le %(since)s (%(met)s). "
            "Terminez-la d’abord, ou choisissez d’autres numéros."
        )
        % told
    )


# Composing a draft


@transaction.atomic
def prepare_reorganisation(*, actor: Agent, name: str, effective_on: date) -> Reorganisation:
    """An empty draft. Raises Refused when the day is not to come."""
    require_administrator(actor)
    _require_to_come(effective_on)
    made = Reorganisation.objects.create(name=name.strip(), effective_on=effective_on, author=actor)
    _journal("reorganisation.prepare", actor, made)
    return made


@transaction.atomic
def add_lines(*, actor: Agent, reorganisation: Reorganisation, lines: Iterable[Line]) -> Reorganisation:
    """More changes in a draft. Raises Refused: published, said twice, or impossible on the present map."""
    require_administrator(actor)
    draft = _draft(reorganisation)
    known = lines_of(draft)
    for line in lines:
        if any(line.ground.meets(one.ground) for one in known):
            place = territory_words.ground(line.ground, line.written)
            raise Refused(_("%(place)s\u00a0: ce brouillon en parle déjà. Retirez d’abord l’autre ligne.")
                          % {"place": place})  # fmt: skip
        known.append(line)
    if len(known) > MOST_LINES:
        raise Refused(
            _("%(most)s lignes au plus. Préparez une seconde réorganisation.") % {"most": MOST_LINES}
        )
    draft.lines = [line.as_json() for line in known]
    drawn(draft, rules())
    draft.save(update_fields=["lines"])
    _journal("reorganisation.compose", actor, draft)
    return draft


@transaction.atomic
def remove_line(*, actor: Agent, reorganisation: Reorganisation, mark: str) -> Reorganisation:
    """One change less; `mark`: line_mark of it. Removed already: nothing happens. Raises Refused."""
    require_administrator(actor)
    draft = _draft(reorganisation)
    draft.lines = [line.as_json() for line in lines_of(draft) if line_mark(line) != mark]
    draft.save(update_fields=["lines"])
    _journal("reorganisation.compose", actor, draft)
    return draft


def line_mark(line: Line) -> str:
    """A short name for a line of a draft, for an address."""
    return hashlib.sha256(repr((line.ground, line.site)).encode()).hexdigest()[:16]


@transaction.atomic
def withdraw_reorganisation(*, actor: Agent, reorganisation: Reorganisation) -> None:
    """Give a draft up. Raises Refused once published."""
    require_administrator(actor)
    draft = _draft(reorganisation)
    _journal("reorganisation.withdraw", actor, draft)
    draft.delete()


@transaction.atomic
def publish_reorganisation(*, actor: Agent, reorganisation: Reorganisation, map_seen: str) -> Reorganisation:
    """Write the dated rules. `map_seen`: `seen` of the map on the page. Raises Refused, and writes nothing.

    Refused when it was published already, the day is not to come, it changes nothing, the map changed since
    it was read, or a receiving site has no supervisor to take the files.
    """
    require_administrator(actor)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [PUBLISHING])
    draft = _draft(reorganisation)
    _require_to_come(draft.effective_on)
    known = rules()
    if seen(known) != map_seen:
        raise Refused(
            _("Les règles ont changé depuis que vous avez lu cette page. Relisez l’aperçu, puis publiez.")
        )
    written = drawn(draft, known)
    if not written.ended and not written.added:
        raise Refused(_("Ce brouillon ne change rien. Ajoutez une règle avant de publier."))
    _require_supervisors({rule.site for rule, _line in written.added})
    _write(written, draft)
    draft.published_by, draft.published_at = actor, timezone.now()
    draft.save(update_fields=["published_by", "published_at"])
    _journal("reorganisation.publish", actor, draft)
    return draft


def _write(written: Redrawn, draft: Reorganisation | None) -> None:
    for rule in written.ended:
        TerritoryRule.objects.filter(pk=rule.key).update(until=rule.until)
    for rule, line in written.added:
        _row(rule.ground, line.written, rule.site, rule.since, rule.until, draft).save(force_insert=True)


def _row(
    said: Ground, written: str, site: int, since: date, until: date | None, by: Reorganisation | None
) -> TerritoryRule:
    return TerritoryRule(
        kind=said.kind, arrondissement=said.arrondissement, street=said.street, first=said.first,
        last=said.last, parity=said.parity, written=written, site_id=site, since=since, until=until,
        reorganisation=by,
    )  # fmt: skip


def _draft(reorganisation: Reorganisation) -> Reorganisation:
    """The draft, locked; the page may be old. A published one cannot be locked: the database refuses."""
    found = Reorganisation.objects.filter(pk=reorganisation.pk)
    if draft := found.select_for_update().filter(published_at=None).first():
        return draft
    kept = found.select_related("published_by").first()
    if kept is None:
        raise Refused(_("Ce brouillon a été retiré. Rien n’a été modifié."))
    at = formats.date_long(timezone.localtime(kept.published_at))
    raise Refused(
        _(
            "Réorganisation publiée par %(who)s le %(day)s\u00a0: elle ne se modifie plus. "
            "Pour changer encore, préparez-en une autre."
        )
        % {"who": kept.published_by.full_name, "day": at}
    )


def _require_to_come(day: date) -> None:
    if day <= timezone.localdate():
        raise Refused(_("La date doit être à venir\u00a0: le passé ne se modifie pas."), "effective_on")


def _require_supervisors(sites: set[int]) -> None:
    taken = Agent.objects.filter(site__in=sites, role=Role.SUPERVISOR, is_active=True).values("site_id")
    alone = Site.objects.filter(pk__in=sites).exclude(pk__in=taken).order_by("name")
    if names := ", ".join(site.name for site in alone):
        raise Refused(
            _(
                "Aucun responsable pour recevoir les dossiers\u00a0: %(sites)s. "
                "Invitez d’abord un responsable."
            )
            % {"sites": names}
        )


def _journal(act: str, actor: Agent, reorganisation: Reorganisation) -> None:
    data = {"effective_on": reorganisation.effective_on.isoformat(), "lines": reorganisation.lines}
    record(act=act, actor=actor, subject=reorganisation, data=data)


# The first map


@dataclass(frozen=True, slots=True)
class First:
    """A rule of the first map, with its true dates."""

    ground: Ground
    site: Site
    since: date
    until: date | None = None
    written: str = ""


@transaction.atomic
def lay_map(first: Iterable[First]) -> int:
    """Write, as the system, what no rule speaks of yet; how many rules. A second call writes nothing.

    The only rules that may begin before the day they are written: there was no map.
    """
    known = {(rule.ground.kind, rule.ground.arrondissement, rule.ground.street) for rule in rules()}
    fresh = [
        one for one in first if (one.ground.kind, one.ground.arrondissement, one.ground.street) not in known
    ]
    made = TerritoryRule.objects.bulk_create(
        _row(one.ground, one.written, one.site.pk, one.since, one.until, None) for one in fresh
    )
    if made:
        record(act="territory.first_map", actor=None, data={"rules": len(made)})
    return len(made)


def shared_out(sites: list[Site], since: date) -> list[First]:
    """A map of all of Paris for sites without any: arrondissements in turn, homeless people to the first."""
    whole = [
        First(Ground(RuleKind.ARRONDISSEMENT, n), sites[(n - 1) % len(sites)], since) for n in range(1, 21)
    ]
    return [*whole, First(Ground(RuleKind.HOMELESS, ALL_PARIS), sites[0], since)]
