"""The acts on an award in its period: suspend, resume, interrupt (by-law I-B 7, I-B 8)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from cases import suspending, words
from cases.models import Award
from cases.services.files import require_work
from cases.services.moves import MoveRefused, move
from cases.suspending import Unproved
from documents.types import read_key
from eligibility.situation import SituationFaults
from nps.accounts.models import Agent
from nps.ui.formats import date_long


def told(lost: Unproved) -> str:
    """« Titre de séjour : plus prouvé depuis le 12 mars 2024 (II-1.1 b/1) »."""
    pieces = ", ".join(words.piece_name(*read_key(piece)[:2]) for piece in lost.would_lift)
    said = {"pieces": pieces, "day": date_long(lost.since), "article": lost.requirement.article or "I-B 8"}
    return _("%(pieces)s : plus prouvé depuis le %(day)s (%(article)s)") % said


@transaction.atomic
def suspend_award(*, actor: Agent, award: Award, on: date, reason: str = "") -> Award:
    """Suspend from the first day a condition is no longer proved; the journal says which, and what lifts it.

    Raises MoveRefused when everything is still proved on that day, and what `move` raises.
    """
    require_work(award, actor)
    lost = _read(suspending.unproved, award, on)
    if not lost:
        raise MoveRefused(
            _("Toutes les conditions sont encore prouvées : rien ne permet de suspendre ce droit (I-B 8).")
        )
    why = " ; ".join(map(told, lost))
    return move(
        award, "suspend", actor=actor, on=lost[0].since, reason=". ".join(filter(None, (why, reason)))
    )


@transaction.atomic
def resume_award(*, actor: Agent, award: Award, on: date, reason: str) -> Award:
    """Resume from the day of the suspension: everything was proved all along (I-B 8).

    Raises MoveRefused where a day is not proved, saying which, and what `move` raises.
    """
    require_work(award, actor)
    if missing := _read(suspending.gaps, award, on):
        said = " ; ".join(map(told, missing))
        raise MoveRefused(
            _(
                "%(said)s. La condition n’est pas prouvée sans interruption : déposez la pièce qui couvre "
                "ces jours, sinon le foyer dépose une nouvelle demande (I-B 8)."
            )
            % {"said": said}
        )
    return move(award, "resume", actor=actor, reason=reason)


def interrupt_award(*, actor: Agent, award: Award, on: date, reason: str) -> Award:
    """Interrupt from the day of a change; a new application opens the rights again (I-B 7)."""
    return move(award, "interrupt", actor=actor, on=on, reason=reason)


def _read(question, award: Award, on: date):
    try:
        return question(award, on)
    except SituationFaults as faults:
        raise MoveRefused(_("La situation de ce dossier se contredit : corrigez-la d’abord.")) from faults
