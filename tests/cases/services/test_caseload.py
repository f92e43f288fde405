"""A check of the active files: shared in batches, done once whatever happens, nobody's against their will."""

import datetime as dt
import threading
from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from cases.demonstration import office
from cases.demonstration.play import answers, register
from cases.jobs import plan_caseload
from cases.models import CaseFile
from cases.services import caseload as service
from cases.services import files
from cases.services.moves import NotYours
from eligibility import caseload, engine, parameters
from eligibility.facts import record_facts
from eligibility.jobs import check_batch, rescue_batches
from eligibility.models import CaseloadBatch, CaseloadResult, CaseloadRun, RadarObjection, RunKind
from eligibility.parameters import Version
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Agent, Role
from nps.jobs import app
from nps.journal.models import Entry
from tests.support.accounts import make_agent
from tests.support.cases import make_case_file

TODAY = dt.date(2024, 3, 15)
AMOUNT = "paris_logement.amount.single"


def office_file(worker: Agent, name: str) -> CaseFile:
    """A household of the demonstration, with all it declares."""
    household = office.read(name)
    case, met = register(worker, household, TODAY)
    files.record_situation(actor=worker, case=case, answers=answers(household, met))
    return case


@pytest.fixture
def supervisor(db):
    return make_agent(Role.SUPERVISOR)


@pytest.fixture
def tenant(system, supervisor):
    return office_file(make_agent(site=supervisor.site), "retired_tenant")


def radar_run(supervisor, **fields) -> CaseloadRun:
    told = {"actor": supervisor, "kind": RunKind.RADAR, "on": TODAY, "national": False}
    site = supervisor.site if supervisor else None
    return service.start_caseload_check(**{**told, "site": site, **fields})


def worked(run: CaseloadRun) -> CaseloadRun:
    """Every job of the run, as workers do them."""
    plan_caseload(run=run.pk)
    for batch in CaseloadBatch.objects.filter(run=run).order_by("number"):
        check_batch(batch=batch.pk)
    run.refresh_from_db()
    return run


def found_of(case: CaseFile) -> set[tuple[str, str]]:
    rows = CaseloadResult.objects.filter(household=case.household)
    return set(rows.values_list("code", "status"))


def test_rights_not_claimed_are_found_for_each_household(tenant, supervisor):
    run = worked(radar_run(supervisor))
    kept = CaseloadResult.objects.get(run=run, household=tenant.household, code="paris_logement")
    assert (kept.status, float(kept.amount), kept.every) == ("entitled", 84.0, "month")
    assert caseload.totals(run)["benefits"]["paris_logement"] == {"entitled": 1, "month": 84.0}
    assert run.ended_at is not None


def test_a_batch_done_twice_leaves_one_result(tenant, supervisor):
    run = worked(radar_run(supervisor))
    once = CaseloadResult.objects.count()
    assert not caseload.check_batch(batch=run.batches.get().pk)
    worked(run)
    assert CaseloadResult.objects.count() == once > 0


def test_a_new_search_takes_the_place_of_the_former(tenant, supervisor):
    worked(radar_run(supervisor))
    once = CaseloadResult.objects.count()
    again = worked(radar_run(supervisor))
    assert set(CaseloadResult.objects.values_list("run", flat=True)) == {again.pk}
    assert CaseloadResult.objects.count() == once


def test_asking_again_before_the_end_gives_the_same_run(tenant, supervisor):
    assert radar_run(supervisor) == radar_run(supervisor)
    assert Entry.objects.filter(act="caseload.ask").count() == 1


def test_only_active_files_of_the_site_are_checked(tenant, supervisor):
    worker = tenant.referent
    closed = make_case_file(worker, state="closed", closed_on=TODAY, closing_reason="at_request")
    elsewhere = make_case_file(make_agent())
    intake = make_case_file(worker, state="intake", information_given_on=None)
    (batch,) = worked(radar_run(supervisor)).batches.all()
    assert batch.households == sorted([tenant.household_id, intake.household_id])
    assert not {closed.household_id, elsewhere.household_id} & {*batch.households}


def test_batches_are_small_and_of_one_site(tenant, supervisor, monkeypatch):
    monkeypatch.setattr(caseload, "BATCH", 2)
    for _ in range(3):
        make_case_file(tenant.referent)
    make_case_file(make_agent())
    run = radar_run(None)
    plan_caseload(run=run.pk)
    assert [(b.site_id == supervisor.site_id, b.size) for b in run.batches.order_by("-size", "number")] == [
        (True, 2), (True, 2), (False, 1),
    ]  # fmt: skip


def test_planning_twice_makes_no_second_batch(tenant, supervisor):
    run = radar_run(supervisor)
    plan_caseload(run=run.pk)
    plan_caseload(run=run.pk)
    assert run.batches.count() == 1


def test_a_household_that_objects_is_never_computed(tenant, supervisor):
    service.object_to_radar(actor=tenant.referent, case=tenant, on=TODAY)
    run = worked(radar_run(supervisor))
    assert not run.batches.exists()
    assert found_of(tenant) == set()
    assert run.ended_at is not None


def test_an_objection_after_the_planning_still_counts(tenant, supervisor):
    run = radar_run(supervisor)
    plan_caseload(run=run.pk)
    service.object_to_radar(actor=tenant.referent, case=tenant, on=TODAY)
    worked(run)
    assert found_of(tenant) == set()
    assert caseload.totals(run) == {}


def test_an_objection_makes_forget_what_was_found(tenant, supervisor):
    worked(radar_run(supervisor))
    with acting(*actor_of(tenant.referent)):
        service.object_to_radar(actor=tenant.referent, case=tenant, on=TODAY)
        service.object_to_radar(actor=tenant.referent, case=tenant, on=TODAY)
    assert found_of(tenant) == set()
    assert Entry.objects.filter(act="radar.object", case_reference=tenant.reference).count() == 1


def test_an_objection_taken_back_counts_the_household_in_again(tenant, supervisor):
    service.object_to_radar(actor=tenant.referent, case=tenant, on=TODAY)
    service.withdraw_radar_objection(actor=tenant.referent, case=tenant)
    service.withdraw_radar_objection(actor=tenant.referent, case=tenant)
    worked(radar_run(supervisor))
    assert ("paris_logement", "entitled") in found_of(tenant)
    assert Entry.objects.filter(act="radar.withdraw_objection").count() == 1
    held = RadarObjection.objects.get()
    assert held.withdrawn_by == tenant.referent


def test_an_objection_is_the_site_s_to_note(tenant):
    with pytest.raises(NotYours):
        service.object_to_radar(actor=make_agent(), case=tenant, on=TODAY)


def test_figures_under_study_say_who_wins_and_what_it_costs(tenant, supervisor):
    figures = parameters.published().with_versions({AMOUNT: Version(TODAY, 100.0, "SPÉCIMEN")})
    run = worked(radar_run(supervisor, kind=RunKind.EFFECT, figures=figures))
    kept = CaseloadResult.objects.get(run=run, household=tenant.household)
    assert (kept.code, float(kept.former_amount), float(kept.amount)) == ("paris_logement", 84.0, 100.0)
    told = caseload.totals(run)
    assert (told["winners"], told["sums"]) == (1, {"month": 16.0})
    assert told["benefits"] == {"paris_logement": {"higher": 1, "month": 16.0}}


def test_an_objection_does_not_touch_a_study_of_figures(tenant, supervisor):
    service.object_to_radar(actor=tenant.referent, case=tenant, on=TODAY)
    figures = parameters.published().with_versions({AMOUNT: Version(TODAY, 100.0, "SPÉCIMEN")})
    run = worked(radar_run(supervisor, kind=RunKind.EFFECT, figures=figures))
    assert caseload.totals(run)["households"] == 1


def test_small_counts_are_told_to_nobody_outside_the_site(tenant):
    figures = parameters.published().with_versions({AMOUNT: Version(TODAY, 100.0, "SPÉCIMEN")})
    assert caseload.latest_effect(figures.digest) is None
    run = worked(radar_run(None, kind=RunKind.EFFECT, figures=figures))
    told = caseload.latest_effect(figures.digest)
    assert told["run"] == run.public_id
    assert (told["households"], told["winners"], told["sums"]) == (1, None, {"month": None})
    assert told["benefits"] == {"paris_logement": {"higher": None, "month": None}}


def test_figures_that_are_not_the_published_ones_with_more_are_refused(supervisor):
    with pytest.raises(caseload.FiguresLost):
        caseload.changes_of(parameters.published())


def test_a_household_whose_facts_are_at_fault_stops_nobody(tenant, supervisor):
    wrong = make_case_file(tenant.referent)
    record_facts(
        actor=wrong.referent,
        household=wrong.household,
        answers={(None, "housing.tenure"): "castle"},
        case_reference=wrong.reference,
    )
    (batch,) = worked(radar_run(supervisor)).batches.all()
    assert batch.unreadable == [wrong.household_id]
    assert found_of(tenant)


def test_a_batch_that_fails_is_counted_and_taken_up_again(tenant, supervisor, monkeypatch):
    run = radar_run(supervisor)
    plan_caseload(run=run.pk)
    batch = run.batches.get()

    def broken(*args, **kwargs):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(caseload.engine, "check_many", broken)
        for _ in range(caseload.ATTEMPTS):
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                caseload.check_batch(batch=batch.pk)
            caseload.note_failure(batch=batch.pk)
    assert caseload.progress(run) == caseload.Progress(1, 0, 1, 0, 1)
    service.resume_caseload_check(actor=supervisor, run=run)
    worked(run)
    assert caseload.progress(run) == caseload.Progress(1, 1, 1, 1, 0)
    assert found_of(tenant)


@pytest.mark.parametrize(
    ("role", "kind", "own"),
    [(Role.SOCIAL_WORKER, RunKind.RADAR, True), (Role.SUPERVISOR, RunKind.RADAR, False),
     (Role.ADMINISTRATOR, RunKind.RADAR, False), (Role.AUDITOR, RunKind.RADAR, False)],
)  # fmt: skip
def test_others_start_nothing(role, kind, own, db):
    actor = make_agent(role)
    with pytest.raises(NotYours):
        radar_run(actor, kind=kind, site=actor.site if own else None)
    with acting("system"):
        assert not CaseloadRun.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["select * from eligibility_caseloadresult", "select households from eligibility_caseloadbatch",
     "select * from eligibility_radarobjection"],
)  # fmt: skip
def test_administrators_read_no_household(query, db):
    with pytest.raises(DatabaseError, match="permission denied"), acting("admin"), transaction.atomic():
        connection.cursor().execute(query)


def test_administrators_read_the_counts(tenant):
    figures = parameters.published().with_versions({AMOUNT: Version(TODAY, 100.0, "SPÉCIMEN")})
    run = worked(radar_run(None, kind=RunKind.EFFECT, figures=figures))
    with acting("admin"):
        assert caseload.progress(run).percent == 100
        assert caseload.latest_effect(figures.digest)["households"] == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_do_the_same_batch():
    with acting("system"):
        supervisor = make_agent(Role.SUPERVISOR)
        office_file(make_agent(site=supervisor.site), "retired_tenant")
        run = radar_run(supervisor)
        plan_caseload(run=run.pk)
        batch = run.batches.get()
    told: list[bool] = []

    def work():
        try:
            with acting("system"):
                told.append(caseload.check_batch(batch=batch.pk))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with acting("system"):
        assert sorted(told) == [False, False, False, True]
        assert CaseloadResult.objects.filter(run=run, code="paris_logement").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_objection_noted_while_a_batch_is_computed_counts(monkeypatch):
    with acting("system"):
        supervisor = make_agent(Role.SUPERVISOR)
        tenant = office_file(make_agent(site=supervisor.site), "retired_tenant")
        run = radar_run(supervisor)
        plan_caseload(run=run.pk)
    computed = engine.check_many

    def object_meanwhile():
        with acting(*actor_of(tenant.referent)):
            service.object_to_radar(actor=tenant.referent, case=tenant, on=TODAY)
        connection.close()

    def computed_slowly(*args, **asked):
        other = threading.Thread(target=object_meanwhile)
        other.start()
        other.join()
        return computed(*args, **asked)

    monkeypatch.setattr(engine, "check_many", computed_slowly)
    with acting("system"):
        assert caseload.check_batch(batch=run.batches.get().pk)
        assert found_of(tenant) == set()
        assert caseload.totals(run) == {}


@pytest.mark.django_db(transaction=True)
def test_the_batch_of_a_dead_worker_is_given_to_another():
    with acting("system"):
        supervisor = make_agent(Role.SUPERVISOR)
        office_file(make_agent(site=supervisor.site), "retired_tenant")
        run = radar_run(supervisor)
        plan_caseload(run=run.pk)
        args = {"batch": run.batches.get().pk}
    jobs = ProcrastinateJob.objects.filter(task_name="eligibility.jobs.check_batch", args=args)
    with connection.cursor() as cursor:  # as a worker leaves it that was killed, and forgotten since
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = null")
    async_to_sync(rescue_batches.func)(SimpleNamespace(app=app), 0)
    assert {job.status for job in jobs} == {"todo"}
