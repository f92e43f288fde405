"""Renewing an award: a new application that rests on everything still true (by-law I-B 6)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases import periods, renewals
from cases.models import Application, Award
from cases.services.applications import draft_application
from cases.services.files import renewals_of, require_open_work
from cases.services.ledger import ledger
from cases.services.letters import prepare_letter
from cases.services.moves import MoveRefused
from cases.services.pieces import ask_for_pieces
from cases.services.renewing import ask_for_renewal
from eligibility.checks import check_household
from eligibility.situation import SituationFaults
from nps.accounts.models import Agent

ANSWER_DAYS = 30


@transaction.atomic
def renew_award(*, actor: Agent, award: Award, on: date, national: bool = True) -> Application:
    """A draft that follows the award, its check, and one letter for what no longer proves when it starts.

    Raises MoveRefused: too soon, too late, asked for already, a situation that contradicts itself.
    """
    require_open_work(award.case, actor)
    award = Award.objects.select_related("application", "case__household").get(pk=award.pk)
    if why := renewals.why_not(award, on):
        raise MoveRefused(why)
    again, before = renewals.asked_again(award)
    known = renewals_of(award.case)
    try:
        check = check_household(
            actor=actor,
            household=award.case.household,
            on=on,
            case_reference=award.case.reference,
            national=national,
            renewals={*known["renewals"], *again},
            renewed_before={*known["renewed_before"], *before},
        )
        draft = draft_application(
            actor=actor, case=award.case, check=check, benefit=award.benefit, on=on, renews=award
        )
        _ask_once(actor, draft, on)
    except SituationFaults as faults:
        raise MoveRefused(_("La situation de ce dossier se contredit : corrigez-la d’abord.")) from faults
    return draft


def _ask_once(actor: Agent, draft: Application, on: date) -> None:
    """What expired, then what will before the new period; one letter for both."""
    case, start = draft.case, periods.starts_on(on, draft.renews.ends_on)
    now = ledger(case, on)
    wanted = [piece for piece in now.to_ask if draft.benefit in now.benefits_of.get(piece, ())]
    asked = ask_for_pieces(
        actor=actor, case=case, pieces=wanted, on=on, due_on=on + timedelta(days=ANSWER_DAYS)
    )
    asked += ask_for_renewal(actor=actor, case=case, benefit=draft.benefit, on=on, starts_on=start)
    if asked:
        prepare_letter(actor=actor, case=case, requests=asked)
