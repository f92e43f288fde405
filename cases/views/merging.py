"""Two records side by side, « Réunir », and what was reunited: who, when, until when it can be undone."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import words
from cases.forms.reuniting import FIRST, SECOND, MergePeopleForm, UndoForm
from cases.reuniting import files
from cases.reuniting import people as reuniting
from cases.reuniting.left_words import told_left
from cases.views.acting import try_act
from cases.views.resemblances import MERGE, require_supervisor
from nps.accounts.models import Agent
from nps.people.models import Nationality, Person, Rewrite, RewriteKind
from nps.people.sealed import NIR, Number
from nps.people.selectors import going_on
from nps.people.services import read_number, set_iban, set_nir
from nps.people.services.merging import differing, numbers_at_odds, state_of
from nps.people.services.rewrites import why_not_undoable
from nps.people.tokens import TokenExpired, TokenRefused, redeem
from nps.ui import formats, keyset
from nps.ui.components import Column, Link, Row, Table, Tag
from nps.ui.once import once

LABELS = {
    "birth_name": lambda: _("Nom de naissance"),
    "usage_name": lambda: _("Nom d’usage"),
    "given_names": lambda: _("Prénoms"),
    "birth": lambda: _("Date de naissance"),
    "nationality": lambda: _("Nationalité"),
    "phone": lambda: _("Téléphone"),
    "email": lambda: _("Adresse électronique"),
}


def _value(person: Person, name: str) -> str:
    if name == "birth":
        return formats.date_long(person.birth) if person.birth else _("inconnue")
    if name == "nationality":
        return str(Nationality(person.nationality).label)
    return getattr(person, name) or _("rien d’écrit")


def _redeemed(agent: Agent, token: str) -> tuple[Person, Person]:
    """Both people of a link, for this agent and thirty minutes. Raises Http404, TokenExpired."""
    try:
        keys = redeem(MERGE, agent.pk, token)
        one, other = (Person.objects.get(public_id=key) for key in keys)
    except TokenExpired:
        raise
    except (TokenRefused, Person.DoesNotExist, ValidationError, ValueError) as refused:
        raise Http404 from refused
    return one, other


@once
def merge_people(request: HttpRequest, token: str) -> HttpResponse:
    """Side by side; each value that differs is chosen; nothing of a file of another site is shown."""
    require_supervisor(request.user)
    try:
        one, other = _redeemed(request.user, token)
    except TokenExpired:
        messages.info(
            request, _("Ce lien date de plus de 30 minutes. Rouvrez la comparaison depuis la liste.")
        )
        return redirect("cases:resemblances")
    if one.merged_into_id or other.merged_into_id:
        messages.info(request, _("L’une de ces fiches est déjà réunie avec une autre."))
        return redirect("cases:resemblances")
    away = bool(reuniting.elsewhere(request.user, one, other))
    obstacles = reuniting.obstacles(request.user, one, other)
    context = {"obstacles": obstacles, "table": None if away else _side_by_side(one, other)}
    if not away and (odd := numbers_at_odds(one, other)):
        context["numbers"] = [Odd(number.kind, NUMBERS[number.kind]()) for number in odd]
        if request.method == "POST" and (settled := _settle_numbers(request, odd, (one, other), context)):
            return settled
    if obstacles:
        return render(request, "cases/reuniting/merge_people.html", context)
    differ = {
        name: (LABELS[name](), _value(one, name), _value(other, name)) for name in differing(one, other)
    }
    options = {"names": (_summary(one), _summary(other)), "differing": differ}
    if request.method != "POST":
        form = MergePeopleForm(initial={"state": state_of(one, other)}, **options)
        return render(request, "cases/reuniting/merge_people.html", {**context, "form": form})
    form = MergePeopleForm(request.POST, **options)
    made: list[Rewrite] = []
    if form.is_valid() and try_act(
        request,
        lambda: made.append(_merge(request.user, one, other, form)),
        _("Les deux fiches sont réunies."),
        form,
    ):
        return redirect("cases:rewrite", made[0].public_id)
    return render(request, "cases/reuniting/merge_people.html", {**context, "form": form}, status=422)


@dataclass(frozen=True)
class Odd:
    """A number that differs; `read`: both, once an agent asked to see them."""

    kind: str
    label: str
    read: tuple[str, ...] = ()


NUMBERS = {"nir": lambda: _("Numéro de sécurité sociale"), "iban": lambda: _("Compte bancaire")}


def _settle_numbers(
    request: HttpRequest, odd: list[Number], both: tuple[Person, Person], context: dict
) -> HttpResponse | None:
    """Read the numbers, each reading journaled, or take the wrong one away from its record."""
    if "read" in request.POST:
        context["numbers"] = [
            Odd(
                n.kind,
                NUMBERS[n.kind](),
                tuple(read_number(actor=request.user, person=p, number=n) for p in both),
            )
            for n in odd
        ]
        return None
    wanted, _sep, side = request.POST.get("remove", "").partition(":")
    if wanted not in {number.kind for number in odd} or side not in (FIRST, SECOND):
        return None
    person = both[0] if side == FIRST else both[1]
    if wanted == NIR.kind:
        set_nir(actor=request.user, person=person, nir="")
    else:
        set_iban(actor=request.user, person=person, iban="")
    messages.success(request, _("Le numéro est retiré de cette fiche."))
    return redirect(request.path)


def _merge(agent: Agent, one: Person, other: Person, form: MergePeopleForm) -> Rewrite:
    kept, absorbed = (one, other) if form.cleaned_data["goes_on"] == FIRST else (other, one)
    return reuniting.merge_people(
        actor=agent, kept=kept, absorbed=absorbed, chosen=form.chosen(), state=form.cleaned_data["state"]
    )


def _summary(person: Person) -> str:
    made = formats.date_long(timezone.localdate(person.created_at))
    return _("%(name)s, fiche créée le %(day)s") % {"name": words.full_name(person), "day": made}


def _side_by_side(one: Person, other: Person) -> Table:
    """What both records say; numbers are told as known or not, never shown."""
    same = {name: _value(one, name) == _value(other, name) for name in LABELS}
    rows = [
        (label(), _value(one, name), _value(other, name), "" if same[name] else Tag("warn", _("À choisir")))
        for name, label in LABELS.items()
    ]
    numbers = ((_("Numéro de sécurité sociale"), "nir_sealed"), (_("Compte bancaire"), "iban_sealed"))
    for label, name in numbers:
        known = [_("enregistré") if getattr(p, name) else _("inconnu") for p in (one, other)]
        rows.append((label, *known, ""))
    careful = [_("oui") if p.safe_contact else _("non") for p in (one, other)]
    rows.append((_("Contact prudent"), *careful, _("gardé dès qu’une fiche le dit")))
    homes = [_homes(p) for p in (one, other)]
    rows.append((_("Dossiers"), *homes, _("tous gardés")))
    columns = (
        Column(_("Élément")),
        Column(_("Première fiche")),
        Column(_("Seconde fiche")),
        Column(_("Ensuite")),
    )
    return Table(_("Les deux fiches"), columns, rows)


def _homes(person: Person) -> str:
    references = [case.reference for case in reuniting.files_of(person)]
    return ", ".join(references) or _("aucun")


@require_safe
def rewrites(request: HttpRequest) -> HttpResponse:
    """What was reunited at this site, the latest first."""
    require_supervisor(request.user)
    found = reuniting.merges_for(request.user)
    page = keyset.page(found, order=("-made_at", "-id"), mark="public_id", **keyset.marks(request.GET))
    columns = (
        Column(_("Quoi")),
        Column(_("Qui")),
        Column(_("Le"), "date"),
        Column(_("Par")),
        Column(_("État")),
    )
    rows = [
        (
            Link(one.get_kind_display(), reverse("cases:rewrite", args=[one.public_id])),
            _subject(one),
            formats.date_short(timezone.localdate(one.made_at)),
            one.made_by.full_name,
            _state(one),
        )
        for one in page.rows
    ]
    table = Table(_("Réunions et décès"), columns, rows, caption_hidden=True)
    return render(request, "cases/reuniting/rewrites.html", {"table": table, "page": page})


def _subject(rewrite: Rewrite) -> str:
    if rewrite.kind == RewriteKind.HOUSEHOLDS:
        both = (rewrite.household.case_file, rewrite.absorbed_household.case_file)
        return " · ".join(case.reference for case in both)
    return words.full_name(rewrite.person)


def _state(rewrite: Rewrite) -> Tag:
    if rewrite.undone_at:
        return Tag("idle", _("Annulée"))
    if rewrite.kind == RewriteKind.DEATH:
        return Tag("idle", _("Noté"))
    if rewrite.emptied_at or timezone.now() >= rewrite.undoable_until:
        return Tag("ok", _("Définitive"))
    day = formats.date_long(timezone.localdate(rewrite.undoable_until))
    return Tag("info", _("Annulable jusqu’au %(day)s") % {"day": day})


@once
def rewrite(request: HttpRequest, key: UUID) -> HttpResponse:
    """One merge: what became one, and undoing it with a reason while it can be."""
    require_supervisor(request.user)
    found = reuniting.merge_for(request.user, key)
    context = {"rows": _rows(found), "title": found.get_kind_display(), "left": told_left(found.left)}
    context["undone"] = found.undone_at is not None
    if found.kind == RewriteKind.DEATH:
        context["refusal"] = (
            "" if found.undone_at else _("Un décès noté par erreur s’annule depuis le foyer.")
        )
    else:
        context["refusal"] = "" if found.undone_at else why_not_undoable(found, timezone.now())
    if request.method != "POST" or context["refusal"] or found.undone_at:
        context["form"] = UndoForm()
        return render(request, "cases/reuniting/rewrite.html", context)
    form = UndoForm(request.POST)
    undo = {RewriteKind.PEOPLE: reuniting.undo_people, RewriteKind.HOUSEHOLDS: files.undo_files}
    act = undo[RewriteKind(found.kind)]
    if form.is_valid() and try_act(
        request,
        lambda: act(actor=request.user, rewrite=found, reason=form.cleaned_data["reason"]),
        _("La réunion est annulée."),
        form,
    ):
        return redirect("cases:rewrite", key)
    return render(request, "cases/reuniting/rewrite.html", {**context, "form": form}, status=422)


def _rows(rewrite: Rewrite) -> list[Row]:
    made = formats.date_long(timezone.localdate(rewrite.made_at))
    rows = [Row(_("Fait"), _("le %(day)s par %(who)s") % {"day": made, "who": rewrite.made_by.full_name})]
    if rewrite.kind == RewriteKind.HOUSEHOLDS:
        kept, absorbed = rewrite.household.case_file, rewrite.absorbed_household.case_file
        rows.append(Row(_("Dossier qui continue"), _case_link(kept)))
        rows.append(Row(_("Dossier réuni"), absorbed.reference))
    else:
        kept = going_on(rewrite.person)
        rows.append(Row(_("Fiche"), words.full_name(kept)))
        for case in reuniting.files_of(kept):
            rows.append(Row(_("Dossier"), _case_link(case)))
    if rewrite.undone_at:
        day = formats.date_long(timezone.localdate(rewrite.undone_at))
        rows.append(
            Row(_("Annulé"), _("le %(day)s par %(who)s") % {"day": day, "who": rewrite.undone_by.full_name})
        )
    elif rewrite.kind != RewriteKind.DEATH:
        day = formats.date_long(timezone.localdate(rewrite.undoable_until))
        rows.append(Row(_("Annulable jusqu’au"), day))
    return rows


def _case_link(case) -> Link:
    return Link(case.reference, reverse("cases:case", args=[case.reference]))
