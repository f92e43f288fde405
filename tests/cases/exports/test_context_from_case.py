"""What a case in the database becomes in its audit file."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from cases.exports.context_from_case import gather
from cases.fact_words import label, missing, value
from cases.services.files import check_rights, record_situation
from documents import vault
from documents.models import Content
from eligibility import facts
from nps.accounts.models import Role
from nps.journal import sealing
from nps.journal.merkle import leaf_hash, root_from_proof
from nps.journal.services import record
from nps.people.models import MemberRole
from nps.people.services import set_nir
from tests.support.accounts import make_agency, make_agent
from tests.support.cases import (
    PDF,
    applicant_of,
    make_application,
    make_case_file,
    make_document,
    make_member,
    make_share,
)
from tests.support.people import make_household, make_person

NIR = "255081416802538"


@pytest.fixture
def case(system):
    actor = make_agent()
    ada = make_person(actor, "Spécimen", "Ada", "04/05/1987")
    return make_case_file(actor, make_household(actor, (ada, MemberRole.APPLICANT)))


def gathered(case):
    """The export as the auditor reads it: in French."""
    with translation.override("fr"):
        return gather(case, actor=None, at=timezone.now())


def exported(case):
    return gathered(case)[0]


def test_a_bare_file_is_told_without_inventing_anything(case):
    export = exported(case)
    assert export.reference == case.reference
    assert export.state.label == "Évaluation"
    assert (export.applications, export.pieces, export.shares, export.rights_checks) == ((), (), (), ())
    assert [(m.given_names, m.birth_date, m.nationality) for m in export.members] == [
        ("Ada", "1987-05-04", "On ne sait pas")
    ]
    assert export.addresses[0].lines == "12 rue SPÉCIMEN, 75020 Paris"
    assert export.journal is None


def test_who_left_the_household_stays_with_the_dates(case):
    left = timezone.localdate() - timedelta(days=3)
    make_member(case, birth_name="Parti", until=left)
    assert [(m.birth_name, m.until) for m in exported(case).members] == [("Spécimen", None), ("Parti", left)]


def test_facts_are_worded_and_say_what_proves_them(case):
    ada, actor = applicant_of(case), case.referent
    answers = {
        (None, "housing.tenure"): "tenant",
        (None, "housing.rent"): 900.5,
        (None, "housing.arrears"): False,
        (ada, "incomes.wage"): {"monthly_net": 1300, "from": "2023-01"},
        (ada, "in_paris_since"): "2015-06",
    }
    record_situation(actor=actor, case=case, answers=answers)
    receipt = make_document(case, period="2024-02")
    facts.prove_facts(
        actor=actor,
        household=case.household,
        document=receipt,
        case_reference=case.reference,
        on=timezone.localdate(),
    )
    record_situation(actor=actor, case=case, answers={(None, "housing.arrears"): None})
    told = {(f.label, f.subject): (f.value, f.source.label, f.proof) for f in exported(case).facts}
    proved = ("Prouvé par une pièce", "Quittance de loyer ou avis d’échéance, février 2024")
    assert told == {
        ("Le foyer est", ""): ("Locataire", *proved),
        ("Loyer par mois, sans les charges", ""): ("900,50\u00a0€", *proved),
        ("Loyers ou charges en retard", ""): ("Non", *proved),
        ("Salaire", "Ada Spécimen"): ("1\u202f300,00\u00a0€ nets par mois, depuis 01/2023", "Déclaré", ""),
        ("À Paris depuis", "Ada Spécimen"): ("06/2015", "Déclaré", ""),
    }


def test_a_fact_nobody_worded_shows_its_name_rather_than_disappear():
    assert (label("new.thing"), value("new.thing", 3)) == ("new.thing", "3")
    assert missing("persons[0].new_thing", ["Ada"]) == "new_thing (Ada)"


def test_rights_keep_their_reasons_by_article_and_what_is_missing(case):
    check_rights(actor=case.referent, case=case, on=timezone.localdate(), national=False)
    (check,) = exported(case).rights_checks
    rights = {right.code: right for right in check.rights}
    families = rights["paris_forfait_familles"]
    assert families.status.label == "N’a pas droit"
    assert families.amount is None
    reasons = {c.sentence: (c.holds, c.value, c.threshold) for c in families.conditions}
    assert reasons["Enfants à charge"] == (False, "0\u00a0enfant", "3\u00a0enfants")
    assert all(c.article for right in check.rights for c in right.conditions)
    housing = rights["paris_logement"]
    assert housing.status.code == "undetermined"
    assert any("(Ada Spécimen)" in line for line in housing.missing)
    assert not any("persons[" in line for line in housing.missing)


def test_only_the_checks_somebody_rests_on_are_told(case):
    old, used, latest = (
        check_rights(actor=case.referent, case=case, on=timezone.localdate(), national=False)
        for _number in range(3)
    )
    make_application(case, rights_check=used)
    told = [check.reference for check in exported(case).rights_checks]
    assert told == [str(used.public_id), str(latest.public_id)]
    assert str(old.public_id) not in told


def test_a_decision_names_two_people_its_reason_and_its_article(case):
    refused = make_application(case, "refused", refusal_reason="Deux enfants.", refusal_article="IV-1.2 a/1")
    record(
        act="application.refuse",
        actor=refused.decided_by,
        subject=refused,
        case_reference=case.reference,
        reason="Deux enfants.",
        data={"from": "proposed", "to": "refused"},
    )
    (told,) = exported(case).applications
    assert told.proposer.startswith(case.referent.full_name)
    assert told.decider.startswith(refused.decided_by.full_name)
    assert (told.decision.label, told.reasons, told.article) == ("Rejetée", "Deux enfants.", "IV-1.2 a/1")
    assert [(m.state.label, m.actor) for m in told.moves] == [("Rejetée", refused.decided_by.full_name)]
    assert [clock.article for clock in told.clocks] == ["I-B 3", "CRPA L231-4, 3°"]


def test_a_draft_has_no_clock_yet(case):
    make_application(case, "draft")
    assert exported(case).applications[0].clocks == ()


def test_pieces_come_whole_with_their_fingerprint(case):
    make_document(case, body=b"%PDF one", period="2024-02")
    make_document(case, "rejected", body=b"%PDF two")
    export, contents = gathered(case)
    assert [p.file_name for p in export.pieces] == [
        "piece-001-rent_receipt.pdf",
        "piece-002-rent_receipt.pdf",
    ]
    assert [p.sha256 for p in export.pieces] == [
        hashlib.sha256(body).hexdigest() for body in (b"%PDF one", b"%PDF two")
    ]
    assert b"".join(contents["piece-001-rent_receipt.pdf"]) == b"%PDF one"
    assert (export.pieces[0].period, export.pieces[0].whose) == ("02/2024", "Ada Spécimen")
    assert export.pieces[0].scan == "Antivirus\u00a0: non analysée"


def test_an_erased_piece_stays_as_a_trace_without_content(case):
    piece = make_document(case)
    vault.erase(actor=case.referent, document=piece, reason="SPÉCIMEN", case_reference=case.reference)
    export, contents = gathered(case)
    assert [(p.state.label, p.file_name, p.sha256) for p in export.pieces] == [("Effacée", "", "")]
    assert contents == {}


def test_a_damaged_piece_is_told_and_does_not_hide_the_others(case):
    other, damaged = make_document(case, body=PDF), make_document(case, body=b"%PDF damaged")
    Content.objects.filter(pk=damaged.content_id).update(name="gone")
    export, contents = gathered(case)
    assert [bool(p.file_name) for p in export.pieces] == [True, False]
    assert export.pieces[1].scan.startswith("Contenu altéré")
    assert list(contents) == ["piece-001-rent_receipt.pdf"]
    assert export.pieces[0].reference == str(other.reference)


def test_a_piece_proved_in_another_household_is_shown_where_it_answers(case):
    ada = applicant_of(case)
    elsewhere = make_case_file(case.referent, make_household(case.referent, (ada, MemberRole.APPLICANT)))
    make_document(elsewhere, type="identity_card", people=[ada])
    make_document(elsewhere)  # the rent of the other home is not this household's business
    assert [p.type.code for p in exported(case).pieces] == ["identity_card"]


def test_a_share_past_its_end_is_told_as_over(case):
    today = timezone.localdate()
    shared = make_share(case, make_agency(name="SPÉCIMEN Caisse"), documents=[make_document(case)])
    type(shared).objects.filter(pk=shared.pk).update(
        starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1)
    )
    (told,) = exported(case).shares
    assert (told.agency, told.state.label) == ("SPÉCIMEN Caisse", "Terminé")
    assert told.sections == ("Des pièces choisies", "Quittance de loyer ou avis d’échéance")
    assert told.agreement.startswith("Accord oral, ")


def test_every_line_of_the_journal_is_proved_against_the_newest_head(case):
    others = make_case_file(make_agent())
    for number in range(7):
        record(act="casefile.read", actor=case.referent, subject=case, case_reference=case.reference)
        record(act="casefile.read", actor=case.referent, subject=others, case_reference=others.reference)
        if number == 3:
            sealing.seal()
    head = sealing.seal()
    late = record(act="casefile.close", actor=None, subject=case, case_reference=case.reference)
    export = exported(case)
    *sealed, last = export.timeline
    assert (export.journal.size, export.journal.root) == (head.size, bytes(head.root).hex())
    assert export.journal.head == sealing.head_bytes(head.size, bytes(head.root), head.at).decode()
    for entry in sealed:
        proof = [bytes.fromhex(step) for step in entry.proof]
        leaf = leaf_hash(entry.leaf.encode())
        assert root_from_proof(leaf, entry.index, head.size, proof) == bytes(head.root)
        assert leaf.hex() == entry.leaf_hash
    assert [e.act for e in sealed].count("Dossier lu") == 7
    assert (last.number, last.index, last.actor) == (str(late.pk), None, "Automatique")


def test_a_line_says_what_it_is_about_and_where_a_stranger_to_the_site_works(case):
    partner = make_agent(Role.PARTNER, agency=make_agency(name="SPÉCIMEN Caisse"))
    share = make_share(case, partner.agency)
    record(act="partner.read", actor=partner, subject=share, case_reference=case.reference)
    lines = [(e.act, e.role) for e in exported(case).timeline]
    assert lines[-2:] == [
        ("Dossier partagé\u00a0: SPÉCIMEN Caisse", "Travailleur social"),
        ("Dossier lu par un partenaire\u00a0: SPÉCIMEN Caisse", "Agent partenaire, SPÉCIMEN Caisse"),
    ]


def test_no_number_that_is_sealed_leaves_with_the_file(case):
    ada = applicant_of(case)
    set_nir(actor=case.referent, person=ada, nir=NIR, case_reference=case.reference)
    data = exported(case).to_json().decode()
    assert NIR not in data.replace(" ", "")
    assert case.referent.email not in data
    assert case.referent.password not in data


def test_the_number_of_queries_does_not_grow_with_the_file(case):
    make_application(case, "granted")
    make_document(case)
    with CaptureQueriesContext(connection) as small:
        exported(case)
    for benefit in ("paris_solidarite", "paris_forfait_familles", "paris_energie_familles"):
        make_application(case, "granted", benefit=benefit)
        make_document(case)
        make_share(case)
    with CaptureQueriesContext(connection) as large:
        exported(case)
    assert len(large) <= len(small) + 1  # the pieces of all shares
