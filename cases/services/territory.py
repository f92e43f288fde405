"""Files follow their sector on the day of a reorganisation, by batches: killed or run twice, one result."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import CaseFile, MovedFile, SectorMove, TaskKind
from cases.services.assigning import supervisors_of
from cases.services.tasks import tell
from cases.territory import files_touched, moving
from nps.accounts import reorganising
from nps.accounts.models import Reorganisation, Site
from nps.journal.services import record

BATCH = 200  # files a transaction: a second of work, and locks held no longer


def next_due(on: date) -> Reorganisation | None:
    """The first published reorganisation of that day or before whose files have not all followed."""
    done = SectorMove.objects.filter(ended_at__isnull=False).values("reorganisation")
    due = Reorganisation.objects.filter(published_at__isnull=False, effective_on__lte=on).exclude(pk__in=done)
    return due.order_by("effective_on", "pk").first()


@transaction.atomic
def move_batch(*, on: date) -> bool:
    """The next files of what is due; False when nothing is left, or another worker is at it.

    Everything of a batch, its journal and how far the move is, stands or falls together.
    """
    due = next_due(on)
    if due is None:
        return False
    before, after = reorganising.maps_around(due)
    files = files_touched(before, after)
    SectorMove.objects.get_or_create(reorganisation=due, defaults={"files": files.count()})
    held = SectorMove.objects.select_for_update(skip_locked=True, of=("self",))
    move = held.filter(reorganisation=due, ended_at=None).first()
    if move is None:
        return False
    # An act on one of these files ends first, or waits and then meets the file's new site.
    some = list(files.filter(pk__gt=move.reached).select_for_update(no_key=True, of=("self",))[:BATCH])
    _follow(move, due, some, moving(some, before, after))
    move.seen += len(some)
    if some:
        move.reached = some[-1].pk
    if len(some) < BATCH:
        move.ended_at = timezone.now()
        _tell(move, due)
    move.save()
    return True


def _follow(move: SectorMove, due: Reorganisation, some: list[CaseFile], found: list) -> None:
    files = {case.pk: case for case in some}
    codes = dict(Site.objects.values_list("pk", "code"))
    for one in found:
        case = files[one.case]
        MovedFile.objects.create(
            move=move, case=case, from_site_id=one.former, to_site_id=one.site,
            former_referent_id=case.referent_id,
        )  # fmt: skip
        case.site_id = one.site
        case.save(update_fields=["site"])
        record(
            act="casefile.transfer",
            actor=None,
            subject=case,
            case_reference=case.reference,
            reason=_("Réorganisation des secteurs\u00a0: %(name)s") % {"name": due.name},
            data={
                "from": codes[one.former],
                "to": codes[one.site],
                "on": due.effective_on.isoformat(),
                "reorganisation": str(due.public_id),
            },
        )
    move.moved += len(found)


def _tell(move: SectorMove, due: Reorganisation) -> None:
    """Once, at the end: one line a person, whatever the number of files."""
    went = move.went.order_by()
    for row in went.values("former_referent").annotate(n=Count("pk"), first=Min("case")):
        leaving = ngettext(
            "%(n)s dossier que vous suiviez part avec son secteur\u00a0: %(name)s",
            "%(n)s dossiers que vous suiviez partent avec leur secteur\u00a0: %(name)s",
            row["n"],
        )
        _say(row["first"], [row["former_referent"]], leaving, row["n"], due)
    arrived: dict[int, tuple[int, int]] = defaultdict(tuple)
    for row in went.values("to_site").annotate(n=Count("pk"), first=Min("case")):
        arrived[row["to_site"]] = (row["n"], row["first"])
    for site in Site.objects.filter(pk__in=arrived).order_by("pk"):
        number, first = arrived[site.pk]
        coming = ngettext(
            "%(n)s dossier arrive avec son secteur, à attribuer\u00a0: %(name)s",
            "%(n)s dossiers arrivent avec leur secteur, à attribuer\u00a0: %(name)s",
            number,
        )
        _say(first, supervisors_of(site), coming, number, due)


def _say(case: int, agents: list[int], label: str, number: int, due: Reorganisation) -> None:
    told = CaseFile.objects.get(pk=case)
    words = label % {"n": number, "name": due.name}
    tell(case=told, kind=TaskKind.TRANSFER, agents=agents, label=words, actor=None)
