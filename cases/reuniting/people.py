"""Two records of one person: who may make them one, what their files allow, the act and its undoing."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import words
from cases.models import Application, CaseFile
from cases.reuniting.columns import follow
from cases.reuniting.obstacles import Obstacle, told
from cases.services.moves import MoveRefused, NotYours
from nps.accounts.acting import acting
from nps.accounts.models import Agent, Role
from nps.people import services as register
from nps.people.faults import PeopleFault
from nps.people.models import Membership, Person, Resemblance, Rewrite, RewriteKind
from nps.people.services.merging import require_mergeable
from nps.people.services.rewrites import Undone


def require_supervisor(actor: Agent) -> None:
    """Raises NotYours: only a supervisor keeps the register clean."""
    if not (actor.is_active and actor.role == Role.SUPERVISOR):
        raise NotYours(_("Cet acte revient à un responsable de site."))


def files_of(*people: Person) -> QuerySet[CaseFile]:
    """Every file these people are or were in, whatever its site. For rules, never for a page."""
    lives = Membership.objects.filter(person__in=people).values("household")
    return CaseFile.objects.filter(household__in=lives).select_related("site").order_by("pk")


def elsewhere(actor: Agent, *people: Person) -> list[CaseFile]:
    """Their files that another site follows: merging would touch what the agent may not work."""
    return [case for case in files_of(*people) if case.site_id != actor.site_id]


def pairs_for(actor: Agent) -> QuerySet[Resemblance]:
    """Pairs to review: at least one of both has a file of the agent's site, or none of them has a file."""
    if not (actor.is_active and actor.role == Role.SUPERVISOR):
        return Resemblance.objects.none()
    filed = Membership.objects.filter(
        Q(person=OuterRef("first")) | Q(person=OuterRef("second")), household__case_file__isnull=False
    )
    here = Exists(filed.filter(household__case_file__site=actor.site_id)) | ~Exists(filed)
    found = Resemblance.objects.filter(
        here, told_apart_at=None, first__merged_into=None, second__merged_into=None
    )
    return found.select_related("first", "second")


def obstacles(actor: Agent, kept: Person, absorbed: Person) -> list[Obstacle]:
    """What forbids to merge these two now, each with what would lift it."""
    found = [
        Obstacle(
            _("%(site)s suit le dossier d’une de ces personnes. Demandez-lui son transfert, puis réunissez.")
            % {"site": case.site.name}
        )
        for case in elsewhere(actor, kept, absorbed)
    ]
    if found:
        return found[:1]
    try:
        require_mergeable(kept, absorbed)
    except PeopleFault as fault:
        found.append(Obstacle(str(fault.message)))
    waiting = Application.objects.filter(case__in=files_of(kept, absorbed), state="proposed").order_by("pk")
    found += [
        Obstacle(
            _("Une proposition attend sa décision : %(benefit)s. Décidez ou renvoyez-la d’abord.")
            % {"benefit": words.benefit_name(application.benefit)},
            _("Voir la demande"),
            reverse("cases:application", args=[application.reference]),
        )
        for application in waiting
    ]
    return found


@transaction.atomic
def merge_people(
    *, actor: Agent, kept: Person, absorbed: Person, chosen: Mapping[str, str], state: str = ""
) -> Rewrite:
    """One record goes on, with everything. Raises NotYours, MoveRefused (what forbids, what lifts)."""
    require_supervisor(actor)
    cases = _locked(files_of(kept, absorbed))
    if found := obstacles(actor, kept, absorbed):
        raise MoveRefused(" ".join(one.says for one in found))
    try:
        return register.merge_people(
            actor=actor,
            kept=kept,
            absorbed=absorbed,
            chosen=chosen,
            follow=lambda written: follow(written, Person, absorbed.pk, kept.pk),
            case_references=[case.reference for case in cases],
            state=state,
        )
    except PeopleFault as fault:
        raise MoveRefused(told(fault)) from fault


def _locked(files: QuerySet[CaseFile]) -> list[CaseFile]:
    """Files first, in the order of their keys: everybody locks in that order."""
    return list(files.select_for_update(of=("self",)))


@transaction.atomic
def tell_apart(*, actor: Agent, pair: Resemblance, because: str) -> Resemblance:
    """« Ce sont deux personnes différentes ». Raises NotYours, MoveRefused."""
    require_supervisor(actor)
    if elsewhere(actor, pair.first, pair.second):
        raise MoveRefused(_("Un autre site suit l’une de ces personnes : il doit en juger avec vous."))
    try:
        return register.tell_apart(actor=actor, pair=pair, because=because)
    except PeopleFault as fault:
        raise MoveRefused(str(fault.message)) from fault


def merges_for(actor: Agent) -> QuerySet[Rewrite]:
    """Merges and deaths whose every file is of the agent's site."""
    if not (actor.is_active and actor.role == Role.SUPERVISOR):
        return Rewrite.objects.none()
    lives = Membership.objects.filter(
        Q(person=OuterRef("person"))
        | Q(person=OuterRef("absorbed_person"))
        | Q(household=OuterRef("household"))
        | Q(household=OuterRef("absorbed_household")),
        household__case_file__isnull=False,
    )
    homes = CaseFile.objects.filter(
        Q(household=OuterRef("household")) | Q(household=OuterRef("absorbed_household"))
    )
    outside = [Exists(lives.exclude(household__case_file__site=actor.site_id)),
               Exists(homes.exclude(site=actor.site_id))]  # fmt: skip
    found = Rewrite.objects.filter(~outside[0], ~outside[1])
    return found.select_related(
        "person", "absorbed_person", "household__case_file", "absorbed_household__case_file", "made_by",
        "undone_by",
    )  # fmt: skip


def merge_for(actor: Agent, public_id) -> Rewrite:
    """One of them, or Http404."""
    found = merges_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@transaction.atomic
def undo_people(*, actor: Agent, rewrite: Rewrite, reason: str) -> Undone:
    """Two records again, exactly; what was added since stays with the one that went on. Raises as merging."""
    require_supervisor(actor)
    if rewrite.kind != RewriteKind.PEOPLE:
        raise MoveRefused(_("Ce n’est pas une réunion de deux fiches."))
    cases = _locked(files_of(rewrite.person, rewrite.absorbed_person))
    if any(case.site_id != actor.site_id for case in cases):
        raise MoveRefused(_("Un autre site suit maintenant un de ces dossiers : il doit annuler avec vous."))
    return undo_as_system(actor, rewrite, reason, [case.reference for case in cases])


def undo_as_system(actor: Agent, rewrite: Rewrite, reason: str, references: Iterable[str]) -> Undone:
    """Rows only jobs write are put back too; rights were checked before."""
    try:
        with acting("system"):
            return register.undo_rewrite(
                actor=actor, rewrite=rewrite, reason=reason, case_references=references
            )
    except PeopleFault as fault:
        raise MoveRefused(str(fault.message)) from fault
