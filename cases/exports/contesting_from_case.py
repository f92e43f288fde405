"""From one case in the database to its opinions, appeals and replayed decisions. Reads only."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cases import words
from cases.decision_replay import can_be_replayed, frozen_beside_check
from cases.exports import contesting
from cases.exports.coded import Coded
from cases.exports.timeline import who
from cases.models import Advice, Appeal, Application, CaseFile, Opinion
from cases.workflow.application import ApplicationState
from eligibility.replay import Difference, Replay, replay
from eligibility.stewardship import known_figures
from nps.ui.status import status_of

OUTCOMES = (ApplicationState.UPHELD, ApplicationState.REVERSED)


def opinions(case: CaseFile) -> tuple[contesting.Opinion, ...]:
    """Every question to the commission, oldest first."""
    found = Opinion.objects.filter(application__case=case).select_related(
        "application", "session", "asked_by__site", "recorded_by__site"
    )
    return tuple(_opinion(one) for one in found.order_by("asked_at", "pk"))


def _opinion(one: Opinion) -> contesting.Opinion:
    session = one.session
    return contesting.Opinion(
        application=one.application.reference,
        benefit=words.benefit_name(one.application.benefit),
        question=one.question,
        article=one.article,
        asked_by=who(one.asked_by),
        asked_on=localdate(one.asked_at),
        session=session.reference if session else "",
        given_on=one.given_on,
        advice=Coded(code=one.advice, label=str(Advice(one.advice).label)) if one.given_on else None,
        reasons=one.reasons,
        members=tuple(session.members) if session else (),
        recorded_by=who(one.recorded_by) if one.recorded_by else "",
    )


def appeals(case: CaseFile) -> tuple[contesting.Appeal, ...]:
    """Every decision contested, oldest first."""
    found = Appeal.objects.filter(application__case=case).select_related(
        "application", "recorded_by__site", "answered_by__site"
    )
    return tuple(_appeal(one) for one in found.order_by("pk"))


def _state(state: str) -> Coded:
    return Coded(code=str(state), label=str(ApplicationState(state).label))


def _appeal(one: Appeal) -> contesting.Appeal:
    application = one.application
    return contesting.Appeal(
        application=application.reference,
        benefit=words.benefit_name(application.benefit),
        contested=_state(one.contested),
        recorded_by=who(one.recorded_by),
        lodged_on=one.lodged_on,
        grounds=one.grounds,
        outcome=_state(application.state) if application.state in OUTCOMES else None,
        answered_on=application.appeal_answered_on,
        answered_by=who(one.answered_by) if one.answered_by else "",
        answer=one.answer,
        article=one.article,
        tribunal_seized_on=one.tribunal_seized_on,
        tribunal_reference=one.tribunal_reference,
        tribunal_decided_on=one.tribunal_decided_on,
        tribunal_outcome=one.tribunal_outcome,
    )


def replays(case: CaseFile) -> tuple[contesting.Replayed, ...]:
    """Each decision somebody made, its check made again; a check several rest on is made again once."""
    figures, known = known_figures(), {}
    found = case.applications.select_related("rights_check", "award", "renews").order_by("created_at", "pk")
    decided = [application for application in found if can_be_replayed(application)]
    for application in decided:
        if application.rights_check_id not in known:
            known[application.rights_check_id] = replay(application.rights_check, figures)
    return tuple(_replayed(application, known[application.rights_check_id]) for application in decided)


def _replayed(application: Application, again: Replay) -> contesting.Replayed:
    mine = [one for one in again.differences if one.right in ("", application.benefit)]
    differences = [*mine, *frozen_beside_check(application)]
    result = "different" if differences else "same"
    return contesting.Replayed(
        application=application.reference,
        benefit=words.benefit_name(application.benefit),
        result=Coded(code=result, label=str(status_of("export", result).word)),
        checked_on=application.rights_check.on,
        differences=tuple(map(_said, differences)),
        changed=tuple(map(_said, again.versions)),
    )


def _said(one: Difference) -> str:
    told = {"field": one.field, "then": one.then, "now": one.now}
    return _("%(field)s\u00a0: gardé %(then)s, rejoué %(now)s") % told
