"""On the day of a reorganisation, files follow their sector once, whatever happens to the worker."""

import threading

import pytest
from django.db import connection

from cases.models import CaseFile, MovedFile, SectorMove, Task
from cases.services import territory
from cases.services.moves import NotYours, move
from eligibility.models import Fact
from nps.accounts.acting import acting
from nps.accounts.models import Role
from nps.accounts.territory import Line, RuleKind, ground
from nps.journal.models import Entry
from tests.support.accounts import make_agent
from tests.support.cases import make_application, make_case_file
from tests.support.territory import (
    EXAMPLE,
    N18,
    PERMANENCE,
    STREET,
    day,
    draw,
    make_file_at,
    make_staffed_site,
    publish,
)


@pytest.fixture
def worker(system):
    """Of the site all of Paris belongs to."""
    found = make_agent()
    draw(found.site, make_staffed_site())
    return found


@pytest.fixture
def new_site(system):
    return make_staffed_site(name="SPÉCIMEN qui reçoit")


def follow(on: int = 30) -> int:
    """Every batch of that day; how many there were."""
    done = 0
    while territory.move_batch(on=day(on)):
        done += 1
    return done


def homeless(case: CaseFile) -> CaseFile:
    told = {"name": "housing.tenure", "value": "none", "source": "declared", "recorded_by": case.referent}
    Fact.objects.create(household=case.household, **told)
    return case


def without_address(worker) -> CaseFile:
    case = make_case_file(worker)
    case.household.addresses.all().delete()
    return case


def site_of(case: CaseFile):
    return CaseFile.objects.get(pk=case.pk).site


def test_files_of_the_street_follow_and_others_stay(worker, new_site):
    gone = [make_file_at(worker), make_file_at(worker, "12 bis, R. DE L'EXEMPLE")]
    stay = [make_file_at(worker, "4 rue d’Ailleurs"), make_file_at(worker, postcode="75017"),
            make_file_at(worker, postcode="93200"), without_address(worker),
            homeless(make_file_at(worker))]  # fmt: skip
    change = publish(Line(EXAMPLE, new_site.pk, STREET))
    assert follow() == 1
    assert {site_of(case) for case in gone} == {new_site}
    assert {site_of(case) for case in stay} == {worker.site}
    kept = SectorMove.objects.get(reorganisation=change)
    assert (kept.files, kept.seen, kept.moved) == (7, 7, 2)
    assert kept.ended_at


def test_nothing_moves_before_the_day(worker, new_site):
    case = make_file_at(worker)
    publish(Line(N18, new_site.pk))
    assert follow(29) == 0
    assert site_of(case) == worker.site


def test_the_permanence_moves_homeless_people_and_nobody_else(worker, new_site):
    permanence = make_agent(site=make_staffed_site())
    homeless_here = homeless(make_file_at(worker))
    publish(Line(PERMANENCE, permanence.site_id), on=20)
    follow(20)
    assert site_of(homeless_here) == worker.site  # kept here on purpose: its rule was another site's
    at_home = [homeless(without_address(permanence)), homeless(make_file_at(permanence))]
    housed = make_file_at(permanence)
    publish(Line(PERMANENCE, new_site.pk))
    follow()
    assert {site_of(case) for case in at_home} == {new_site}
    assert site_of(housed) == permanence.site


def test_closed_files_and_files_kept_elsewhere_on_purpose_stay(worker, new_site):
    closed = make_file_at(worker, state="closed", closed_on=day(-9), closing_reason="at_request")
    elsewhere = make_file_at(make_agent())
    publish(Line(N18, new_site.pk))
    follow()
    assert site_of(closed) == worker.site
    assert site_of(elsewhere) != new_site


def test_a_careful_contact_and_running_applications_follow(worker, new_site):
    case = make_file_at(worker)
    case.household.people.update(safe_contact=True)
    application = make_application(case, "received")
    publish(Line(N18, new_site.pk))
    follow()
    assert site_of(case) == new_site
    application.refresh_from_db()
    assert application.state == "received"


def test_each_file_is_journaled_and_each_person_told_once(worker, new_site):
    cases = [make_file_at(worker) for _ in range(3)]
    change = publish(Line(N18, new_site.pk))
    follow()
    for case in cases:
        entry = Entry.objects.get(case_reference=case.reference, act="casefile.transfer")
        assert (entry.actor, entry.data["from"], entry.data["to"]) == (None, worker.site.code, new_site.code)
        assert entry.data["reorganisation"] == str(change.public_id)
        assert "SPÉCIMEN de fusion" in entry.reason
    told = Task.objects.order_by("pk")
    assert {task.assignee.role for task in told} == {Role.SOCIAL_WORKER, Role.SUPERVISOR}
    assert len(told) == 2
    assert all(task.label.startswith("3 dossiers") for task in told)


def test_run_again_nothing_more_happens(worker, new_site):
    make_file_at(worker)
    publish(Line(N18, new_site.pk))
    follow()
    assert follow() == 0
    assert MovedFile.objects.count() == 1
    assert Entry.objects.filter(act="casefile.transfer").count() == 1


def test_killed_in_the_middle_of_a_batch_it_takes_up_where_it_was(worker, new_site, monkeypatch):
    cases = [make_file_at(worker) for _ in range(5)]
    publish(Line(N18, new_site.pk))
    monkeypatch.setattr(territory, "BATCH", 2)
    assert territory.move_batch(on=day(30))
    written, kept = territory.record, []

    def dies(**said):
        if kept:
            raise SystemExit
        kept.append(said)
        return written(**said)

    monkeypatch.setattr(territory, "record", dies)
    with pytest.raises(SystemExit):
        territory.move_batch(on=day(30))
    assert [site_of(case) == new_site for case in cases] == [True, True, False, False, False]
    assert SectorMove.objects.get().seen == 2
    monkeypatch.setattr(territory, "record", written)
    follow()
    assert {site_of(case) for case in cases} == {new_site}
    assert MovedFile.objects.count() == Entry.objects.filter(act="casefile.transfer").count() == 5
    assert Task.objects.filter(assignee=worker).count() == 1


def test_late_reorganisations_are_followed_in_the_order_of_their_days(worker, new_site):
    case, third = make_file_at(worker), make_staffed_site()
    publish(Line(N18, third.pk), on=40)
    publish(Line(N18, new_site.pk), on=30)
    follow(50)
    assert site_of(case) == third
    went = MovedFile.objects.order_by("pk").values_list("from_site", "to_site")
    assert list(went) == [(worker.site_id, new_site.pk), (new_site.pk, third.pk)]


def test_the_address_of_the_day_counts(worker, new_site):
    case = make_file_at(worker)
    case.household.addresses.update(until=day(10))
    case.household.addresses.create(
        line="1 rue d’Ailleurs", postcode="75011", city="Paris", arrondissement=11, since=day(10)
    )
    publish(Line(N18, new_site.pk))
    follow()
    assert site_of(case) == worker.site


def test_a_decision_of_the_former_site_after_the_move_is_refused(worker, new_site):
    supervisor = make_agent(Role.SUPERVISOR, site=worker.site)
    application = make_application(make_file_at(worker), "proposed", proposed_by=worker)
    publish(Line(N18, new_site.pk))
    follow()
    with pytest.raises(NotYours):
        move(application, "refuse", actor=supervisor, reason="SPÉCIMEN")


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_an_agent_at_once_leave_one_result():
    with acting("system"):
        worker = make_agent()
        draw(worker.site, make_staffed_site())
        new_site = make_staffed_site()
        cases = [make_file_at(worker) for _ in range(6)]
    publish(Line(ground(RuleKind.ARRONDISSEMENT, 18), new_site.pk))
    gate, faults = threading.Barrier(3), []

    def work() -> None:
        try:
            gate.wait(30)
            more = True
            while more:
                with acting("system"):
                    more = territory.move_batch(on=day(30))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    def contact() -> None:
        try:
            gate.wait(30)
            for case in cases:
                with acting("staff"):
                    held = CaseFile.objects.select_for_update().get(pk=case.pk)
                    held.last_contact_on = day(0)
                    held.save(update_fields=["last_contact_on"])
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for one in (work, work, contact)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with acting("system"):
        while territory.move_batch(on=day(30)):  # the next tick
            pass
        assert faults == []
        assert set(CaseFile.objects.values_list("site", flat=True)) == {new_site.pk}
        assert MovedFile.objects.count() == Entry.objects.filter(act="casefile.transfer").count() == 6
