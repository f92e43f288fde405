"""Two files of one family become one: what must be settled first, the act and its undoing."""

from collections.abc import Iterable, Mapping
from itertools import chain

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import words
from cases.models import ActionPlan, CaseFile, DocumentRequest, Share
from cases.models.share import Section, ShareState
from cases.permissions import can_supervise
from cases.reuniting.columns import follow
from cases.reuniting.obstacles import Obstacle, told
from cases.reuniting.people import require_supervisor, undo_as_system
from cases.services.moves import MoveRefused, NotYours, keep_nearest_clock, move, put_back
from cases.services.sharing import align_grants, resume_share, suspend_share
from cases.workflow.application import DECIDED
from cases.workflow.award import OPEN as OPEN_AWARDS
from cases.workflow.case_file import OPEN, ClosingReason
from cases.workflow.request import OPEN as OPEN_REQUESTS
from nps.accounts.models import Agency, Agent
from nps.people import services as register
from nps.people.faults import PeopleFault
from nps.people.ledger import Ledger
from nps.people.models import Household, MemberRole, Rewrite, RewriteKind
from nps.people.services.merging import ABSORBED
from nps.people.services.rewrites import Undone

# What a share of these sections shows would grow with the file: it stops until somebody looks at it again.
GROWING = {Section.IDENTITY, Section.APPLICATIONS}


def obstacles(actor: Agent, kept: CaseFile, absorbed: CaseFile) -> list[Obstacle]:
    """What must be settled before these two files become one, each with the page where it is."""
    if kept.pk == absorbed.pk:
        return [Obstacle(_("Un dossier ne se réunit pas avec lui-même. Choisissez-en un autre."))]
    closed = [
        Obstacle(
            _("Le dossier %(reference)s est clos. Rouvrez-le, puis réunissez.")
            % {"reference": case.reference},
            _("Voir le dossier"),
            reverse("cases:case", args=[case.reference]),
        )
        for case in (kept, absorbed)
        if case.state not in OPEN
    ]
    return closed or [
        *_proposals(kept, absorbed),
        *_same_benefit(kept, absorbed),
        *_same_award(kept, absorbed),
        *_same_request(kept, absorbed),
        *_two_plans(kept, absorbed),
    ]


def _proposals(*cases: CaseFile) -> Iterable[Obstacle]:
    for application in chain(*(c.applications.filter(state="proposed").order_by("pk") for c in cases)):
        yield Obstacle(
            _("Une proposition attend sa décision : %(benefit)s. Décidez ou renvoyez-la d’abord.")
            % {"benefit": words.benefit_name(application.benefit)},
            application.reference,
            reverse("cases:application", args=[application.reference]),
        )


def _same_benefit(kept: CaseFile, absorbed: CaseFile) -> Iterable[Obstacle]:
    asked = kept.applications.exclude(state__in=DECIDED).values("benefit")
    both = absorbed.applications.exclude(state__in=DECIDED).filter(benefit__in=asked)
    for application in both.order_by("pk"):
        yield Obstacle(
            _("%(benefit)s est demandée dans les deux dossiers. Classez une des demandes sans suite.")
            % {"benefit": words.benefit_name(application.benefit)},
            application.reference,
            reverse("cases:application", args=[application.reference]),
        )


def _same_award(kept: CaseFile, absorbed: CaseFile) -> Iterable[Obstacle]:
    granted = kept.awards.filter(state__in=OPEN_AWARDS).values("benefit")
    for award in absorbed.awards.filter(state__in=OPEN_AWARDS, benefit__in=granted).order_by("pk"):
        yield Obstacle(
            _("%(benefit)s est accordée dans les deux dossiers. Terminez l’un des deux droits.")
            % {"benefit": words.benefit_name(award.benefit)},
            award.reference,
            reverse("cases:awards", args=[absorbed.reference]),
        )


def _same_request(kept: CaseFile, absorbed: CaseFile) -> Iterable[Obstacle]:
    def asked(case: CaseFile) -> dict[tuple, DocumentRequest]:
        found = case.requests.filter(state__in=OPEN_REQUESTS).order_by("pk")
        return {(request.type_code, request.period, request.person_id): request for request in found}

    ours, theirs = asked(kept), asked(absorbed)
    for key in ours.keys() & theirs.keys():
        yield Obstacle(
            _("« %(piece)s » est demandée dans les deux dossiers. Annulez l’une des deux demandes.")
            % {"piece": words.piece_name(*key[:2])},
            theirs[key].reference,
            reverse("cases:documents", args=[absorbed.reference]),
        )


def _two_plans(kept: CaseFile, absorbed: CaseFile) -> Iterable[Obstacle]:
    if ActionPlan.objects.filter(case__in=(kept, absorbed), ended_on=None).count() == 2:
        yield Obstacle(_("Un plan d’action est en cours dans les deux dossiers. Terminez-en un."))


def _locked(actor: Agent, *cases: CaseFile) -> list[CaseFile]:
    keys = [case.pk for case in cases]
    files = CaseFile.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    stand = {case.pk: case for case in files}
    for case in stand.values():
        if not can_supervise(case, actor):
            raise NotYours(_("Cet acte revient à : %(who)s.") % {"who": can_supervise.by})
    return [stand[key] for key in keys]


@transaction.atomic
def merge_files(
    *,
    actor: Agent,
    kept: CaseFile,
    absorbed: CaseFile,
    followed_as: str,
    address: str,
    roles: Mapping[int, MemberRole],
) -> Rewrite:
    """One file goes on with everything; the other is closed, « Réuni avec un autre dossier ».

    `followed_as`, `address`: "kept" or "absorbed", whose site and referent, whose present address go on.
    `roles`: key of a membership of the absorbed household → its place. Raises NotYours, MoveRefused.
    """
    require_supervisor(actor)
    kept, absorbed = _locked(actor, kept, absorbed)
    if found := obstacles(actor, kept, absorbed):
        raise MoveRefused(" ".join(one.says for one in found))
    try:
        rewrite = register.merge_households(
            actor=actor,
            kept=kept.household,
            absorbed=absorbed.household,
            roles=roles,
            address=address,
            follow=lambda written: _follow(written, actor, kept, absorbed, followed_as),
            case_references=[kept.reference, absorbed.reference],
        )
    except PeopleFault as fault:
        raise MoveRefused(told(fault)) from fault
    move(absorbed, "close", actor=actor, closing_reason=ClosingReason.MERGED, on=timezone.localdate())
    _settle(kept, absorbed)
    return rewrite


def _follow(written: Ledger, actor: Agent, kept: CaseFile, absorbed: CaseFile, followed_as: str) -> None:
    written.said["state"] = str(absorbed.state)
    written.said["shares"] = _stop_what_would_grow(actor, kept, absorbed)
    for share in absorbed.shares.order_by("pk"):
        written.change(share, case_id=kept.pk)
    follow(written, Household, absorbed.household_id, kept.household_id)
    follow(written, CaseFile, absorbed.pk, kept.pk)
    given = [day for day in (kept.information_given_on, absorbed.information_given_on) if day]
    values = {
        "last_contact_on": max(kept.last_contact_on, absorbed.last_contact_on),
        "information_given_on": min(given, default=None),
    }
    if followed_as == ABSORBED:
        values |= {"site_id": absorbed.site_id, "referent_id": absorbed.referent_id}
    written.change(kept, **values)


def _stop_what_would_grow(actor: Agent, *cases: CaseFile) -> list[int]:
    growing = to_suspend(*cases)
    for share in growing:
        suspend_share(actor=actor, share=share)
    return [share.pk for share in growing]


def to_suspend(*cases: CaseFile) -> list[Share]:
    """The live shares that would show more people or applications than was agreed to."""
    live = Share.objects.filter(case__in=cases, state=ShareState.ACTIVE).select_related("agency")
    return [share for share in live.order_by("pk") if GROWING & {*share.sections}]


def _settle(*cases: CaseFile) -> None:
    """Grants and nearest dates are those of what each file holds now."""
    agencies = Agency.objects.filter(pk__in=Share.objects.filter(case__in=cases).values("agency"))
    for case in CaseFile.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk"):
        for agency in agencies.select_related("group").order_by("pk"):
            align_grants(case, agency)
        keep_nearest_clock(case)


@transaction.atomic
def undo_files(*, actor: Agent, rewrite: Rewrite, reason: str) -> Undone:
    """Two files again, the closed one in the state it had. Raises NotYours, MoveRefused."""
    require_supervisor(actor)
    if rewrite.kind != RewriteKind.HOUSEHOLDS:
        raise MoveRefused(_("Ce n’est pas une réunion de deux dossiers."))
    kept, absorbed = _locked(actor, rewrite.household.case_file, rewrite.absorbed_household.case_file)
    said = rewrite.lines["said"] if rewrite.lines else {}
    undone = undo_as_system(actor, rewrite, reason, [kept.reference, absorbed.reference])
    put_back(
        absorbed, said["state"], actor=actor, reason=reason, closed_on=None, closing_reason="",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "select cases_notes_follow(%s, %s, %s::uuid[])", [kept.pk, absorbed.pk, said.get("notes", [])]
        )
    for share in Share.objects.filter(pk__in=said["shares"], state=ShareState.SUSPENDED).order_by("pk"):
        resume_share(actor=actor, share=share)
    _settle(kept, absorbed)
    return undone
