"""Every state × transition × role is written here; a state or a move without its expectation fails."""

from types import SimpleNamespace

import pytest

from cases.management.commands.workflow_tables import PAGE
from cases.models import Application, Award, CaseFile, DocumentRequest, Recovery, Share
from cases.services.moves import MACHINES, transitions_of
from cases.workflow.tables import markdown, rows
from nps.accounts.models import Role

W, S = Role.SOCIAL_WORKER, Role.SUPERVISOR
BOTH = {W, S}
CLOCK = "clock"  # what no agent does: a delay that has passed

# model → state → move → (target, roles of the file's own site that may)
EXPECTED = {
    CaseFile: {
        "intake": {"start_assessment": ("assessment", BOTH), "close": ("closed", BOTH)},
        "assessment": {"start_processing": ("processing", BOTH), "close": ("closed", BOTH)},
        "processing": {
            "start_follow_up": ("follow_up", BOTH),
            "resume_assessment": ("assessment", BOTH),
            "close": ("closed", BOTH),
        },
        "follow_up": {"resume_assessment": ("assessment", BOTH), "close": ("closed", BOTH)},
        "closed": {"reopen": ("assessment", BOTH), "archive": ("archived", {S, CLOCK})},
        "archived": {"reopen": ("assessment", BOTH), "erase": ("erased", {CLOCK})},
        "erased": {},
    },
    Application: {
        "draft": {"receive": ("received", BOTH), "withdraw": ("withdrawn", BOTH)},
        "received": {
            "ask_for_pieces": ("incomplete", BOTH),
            "complete": ("complete", BOTH),
            "withdraw": ("withdrawn", BOTH),
            "lapse": ("lapsed", {CLOCK}),
        },
        "incomplete": {
            "complete": ("complete", BOTH),
            "withdraw": ("withdrawn", BOTH),
            "lapse": ("lapsed", {CLOCK}),
        },
        "complete": {
            "ask_for_pieces": ("incomplete", BOTH),
            "start_review": ("under_review", BOTH),
            "withdraw": ("withdrawn", BOTH),
            "fall_silent": ("implicitly_refused", {CLOCK}),
        },
        "under_review": {
            "ask_opinion": ("opinion_requested", BOTH),
            "propose": ("proposed", BOTH),
            "withdraw": ("withdrawn", BOTH),
            "fall_silent": ("implicitly_refused", {CLOCK}),
        },
        "opinion_requested": {
            "record_opinion": ("under_review", BOTH),
            "withdraw": ("withdrawn", BOTH),
            "fall_silent": ("implicitly_refused", {CLOCK}),
        },
        "proposed": {
            "grant": ("granted", {S}),
            "refuse": ("refused", {S}),
            "send_back": ("under_review", {S}),
            "withdraw": ("withdrawn", BOTH),
            "fall_silent": ("implicitly_refused", {CLOCK}),
        },
        "granted": {},
        "refused": {"lodge_appeal": ("appeal_pending", BOTH)},
        "lapsed": {"lodge_appeal": ("appeal_pending", BOTH)},
        "implicitly_refused": {"lodge_appeal": ("appeal_pending", BOTH)},
        "withdrawn": {},
        "appeal_pending": {
            "uphold": ("upheld", {S}),
            "uphold_by_silence": ("upheld", {CLOCK}),
            "reverse": ("reversed", {S}),
        },
        "upheld": {},
        "reversed": {},
    },
    Award: {
        "active": {
            "suspend": ("suspended", BOTH),
            "interrupt": ("interrupted", BOTH),
            "end": ("ended", {S}),
            "expire": ("ended", {CLOCK}),
        },
        "suspended": {
            "resume": ("active", BOTH),
            "interrupt": ("interrupted", BOTH),
            "end": ("ended", {S}),
            "expire_unproved": ("ended", {CLOCK}),
        },
        "interrupted": {"end": ("ended", {S}), "expire": ("ended", {CLOCK})},
        "ended": {},
    },
    Recovery: {
        "proposed": {"decide": ("due", {S}), "cancel": ("cancelled", {S})},
        "due": {"settle": ("settled", BOTH), "waive": ("waived", {S}), "cancel": ("cancelled", {S})},
        "settled": {},
        "waived": {},
        "cancelled": {},
    },
    DocumentRequest: {
        "to_send": {
            "send": ("sent", BOTH),
            "answer": ("answered", BOTH),
            "waive": ("waived", BOTH),
            "obtain": ("obtained", BOTH),
            "cancel": ("cancelled", {*BOTH, CLOCK}),
        },
        "sent": {
            "answer": ("answered", BOTH),
            "waive": ("waived", BOTH),
            "obtain": ("obtained", BOTH),
            "cancel": ("cancelled", {*BOTH, CLOCK}),
        },
        "answered": {"accept": ("accepted", BOTH), "reject": ("rejected", BOTH)},
        "accepted": {},
        "rejected": {
            "send_again": ("sent", BOTH),
            "waive": ("waived", BOTH),
            "obtain": ("obtained", BOTH),
            "cancel": ("cancelled", {*BOTH, CLOCK}),
        },
        "waived": {},
        "obtained": {},
        "cancelled": {},
    },
    Share: {
        "active": {"suspend": ("suspended", BOTH), "revoke": ("revoked", BOTH)},
        "suspended": {"resume": ("active", BOTH), "revoke": ("revoked", BOTH)},
        "revoked": {},
    },
}
HERE, ELSEWHERE = 1, 2


@pytest.mark.parametrize("model", MACHINES, ids=lambda m: m.__name__)
def test_every_state_and_move_is_expected_and_no_other_exists(model):
    states = {str(value) for value, _label in model._meta.get_field("state").choices}
    assert set(EXPECTED[model]) == states
    found = {state: {} for state in states}
    for source, target, move in rows(model):
        found[source][move.name] = target
    wanted = {
        state: {name: target for name, (target, _roles) in moves.items()}
        for state, moves in EXPECTED[model].items()
    }
    assert found == wanted


def agent(role: Role, site: int | None, pk: int = 7, active: bool = True):
    return SimpleNamespace(pk=pk, role=role, site_id=site, is_active=active)


@pytest.mark.django_db
@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("model", MACHINES, ids=lambda m: m.__name__)
@pytest.mark.parametrize("role", Role)
def test_only_the_expected_roles_of_the_files_own_site_may_move_it(model, role):
    instance = SimpleNamespace(site_id=HERE, proposed_by_id=3, authority="director")
    moves = {move.name: move for _transition, move in transitions_of(model)}
    for state_moves in EXPECTED[model].values():
        for name, (_target, roles) in state_moves.items():
            assert moves[name].who(instance, agent(role, HERE)) == (role in roles)
            assert moves[name].who(instance, None) == (CLOCK in roles)
            assert not moves[name].who(instance, agent(role, ELSEWHERE))
            assert not moves[name].who(instance, agent(role, HERE, active=False))


@pytest.mark.parametrize("name", ["grant", "refuse", "send_back", "uphold", "reverse"])
def test_the_proposer_never_decides(name):
    moves = {move.name: move for _transition, move in transitions_of(Application)}
    instance = SimpleNamespace(site_id=HERE, proposed_by_id=7, authority="director")
    assert not moves[name].who(instance, agent(S, HERE, pk=7))
    assert moves[name].who(instance, agent(S, HERE, pk=8))


def test_the_reference_page_is_made_from_this_code():
    assert PAGE.read_text(encoding="utf-8") == markdown(MACHINES), "run manage.py workflow_tables"
