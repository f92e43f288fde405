"""Sums given back: only on an article, never above what was paid, two people, every euro written (I-D 2)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import clocks
from cases.models import Award, Recovery
from cases.recovering import GROUNDS, Ground, grounds, of_estate
from cases.services import recoveries as acts
from cases.services.moves import AlreadyMoved, Blocked, MoveRefused, NotYours, move
from eligibility import law
from nps.accounts.models import Role
from nps.calendar import months_after
from nps.journal.models import Entry
from tests.support.accounts import make_agent
from tests.support.cases import make_application, make_case_file

TODAY = timezone.localdate()
START = months_after(TODAY, -8)
FEW = Decimal("84.00")


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def decider(worker):
    return make_agent(Role.SUPERVISOR, site=worker.site)


def open_award(worker, by_law="II-2.3", benefit="paris_logement", **fields):
    case = make_case_file(worker, state="follow_up")
    end = clocks.period_ends_on(START, 12)
    granted = make_application(
        case, "granted", received_on=START, starts_on=START, ends_on=end, by_law=by_law, benefit=benefit
    )
    told = {"amount": FEW, "every": "month", "starts_on": START, "ends_on": end, **fields}
    return Award.objects.create(
        reference=granted.reference.replace("A", "P"), case=case, application=granted, benefit=benefit, **told
    )


@pytest.fixture
def award(worker):
    return open_award(worker)


def proposed(worker, award, months=3, **fields):
    told = {
        "kind": "undue",
        "why": "SPÉCIMEN",
        "on": TODAY,
        "paid_from": months_after(START, 8 - months),
        "paid_until": TODAY,
    }
    return acts.propose_recovery(actor=worker, award=award, **{**told, **fields})


def due(worker, decider, award, **fields):
    recovery = proposed(worker, award, **fields)
    return acts.decide_recovery(actor=decider, recovery=recovery, due_on=TODAY + timedelta(days=30))


def test_the_sum_follows_from_the_award_and_the_days(worker, award):
    recovery = proposed(worker, award, months=3)  # the month that begins today is the fourth
    assert (recovery.computed, recovery.amount, recovery.article) == (4 * FEW, 4 * FEW, "I-D 2")


def test_less_may_be_asked_with_a_reason_never_more(worker, award):
    with pytest.raises(MoveRefused, match="pourquoi"):
        proposed(worker, award, amount=Decimal("100"))
    with pytest.raises(MoveRefused, match="dépasser"):
        proposed(worker, award, amount=4 * FEW + 1, lowered_why="SPÉCIMEN")
    lower = proposed(worker, award, amount=Decimal("100"), lowered_why="SPÉCIMEN, erreur du service")
    assert (lower.amount, lower.computed) == (Decimal("100"), 4 * FEW)
    assert Entry.objects.get(act="recovery.propose").reason == "SPÉCIMEN, erreur du service"


def test_the_database_refuses_more_than_what_was_computed(worker, award):
    recovery = proposed(worker, award)
    for wrong in ({"amount": recovery.computed + 1}, {"amount": recovery.computed - 1}, {"paid": 9999}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recovery.objects.filter(pk=recovery.pk).update(**wrong)


def test_the_same_days_are_not_asked_back_twice(worker, award):
    first = proposed(worker, award)
    with pytest.raises(MoveRefused, match=first.reference):
        proposed(worker, award, months=1)
    with pytest.raises(MoveRefused, match="reste que"):
        proposed(worker, award, paid_from=START, paid_until=None)


def test_nothing_undue_is_nothing_to_ask(worker, award):
    with pytest.raises(MoveRefused, match="Aucune somme"):
        proposed(worker, award, owed=FEW)


def test_who_proposed_does_not_decide(award, decider):
    recovery = proposed(decider, award)
    with pytest.raises(NotYours):
        acts.decide_recovery(actor=decider, recovery=recovery, due_on=TODAY)
    other = make_agent(Role.SUPERVISOR, site=decider.site)
    assert acts.decide_recovery(actor=other, recovery=recovery, due_on=TODAY).state == "due"


def test_payments_are_written_one_by_one_never_above_and_the_last_settles(worker, decider, award):
    recovery = due(worker, decider, award)
    acts.record_payment(actor=worker, recovery=recovery, received_on=TODAY, amount=Decimal("36.00"))
    with pytest.raises(MoveRefused, match="300,00"):
        acts.record_payment(actor=worker, recovery=recovery, received_on=TODAY, amount=Decimal("300.01"))
    paid = acts.record_payment(actor=worker, recovery=recovery, received_on=TODAY, amount=Decimal("300"))
    assert (paid.state, paid.paid, paid.payments.count()) == ("settled", 4 * FEW, 2)
    with pytest.raises(AlreadyMoved):
        acts.record_payment(actor=worker, recovery=recovery, received_on=TODAY, amount=Decimal("1"))
    acts_told = [
        *Entry.objects.filter(act__startswith="recovery.").order_by("at").values_list("act", flat=True)
    ]
    assert acts_told == [
        "recovery.propose", "recovery.decide", "recovery.pay", "recovery.pay", "recovery.settle"
    ]  # fmt: skip


def test_what_is_left_is_waived_by_the_supervisor_and_a_paid_sum_is_not_cancelled(worker, decider, award):
    recovery = due(worker, decider, award)
    acts.record_payment(actor=worker, recovery=recovery, received_on=TODAY, amount=Decimal("36.00"))
    with pytest.raises(Blocked):
        acts.cancel_recovery(actor=decider, recovery=recovery, reason="SPÉCIMEN")
    with pytest.raises(NotYours):
        acts.waive_recovery(actor=worker, recovery=recovery, reason="SPÉCIMEN")
    assert acts.waive_recovery(actor=decider, recovery=recovery, reason="SPÉCIMEN").state == "waived"


def test_a_file_is_not_closed_while_a_sum_is_due(worker, decider, award):
    recovery = due(worker, decider, award)
    move(award, "end", actor=decider, on=TODAY, reason="SPÉCIMEN")
    with pytest.raises(Blocked, match="récupération"):
        move(award.case, "close", actor=worker, closing_reason="at_request", on=TODAY)
    acts.waive_recovery(actor=decider, recovery=recovery, reason="SPÉCIMEN")
    move(award.case, "close", actor=worker, closing_reason="at_request", on=TODAY)


@pytest.mark.parametrize("kind", ["succession", "better_fortune"])
def test_without_its_article_a_ground_is_refused(worker, award, kind):
    estate = acts.Estate(Decimal(100000), Decimal(0))
    with pytest.raises(MoveRefused, match="ne prévoit pas"):
        proposed(worker, award, kind=kind, estate=estate, paid_from=None, paid_until=None)


@pytest.mark.parametrize(("by_law", "sums"), [("II-1.1", 9 * FEW / 2), ("III-1.1", 9 * FEW)])
def test_on_a_succession_a_couple_of_elderly_people_gives_half_back(worker, by_law, sums):
    award = open_award(worker, by_law, "paris_solidarite")
    estate = acts.Estate(Decimal(100000), Decimal(40000), couple=True)
    recovery = proposed(worker, award, kind="succession", estate=estate, paid_from=None, paid_until=None)
    assert (recovery.amount, recovery.article) == (sums, GROUNDS[by_law]["succession"].article)


def test_better_fortune_gives_back_what_was_paid(worker):
    award = open_award(worker, "II-1.2", "complement_sante_paris")
    recovery = proposed(worker, award, kind="better_fortune", paid_from=None, paid_until=None)
    assert (recovery.amount, recovery.article) == (9 * FEW, "II-1.2 d/5")


@pytest.mark.parametrize(
    ("net", "threshold", "spared", "expected"),
    [(50000, 49900, False, 100), (50000, 50000, False, 0), (90000, 50000, False, 756), (90000, 0, True, 0)],
)
def test_only_what_the_estate_has_above_the_amount_is_taken(net, threshold, spared, expected):
    ground = Ground("III-1.1 e/4", spared_heirs=True)
    estate = {"estate": Decimal(net), "threshold": Decimal(threshold), "couple": False, "spared": spared}
    assert of_estate(9 * FEW, ground, **estate) == expected


@pytest.mark.parametrize("day", ["2016-02-01", "2019-09-01"])
def test_every_article_cited_says_that_sums_are_given_back(day):
    text = law.text(law.in_force(date.fromisoformat(day)))
    for by_law in (*GROUNDS, "II-2.2", "III-2.2", "IV-2.6", "V-3.2"):
        for ground in grounds(by_law).values():
            if ground.article.startswith("I-D"):
                continue
            number = ground.article.split()[1]
            (article,) = (one for one in text.entry(by_law).articles if one.number == number)
            assert "récupéré" in " ".join(article.words), (day, ground.article)
