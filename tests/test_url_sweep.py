"""Every address × every kind of actor × reading and posting; an address the table does not know fails."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from cases.services.letters import prepare_letter
from cases.services.life_events import draft_event
from cases.services.recoveries import propose_recovery
from cases.services.tasks import add_task
from nps.accounts.acting import acting
from nps.accounts.models import Reorganisation
from tests.support import standing
from tests.support.client import TOKEN, Browser
from tests.support.deciding import a_delegation, a_question, a_session, contested, refused
from tests.support.following import make_appointment, make_note, make_objective, make_plan
from tests.support.pages import faults_of, read
from tests.support.reuniting import a_death, a_merge, a_pair, a_token
from tests.support.standing import WHO, answered
from tests.support.world import ACTORS, World

# One status per actor, in this order: anonymous, worker and supervisor of the file's site, supervisor of
# another site, partner with a share, partner without, auditor, administrator.
Statuses = tuple[int, ...]


def seen(worker: int, supervisor: int, elsewhere: int, partner: int, other: int, rest: int) -> Statuses:
    return (302, worker, supervisor, elsewhere, partner, other, rest, rest)


def to_file(worker: int, supervisor: int = 0) -> Statuses:
    """What is known to the file's own site only."""
    return seen(worker, supervisor or worker, 404, 404, 404, 404)


def to_sites(worker: int, supervisor: int = 0) -> Statuses:
    return seen(worker, supervisor or worker, supervisor or worker, 404, 404, 404)


def to_all(status: int, anonymous: int = 302) -> Statuses:
    return (anonymous, *(status for _ in ACTORS))


PUBLIC, OPEN, SAFE, POSTED = to_all(200, 200), to_all(200), to_all(405), to_all(405)
SAFE_PUBLIC = to_all(405, 405)
COUNTER = seen(200, 200, 200, 403, 403, 403)  # a role that receives nobody is told so: no object is meant
NOWHERE = "00000000-0000-4000-8000-000000000000"
RUNS = (302, 200, 200, 200, 404, 404, 404, 200)
OWN_RUN = to_file(200)  # a check of the files of one site
PARTNER_FILE = seen(404, 404, 404, 200, 404, 404)


def to_administrators(status: int) -> Statuses:
    """A role's own pages: others are told so, whatever stands behind."""
    return (302, *(403 for _ in ACTORS[:-1]), status)


def to_supervisors(status: int) -> Statuses:
    """Pages of the role: another role is told so."""
    return seen(403, status, status, 403, 403, 403)


def of_supervisor(status: int) -> Statuses:
    """An object of the site's supervisor: another role is told so, another site finds nothing."""
    return seen(403, status, 404, 403, 403, 403)


def nothing(world: World) -> list:
    return []


def a_pair_to_review(world: World) -> list:
    a_pair(world)
    return []


def ref(world: World) -> list:
    return [world.case.reference]


def application(state: str, *more: str) -> Callable[[World], list]:
    return lambda world: [world.applications[state].reference, *more]


def run(world: World) -> list:
    return [world.run.public_id]


def piece(state: str, *more: object) -> Callable[[World], list]:
    return lambda world: [world.pieces[state].reference, *more]


def a_fact(world: World) -> int:
    with acting("system"):
        return world.case.household.facts.get(name="housing.rent").pk


def a_letter(world: World) -> str:
    """One that asks for the world's request; the same one while it has not left."""
    with acting("system"):
        made = prepare_letter(actor=world.agents["worker"], case=world.case, requests=[world.request])
    return made.reference


def a_call(world: World):
    """A question put to an administration, answered."""
    at = timezone.now()
    told = {"told_to": "SPÉCIMEN", "manner": "oral", "told_on": at.date(), "basis": "told", "benefits": ["x"]}
    told |= {"administration": "cnaf", "information": "family_quotient", "endpoint": "/v3", "status": 200}
    told |= {"asked_by": world.agents["worker"], "asked_at": at, "ended_at": at, "digest": "d" * 64}
    told |= {"person": world.person, "outcome": "answered", "values": {"family_quotient": 650}}
    with acting("system"):
        return world.case.household.administration_calls.create(**told).reference


def a_note(world: World):
    """A professional note of the worker: nobody else knows it."""
    return make_note(world.agents["worker"], world.case).public_id


def with_plan(world: World) -> list:
    """A file with a plan under way."""
    return [make_plan(world.agents["worker"], world.case).case.reference]


def an_appointment(world: World) -> list:
    worker = world.agents["worker"]
    with acting("system"):
        planned = world.case.appointments.first()
    return [(planned or make_appointment(worker, world.case)).public_id]


def a_task(world: World):
    """A free task of the world's file."""
    worker, told = world.agents["worker"], {"label": "SPÉCIMEN", "due_on": timezone.localdate()}
    with acting("system"):
        return add_task(actor=worker, case=world.case, assignee=worker, **told).public_id


def a_change(world: World) -> list:
    """A draft of other sectors; the same one again."""
    site = world.agents["elsewhere"].site_id
    line = {"kind": "street", "arrondissement": 18, "street": "rue x", "first": None, "last": None}
    told = {
        "author": world.agents["administrator"],
        "lines": [line | {"parity": "both", "site": site, "written": ""}],
    }
    on = timezone.localdate() + timedelta(30)
    with acting("admin"):
        made, _new = Reorganisation.objects.get_or_create(name="SPÉCIMEN", effective_on=on, defaults=told)
    return [made.public_id]


def passkey(world: World) -> list:
    return [world.passkeys["worker"]]


def of_file(*more: Callable[[World], object] | object) -> Callable[[World], list]:
    return lambda world: [world.case.reference, *(part(world) if callable(part) else part for part in more)]


def an_upload(*more: object) -> Callable[[World], list]:
    return of_file(lambda w: w.upload.reference, *more)


def a_life_event(world: World):
    """A change being prepared in the world's file; the same one again."""
    day = timezone.localdate()
    told = {"kind": "new_resources", "happened_on": day, "told_on": day, "case": world.case}
    with acting("system"):
        person = world.case.household.memberships.get(role="applicant").person
        made = world.case.life_events.filter(state="draft").first() or draft_event(
            actor=world.agents["worker"],
            answers=[[person.pk, "incomes.wage", {"monthly_net": 2000.0}]],
            **told,
        )
    return made.public_id


def a_recovery(*more: str) -> Callable[[World], list]:
    """A sum of the world's award asked back, nobody decided yet."""

    def made(world: World) -> list:
        with acting("system"):
            found = world.award.recoveries.first() or propose_recovery(
                actor=world.agents["worker"],
                award=world.award,
                kind="undue",
                why="SPÉCIMEN",
                on=timezone.localdate(),
            )
        return [found.reference, *more]

    return made


def an_award(world: World) -> list:
    with acting("system"):
        return [world.award.reference]


@dataclass(frozen=True)
class Route:
    """How an address is made; the status of GET and of an empty POST for each of WHO.

    `proven`: read with a fresh proof of identity. `acts`: filled buttons in `main`, 0 on pages to read.
    """

    args: Callable[[World], list]
    get: Statuses
    post: Statuses
    acts: int = 1
    proven: bool = False


def only_worker(status: int, other: int = 404) -> Statuses:
    """A row of the worker's own account."""
    return (302, status, *(other for _ in ACTORS[1:]))


ROUTES = {
    "ui:accessibility": Route(nothing, PUBLIC, PUBLIC, acts=0),
    "ui:help": Route(nothing, PUBLIC, PUBLIC, acts=0),
    "ui:legal": Route(nothing, PUBLIC, PUBLIC, acts=0),
    "ui:privacy": Route(nothing, PUBLIC, PUBLIC, acts=0),
    "ui:sitemap": Route(nothing, PUBLIC, PUBLIC, acts=0),
    "ui:language": Route(nothing, SAFE_PUBLIC, to_all(302)),
    "account_login": Route(nothing, to_all(302, 200), to_all(302, 422)),
    "mfa_authenticate": Route(nothing, to_all(302), to_all(302)),
    "mfa_login_webauthn": Route(nothing, to_all(302), to_all(302)),
    "account_reset_password": Route(nothing, PUBLIC, to_all(422, 422)),
    "account_reset_password_done": Route(nothing, PUBLIC, SAFE_PUBLIC, acts=0),
    "account_reset_password_from_key_done": Route(nothing, PUBLIC, SAFE_PUBLIC),
    "account_reset_password_from_key": Route(lambda w: ["1", "abc"], PUBLIC, to_all(422, 422)),
    "account_logout": Route(nothing, OPEN, to_all(302)),
    "account_reauthenticate": Route(nothing, OPEN, to_all(422)),
    "mfa_reauthenticate": Route(nothing, OPEN, to_all(422)),
    "mfa_reauthenticate_webauthn": Route(nothing, OPEN, to_all(302)),
    "accounts:account": Route(nothing, OPEN, OPEN, acts=0),
    "accounts:sessions": Route(nothing, OPEN, to_all(302), acts=0),
    "accounts:resume": Route(lambda w: ["x"], to_all(404), to_all(404)),
    "mfa_index": Route(nothing, OPEN, OPEN, acts=0),
    "usersessions_list": Route(nothing, OPEN, to_all(302), acts=0),
    "account_change_password": Route(nothing, OPEN, to_all(422)),
    "mfa_activate_totp": Route(nothing, to_all(302), to_all(302), proven=True),
    "mfa_deactivate_totp": Route(nothing, OPEN, to_all(302), acts=0, proven=True),
    "mfa_list_webauthn": Route(nothing, OPEN, SAFE, proven=True),
    "mfa_add_webauthn": Route(nothing, OPEN, to_all(302), proven=True),
    "mfa_edit_webauthn": Route(passkey, only_worker(200), to_all(302), proven=True),
    "mfa_remove_webauthn": Route(passkey, only_worker(200), to_all(302), acts=0, proven=True),
    "mfa_view_recovery_codes": Route(nothing, OPEN, SAFE, acts=0, proven=True),
    "mfa_generate_recovery_codes": Route(nothing, OPEN, to_all(302), acts=0, proven=True),
    "mfa_download_recovery_codes": Route(nothing, OPEN, to_all(302), acts=0, proven=True),
    "people:search": Route(nothing, COUNTER, seen(422, 422, 422, 403, 403, 403)),
    "people:found": Route(lambda w: ["x"], seen(404, 404, 404, 403, 403, 403), SAFE),
    "people:new": Route(nothing, seen(302, 302, 302, 403, 403, 403), seen(302, 302, 302, 403, 403, 403)),
    "law:contents": Route(nothing, OPEN, SAFE, acts=0),
    "law:changes": Route(nothing, OPEN, SAFE, acts=0),
    "law:version": Route(lambda w: ["2016-02-01"], OPEN, SAFE, acts=0),
    "law:article": Route(lambda w: ["2019-09-01", "II-2.1"], OPEN, SAFE, acts=0),
    "reference:changes": Route(nothing, to_administrators(200), SAFE),
    "seals:list": Route(nothing, to_administrators(200), SAFE),
    "seals:add": Route(nothing, to_administrators(200), to_all(302), proven=True),
    "seals:withdraw": Route(lambda w: [1], to_administrators(404), to_all(302), proven=True),
    "reference:new": Route(nothing, to_administrators(200), to_administrators(200), acts=0),
    "reference:change": Route(lambda w: [w.figures.public_id], to_administrators(200), SAFE),
    "reference:review": Route(
        lambda w: [w.figures.public_id], to_administrators(200), to_administrators(422)
    ),
    "types:list": Route(nothing, to_administrators(200), SAFE),
    "types:new": Route(nothing, to_administrators(200), to_administrators(422)),
    "types:type": Route(lambda w: ["lease"], to_administrators(200), SAFE),
    "types:change": Route(lambda w: ["lease"], to_administrators(200), to_administrators(422)),
    "types:version": Route(lambda w: [w.type_version.public_id], to_administrators(200), SAFE),
    "accounts:authorities": Route(nothing, to_administrators(200), SAFE),
    "accounts:new_delegation": Route(nothing, to_administrators(200), to_administrators(422)),
    "accounts:delegation": Route(a_delegation, to_administrators(200), SAFE),
    "accounts:approve_delegation": Route(a_delegation, SAFE, to_all(302)),
    "accounts:drop_delegation": Route(a_delegation, SAFE, to_administrators(302)),
    "accounts:end_delegation": Route(a_delegation, SAFE, to_administrators(422)),
    "accounts:sites": Route(nothing, to_administrators(200), SAFE),
    "accounts:new_reorganisation": Route(nothing, to_administrators(200), to_administrators(422)),
    "accounts:reorganisation": Route(a_change, to_administrators(200), SAFE),
    "accounts:add_rule": Route(a_change, to_administrators(200), to_administrators(422)),
    "accounts:remove_rule": Route(lambda w: [*a_change(w), "0"], SAFE, to_administrators(302)),
    "accounts:withdraw_reorganisation": Route(a_change, SAFE, to_administrators(302)),
    "accounts:publish_reorganisation": Route(a_change, SAFE, to_all(302)),
    "cases:reorganisation_effect": Route(a_change, to_administrators(200), SAFE, acts=0),
    "cases:sectors": Route(nothing, to_supervisors(200), SAFE, acts=0),
    "cases:sector": Route(a_change, to_supervisors(200), SAFE, acts=0),
    "types:decide": Route(lambda w: [w.type_version.public_id], SAFE, to_all(302)),
    "types:withdraw": Route(lambda w: [w.type_version.public_id], SAFE, to_administrators(302)),
    "cases:type_effect": Route(lambda w: [w.type_version.public_id], to_administrators(200), SAFE, acts=0),
    "cases:figures_effect": Route(lambda w: [w.figures.public_id], SAFE, to_administrators(302)),
    "reference:submit": Route(lambda w: [w.figures.public_id], SAFE, to_administrators(302)),
    "reference:withdraw": Route(lambda w: [w.figures.public_id], SAFE, to_administrators(302)),
    "cases:my_day": Route(
        nothing,
        (302, 200, 200, 200, 302, 302, 302, 200),
        (302, 200, 200, 200, 302, 302, 302, 200),
    ),
    "cases:list": Route(nothing, to_sites(200), to_sites(200)),
    "cases:my_tasks": Route(nothing, to_sites(200), SAFE, acts=0),
    "cases:settle_task": Route(lambda w: [a_task(w), "done"], SAFE, to_file(302)),
    "cases:find": Route(nothing, to_sites(200), to_sites(200), acts=0),
    "cases:save_filter": Route(nothing, SAFE, to_sites(422)),
    "cases:delete_filter": Route(lambda w: [1], SAFE, to_all(404)),
    "cases:assignments": Route(nothing, to_supervisors(200), SAFE, acts=0),
    "cases:assign": Route(nothing, SAFE, to_supervisors(422)),
    "cases:undo_assignment": Route(lambda w: [NOWHERE], SAFE, to_supervisors(302)),
    "cases:absences": Route(nothing, to_supervisors(200), to_supervisors(422)),
    "cases:end_absence": Route(lambda w: [NOWHERE], SAFE, to_supervisors(404)),
    "cases:exceptional_access": Route(nothing, to_supervisors(200), SAFE, acts=0),
    "cases:close_access": Route(lambda w: [NOWHERE], SAFE, to_all(404)),
    "cases:assign_one": Route(ref, to_file(403, 200), to_file(403, 422)),
    "cases:transfer": Route(ref, to_file(403, 200), to_file(403, 422)),
    "cases:ask_access": Route(ref, seen(404, 404, 200, 404, 404, 404), seen(404, 404, 422, 404, 404, 404)),
    "cases:tasks": Route(ref, to_file(200), to_file(422)),
    "cases:for-person": Route(
        lambda w: [w.person.public_id], seen(302, 302, 403, 404, 404, 404), seen(302, 302, 403, 404, 404, 404)
    ),
    "cases:case": Route(ref, to_file(200), to_file(200)),
    "cases:information": Route(lambda w: [w.intake.reference], to_file(200), to_file(422)),
    "cases:move_case": Route(of_file("start_processing"), to_file(302), to_file(302)),
    "cases:close": Route(ref, to_file(200), to_file(422)),
    "cases:household": Route(ref, to_file(200), to_file(200)),
    "cases:resemblances": Route(a_pair_to_review, to_supervisors(200), SAFE),
    "cases:tell_apart": Route(a_pair, of_supervisor(200), of_supervisor(422)),
    "cases:merge_people": Route(a_token, of_supervisor(200), of_supervisor(422)),
    "cases:rewrites": Route(nothing, to_supervisors(200), SAFE, acts=0),
    "cases:rewrite": Route(a_merge, of_supervisor(200), of_supervisor(422), acts=0),
    "cases:choose_file": Route(ref, to_file(403, 200), to_file(403, 422)),
    "cases:merge_files": Route(
        of_file(lambda w: w.intake.reference), to_file(403, 200), to_file(403, 200), acts=0
    ),
    "cases:part_household": Route(ref, to_file(200), to_file(422)),
    "cases:review_household": Route(ref, to_file(200), SAFE, acts=0),
    "cases:death": Route(of_file(lambda w: w.person.public_id), to_file(200), to_file(422)),
    "cases:undo_death": Route(a_death, to_file(200), to_file(422)),
    "cases:move_home": Route(ref, to_file(200), to_file(422)),
    "cases:add_mandate": Route(of_file(lambda w: w.person.public_id), to_file(200), to_file(422)),
    "cases:situation": Route(ref, to_file(200), to_file(302)),
    "cases:fact": Route(of_file(a_fact), to_file(200), to_file(200), acts=0),
    "cases:settle_fact": Route(of_file(a_fact), SAFE, to_file(302)),
    "cases:rights": Route(ref, to_file(302), to_file(302)),
    "cases:what_if": Route(ref, to_file(200), to_file(422)),
    "cases:rights_check": Route(of_file(lambda w: w.check.public_id), to_file(200), to_file(200)),
    "cases:answer": Route(of_file(lambda w: w.check.public_id), SAFE, to_file(404)),
    "cases:trace": Route(of_file(lambda w: w.check.public_id, "rsa"), to_file(200), SAFE, acts=0),
    "cases:check_again": Route(ref, SAFE, to_file(302)),
    "cases:applications": Route(ref, to_file(200), to_file(200), acts=0),
    "cases:prepare_applications": Route(ref, SAFE, to_file(404)),
    "cases:application": Route(application("received"), to_file(200), to_file(200)),
    "cases:receive": Route(application("draft"), to_file(200), to_file(422)),
    "cases:move_application": Route(application("received", "complete"), SAFE, to_file(302)),
    "cases:propose": Route(application("under_review"), to_file(200), to_file(422)),
    "cases:withdraw": Route(application("received"), to_file(200), to_file(422)),
    "cases:decide": Route(application("proposed"), to_file(403, 200), to_file(403, 422)),
    "cases:decisions": Route(nothing, to_sites(403, 200), to_sites(403, 200), acts=0),
    "cases:ask_opinion": Route(application("under_review"), to_file(200), to_file(422)),
    "cases:check_application_again": Route(application("proposed"), SAFE, to_file(302)),
    "cases:replay_decision": Route(application("granted"), to_file(200), SAFE, acts=0),
    "cases:appeal": Route(refused, to_file(200), to_file(422)),
    "cases:answer_appeal": Route(contested, to_file(403, 200), to_file(403, 422)),
    "cases:tribunal": Route(refused, to_file(200), to_file(422)),
    "cases:judgment": Route(refused, to_file(200), to_file(422)),
    "cases:commission": Route(nothing, to_sites(200), to_sites(422)),
    "cases:commission_session": Route(a_session, to_file(200), SAFE, acts=0),
    "cases:commission_agenda": Route(a_session, SAFE, to_file(302)),
    "cases:commission_agenda_pdf": Route(a_session, to_file(200), SAFE, acts=0),
    "cases:opinion": Route(a_question, to_file(200), to_file(422)),
    "cases:close_session": Route(a_session, to_file(200), to_file(422)),
    "cases:awards": Route(ref, to_file(200), to_file(200), acts=0),
    "cases:award": Route(an_award, to_file(200), to_file(200)),
    "cases:suspend_award": Route(an_award, to_file(200), to_file(422)),
    "cases:resume_award": Route(an_award, to_file(200), to_file(422)),
    "cases:interrupt_award": Route(an_award, to_file(200), to_file(422)),
    "cases:renew_award": Route(an_award, to_file(200), to_file(302), acts=0),
    "cases:recover": Route(an_award, to_file(200), to_file(422)),
    "cases:recovery": Route(a_recovery(), to_file(200), to_file(200)),
    "cases:recovery_act": Route(a_recovery("pay"), to_file(200), to_file(422)),
    "cases:life_event": Route(ref, to_file(200), to_file(422), acts=0),
    "cases:review_life_event": Route(of_file(a_life_event), to_file(200), to_file(302)),
    "cases:end_award": Route(lambda w: [w.award.reference], to_file(403, 200), to_file(403, 422)),
    "cases:documents": Route(ref, to_file(200), to_file(200)),
    "cases:ask": Route(ref, to_file(302), to_file(422)),
    "cases:administrations": Route(ref, to_file(200), to_file(200), acts=0),
    "cases:ask_administration": Route(
        of_file("family_quotient", lambda w: w.person.public_id), to_file(404), to_file(404)
    ),
    "cases:administration_call": Route(of_file(a_call), to_file(200), to_file(200)),
    "cases:add_document": Route(ref, to_file(200), to_file(422)),
    "cases:add_one_document": Route(ref, to_file(200), to_file(422)),
    "cases:begin_upload": Route(ref, SAFE, to_file(422)),
    "cases:upload": Route(an_upload(), to_file(200), to_file(409, 404), acts=0),
    "cases:remove_upload": Route(an_upload(), SAFE, to_file(302)),
    "cases:upload_page": Route(an_upload(1), to_file(200), to_file(200), acts=0),
    "cases:move_upload": Route(an_upload(), SAFE, to_file(404)),
    "cases:sort_documents": Route(ref, to_file(200), to_file(422)),
    "cases:sorted_documents": Route(of_file(lambda w: w.batch), to_file(200), to_file(200)),
    "cases:ask_anyway": Route(ref, to_file(200), to_file(422)),
    "cases:remark_piece": Route(ref, to_file(404), to_file(404)),
    "cases:cancel_request": Route(lambda w: [w.request.reference], SAFE, to_file(302)),
    "cases:savings": Route(nothing, to_sites(200), SAFE, acts=0),
    "cases:remark_subjects": Route(nothing, to_administrators(200), SAFE, acts=0),
    "cases:remarks": Route(lambda w: ["tax_notice", "paris_logement"], to_administrators(200), SAFE),
    "cases:study_piece": Route(lambda w: ["tax_notice", "paris_logement"], SAFE, to_administrators(302)),
    "cases:answer_remark": Route(
        lambda w: [w.remark.public_id], to_administrators(200), to_administrators(422)
    ),
    "cases:waive_request": Route(lambda w: [w.request.reference], to_file(200), to_file(422)),
    "cases:to_check": Route(nothing, to_sites(200), to_sites(200), acts=0),
    "cases:check_document": Route(piece("to_check"), to_file(200), to_file(422)),
    "cases:compare_documents": Route(
        lambda w: [w.pieces["to_check"].reference, w.pieces["accepted"].reference], to_file(404), to_file(302)
    ),
    "cases:replace_document": Route(
        lambda w: [w.pieces["accepted"].reference, w.pieces["to_check"].reference], SAFE, to_file(302)
    ),
    "cases:read_document": Route(piece("to_check"), SAFE, to_file(302)),
    "cases:retype_document": Route(piece("to_check"), to_file(200), to_file(422)),
    "cases:document_page": Route(piece("unshared", 1), to_file(200), SAFE, acts=0),
    "cases:turn_document": Route(piece("unshared"), SAFE, to_file(302)),
    "cases:redact_document": Route(piece("unshared"), to_file(200), to_file(422)),
    "cases:unredact_document": Route(piece("unshared", 1), SAFE, to_file(404)),
    "cases:scan_document_again": Route(piece("to_check"), SAFE, to_file(302)),
    "cases:copy_document": Route(piece("unshared"), to_file(200), to_file(422)),
    "cases:refusals": Route(nothing, seen(404, 200, 200, 404, 404, 404), POSTED),
    "cases:document_file": Route(piece("unshared"), to_file(200), to_file(200), acts=0),
    "cases:letters": Route(ref, to_file(200), SAFE),
    "cases:letter_new": Route(ref, to_file(200), to_file(422)),
    "cases:letter_owed": Route(ref, SAFE, to_file(302)),
    "cases:correspondence": Route(ref, to_file(200), to_file(422)),
    "cases:letters_to_send": Route(lambda w: a_letter(w) and [], to_sites(200), to_sites(302)),
    "cases:letter": Route(lambda w: [a_letter(w)], to_file(200), SAFE),
    "cases:letter_pdf": Route(lambda w: [a_letter(w)], to_file(200), SAFE, acts=0),
    "cases:letter_act": Route(lambda w: [a_letter(w), "hand"], SAFE, to_file(302)),
    "cases:procedure": Route(ref, to_file(200), SAFE, acts=0),
    "cases:deadlines": Route(nothing, to_sites(200), SAFE),
    "cases:expiry": Route(nothing, to_sites(200), to_sites(302)),
    "cases:shares": Route(ref, to_file(200), SAFE),
    "cases:share_new": Route(ref, to_file(302), SAFE),
    "cases:share_step": Route(of_file(1), to_file(200), to_file(422)),
    "cases:share_move": Route(of_file(lambda w: w.share.public_id, "revoke"), SAFE, to_file(302)),
    "cases:notes": Route(ref, to_file(200), SAFE),
    "cases:note_new": Route(ref, to_file(200), to_file(422)),
    "cases:note": Route(of_file(a_note), to_file(200, 404), SAFE),
    "cases:note_write": Route(of_file(a_note), to_file(200, 404), to_file(422, 404)),
    "cases:note_include": Route(of_file(a_note), to_file(200, 404), to_file(422, 404)),
    "cases:note_withdraw": Route(of_file(a_note), SAFE, to_file(302, 404)),
    "cases:plan": Route(ref, to_file(200), SAFE),
    "cases:plan_paper": Route(with_plan, to_file(200), SAFE, acts=0),
    "cases:plan_agree": Route(ref, to_file(200), to_file(422)),
    "cases:plan_review": Route(with_plan, to_file(200), to_file(422)),
    "cases:plan_end": Route(with_plan, to_file(200), to_file(422)),
    "cases:objective_new": Route(with_plan, to_file(200), to_file(422)),
    "cases:objective_settle": Route(
        of_file(lambda w: make_objective(w.agents["worker"], w.case).public_id, "reached"), SAFE, to_file(302)
    ),
    "cases:contacts": Route(ref, to_file(200), SAFE),
    "cases:contact_new": Route(ref, to_file(200), to_file(422)),
    "cases:case_appointments": Route(ref, to_file(200), SAFE),
    "cases:appointment_new": Route(of_file("visit"), to_file(200), to_file(422)),
    "cases:agenda": Route(nothing, to_sites(200), SAFE),
    "cases:calendar": Route(nothing, to_sites(200), to_sites(200)),
    "cases:calendar_close": Route(nothing, SAFE, to_sites(302)),
    "cases:calendar_feed": Route(lambda w: ["x"], to_all(404, 404), to_all(405, 405)),
    "cases:appointment": Route(an_appointment, to_file(200), SAFE),
    "cases:appointment_move": Route(an_appointment, to_file(200), to_file(422)),
    "cases:appointment_settle": Route(an_appointment, to_file(200), to_file(422)),
    "cases:journal": Route(ref, to_file(200), to_file(200), acts=0),
    "cases:exports": Route(ref, to_file(200), to_file(403, 302)),
    "cases:verify": Route(nothing, OPEN, to_all(422)),
    "cases:replay": Route(of_file(lambda w: w.check.public_id), to_file(200), to_file(200), acts=0),
    "cases:radar_objection": Route(ref, to_file(200), to_file(302)),
    "cases:radar": Route(nothing, to_sites(200), to_sites(200)),
    "cases:caseload": Route(nothing, RUNS, RUNS, acts=0),
    "cases:caseload_start": Route(nothing, SAFE, (302, 403, 302, 302, 404, 404, 404, 403)),
    "cases:caseload_run": Route(run, OWN_RUN, OWN_RUN),
    "cases:caseload_progress": Route(run, to_file(302), to_file(302)),
    "cases:caseload_resume": Route(run, SAFE, (302, 403, 302, 404, 404, 404, 404, 404)),
    "cases:caseload_export": Route(run, SAFE, to_all(302)),
    "cases:partner_list": Route(nothing, seen(404, 404, 404, 200, 200, 404), SAFE),
    "cases:partner_case": Route(lambda w: [w.share.public_id], PARTNER_FILE, SAFE, acts=0),
    "cases:partner_document": Route(
        lambda w: [w.share.public_id, w.pieces["accepted"].reference], PARTNER_FILE, SAFE, acts=0
    ),
}
STRICT = "default-src 'none'"
NAMES = sorted(ROUTES)


def addresses(patterns, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, (*spaces, *filter(None, [pattern.namespace])))
        else:
            yield ":".join((*spaces, pattern.name or str(pattern.pattern)))


place, world, sessions, browser = standing.place, standing.world, standing.sessions, standing.browser
_own_folders, _nothing_stays = standing.own_folders, standing.nothing_stays


def where(name: str, world: World) -> str:
    return reverse(name, args=ROUTES[name].args(world))


def surprises(told: dict, expected: Statuses) -> dict[str, tuple[int, int]]:
    """Actor → the status answered and the one expected, where they differ."""
    pairs = {who: (told[who].status_code, status) for who, status in zip(WHO, expected, strict=True)}
    return {who: pair for who, pair in pairs.items() if pair[0] != pair[1]}


def test_every_address_is_in_the_table():
    assert sorted(set(addresses(get_resolver().url_patterns))) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_who_reads(name, world, browser):
    url, route = where(name, world), ROUTES[name]
    told = {who: answered(browser(who, proven=route.proven).get, url) for who in WHO}
    assert surprises(told, route.get) == {}
    if told["anonymous"].status_code == 302:
        assert told["anonymous"]["Location"].partition("?")[0] == "/sign-in/"


@pytest.mark.parametrize("name", NAMES)
def test_who_posts(name, world, browser):
    url, route = where(name, world), ROUTES[name]
    told = {who: answered(browser(who).post, url) for who in WHO}
    assert surprises(told, route.post) == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_post_without_the_page_s_token_is_refused(name, world, browser):
    url = where(name, world)
    for who in ("anonymous", "supervisor", "partner"):
        client = browser(who)
        client.cookies["csrftoken"] = TOKEN
        assert answered(lambda url, client=client: Client.post(client, url), url).status_code == 403


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_pages_are_sound_and_keep_names_to_their_body(name, language, world, browser):
    url, route = where(name, world), ROUTES[name]
    shown = 0
    for who, status in zip(WHO, route.get, strict=True):
        response = answered(browser(who, proven=route.proven, language=language).get, url)
        outside = f"{url}\n{response.headers}\n{response.cookies}"
        if who != "anonymous":
            assert response["Cache-Control"] == "no-store"
        assert STRICT in response["Content-Security-Policy"]
        assert "unsafe" not in response["Content-Security-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        if status not in (302, 405) and response["Content-Type"].startswith("text/html"):
            html = response.content.decode()
            page = read(html)
            outside += page.all("title")[0].text
            assert faults_of(html) == [], (who, faults_of(html))
            assert page.all("html")[0].attrs["lang"] == language
            filled = [e for e in page.elements if "btn-primary" in e.classes and e.inside("main")]
            shown = max(shown, len(filled) if status == 200 else 0)
        assert [canary for canary in world.names if canary in outside] == []
    assert shown == (route.acts if 200 in route.get else 0)


def test_what_is_not_open_answers_as_what_does_not_exist(world, browser):
    """Byte for byte, save the address itself and the tokens of the moment."""

    def told(client: Browser, url: str) -> tuple[int, dict, str]:
        response = answered(client.get, url)
        body = response.content.decode().replace(url, "…")
        body = re.sub(r'((?:csrfmiddlewaretoken|once_key|X-CSRFToken)"(?: value=|: )")[^"]*', r"\1…", body)
        return response.status_code, {**response.headers, "Content-Length": ""}, body

    for name in NAMES:
        url = where(name, world)
        missing = re.sub(
            r"[DAPRL]-\d\d-\w+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
            lambda found: "D-00-XXXXX" if found[0][1] == "-" else "00000000-0000-4000-8000-000000000000",
            url,
        )
        for who, status in zip(WHO, ROUTES[name].get, strict=True):
            if status == 404 and missing != url:
                assert told(browser(who), url) == told(browser(who), missing), (name, who)
