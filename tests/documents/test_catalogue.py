"""Types change from a day, by two administrators, never in the past; reading them stays cheap."""

from datetime import date, timedelta
from time import perf_counter

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from documents import catalogue
from documents.catalogue import Refused
from documents.models import TypeAct, TypeStep, TypeVersion
from documents.types import catalogue as types_on
from documents.types import published, row_of
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.support.accounts import make_agent


@pytest.fixture
def admins(system):
    return make_agent(Role.ADMINISTRATOR), make_agent(Role.ADMINISTRATOR)


def acts(agent):
    return acting(*actor_of(agent))


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def prepared(author, code="lease", day=None, new="", **changes) -> TypeVersion:
    row = {**row_of(published()[code]), **(changes or {"validity": "months:12"}), "code": new or code}
    with acts(author):
        return catalogue.prepare_type(actor=author, row=row, in_force_on=day or tomorrow(), why="SPÉCIMEN")


def approved(admins, *args, **changes) -> TypeVersion:
    author, other = admins
    made = prepared(author, *args, **changes)
    with acts(other):
        catalogue.approve_type(actor=other, version=made)
    catalogue.approved.forget()
    return made


def test_an_approved_version_holds_from_its_day_and_the_past_stays(admins):
    approved(admins)
    assert types_on()["lease"].validity == "stated"
    assert types_on(tomorrow())["lease"].validity == "months:12"
    assert types_on(tomorrow())["passport"] == published()["passport"]
    assert list(types_on(tomorrow())) == list(published())


def test_what_is_not_approved_changes_nothing(admins):
    author, other = admins
    rejected, withdrawn = prepared(author), prepared(author)
    with acts(other):
        catalogue.reject_type(actor=other, version=rejected, reason="SPÉCIMEN : faux")
    with acts(author):
        catalogue.withdraw_type(actor=author, version=withdrawn)
    prepared(author)
    catalogue.approved.forget()
    assert types_on(tomorrow()) == published()


def test_a_new_type_exists_from_its_day(admins):
    approved(admins, new="boat_lease", name={"fr": "Bail de péniche", "en": "Boat lease"})
    assert "boat_lease" not in types_on()
    assert types_on(tomorrow())["boat_lease"].label("fr") == "Bail de péniche"


def test_the_past_and_a_day_already_told_are_refused(admins):
    with pytest.raises(Refused, match="passé"):
        prepared(admins[0], day=timezone.localdate())
    approved(admins, day=tomorrow() + timedelta(days=9))
    with pytest.raises(Refused, match="après"):
        prepared(admins[0], day=tomorrow(), validity="months:6")


def test_two_people_are_needed_and_only_administrators(admins):
    author, other = admins
    made = prepared(author)
    with acts(author), pytest.raises(Refused, match="autre personne"):
        catalogue.approve_type(actor=author, version=made)
    with acts(other), pytest.raises(Refused, match="Seule la personne"):
        catalogue.withdraw_type(actor=other, version=made)
    worker = make_agent(Role.SOCIAL_WORKER)
    with pytest.raises(PermissionDenied):
        catalogue.approve_type(actor=worker, version=made)
    with (
        acts(author),
        pytest.raises(IntegrityError, match="type_step_reviewed_by_another"),
        transaction.atomic(),
    ):
        TypeStep.objects.create(version=made, author=author, act=TypeAct.APPROVED, actor=author)
    with acts(author), pytest.raises(IntegrityError, match="version_s"), transaction.atomic():
        TypeStep.objects.create(version=made, author=other, act=TypeAct.APPROVED, actor=author)


def test_a_version_is_closed_once(admins):
    made = approved(admins)
    with acts(admins[1]), pytest.raises(Refused, match="vient d’agir"):
        catalogue.reject_type(actor=admins[1], version=TypeVersion.objects.get(pk=made.pk), reason="SPÉCIMEN")


def test_rows_are_never_changed_and_staff_see_what_is_approved(admins):
    made, waiting = approved(admins), prepared(admins[0], code="passport", validity="months:12")
    with acts(admins[0]), pytest.raises(ProgrammingError), transaction.atomic():
        TypeVersion.objects.filter(pk=made.pk).update(why="réécrit")
    worker = make_agent(Role.SOCIAL_WORKER)
    with acts(worker):
        assert list(TypeVersion.objects.values_list("pk", flat=True)) == [made.pk] != [waiting.pk]
        assert types_on(tomorrow())["lease"].validity == "months:12"


def test_each_act_is_journaled_with_the_row(admins):
    made = approved(admins)
    found = Entry.objects.filter(act__startswith="type.").order_by("-act")
    assert [entry.act for entry in found] == ["type.prepared", "type.approved"]
    assert found[0].data["row"]["validity"] == made.row["validity"] == "months:12"


def test_later_versions_are_looked_at_too(admins):
    """Passport stands for the card: it cannot stop proving birth tomorrow if the card changes after."""
    approved(admins, "identity_card", tomorrow() + timedelta(days=9), sensitive=True)
    with pytest.raises(Refused):
        prepared(admins[0], "passport", proves=["identity"])


def test_forty_aids_of_eight_people_read_their_types_in_a_few_milliseconds(admins, django_assert_num_queries):
    for n, code in enumerate(list(published())[:20]):
        approved(admins, code, tomorrow() + timedelta(days=n), sensitive=True)
    types_on()
    with django_assert_num_queries(0):
        start = perf_counter()
        for _ in range(40 * 8):
            for code in ("lease", "pay_slip", "tax_notice"):
                assert types_on()[code]
        assert perf_counter() - start < 0.05


def test_a_broken_transaction_reads_nothing_and_says_what_it_knew(admins):
    approved(admins)
    with transaction.atomic():
        transaction.set_rollback(True)
        assert types_on(tomorrow())["lease"].validity == "stated"
        assert types_on()["lease"] == published()["lease"]
    assert types_on(tomorrow())["lease"].validity == "months:12"
