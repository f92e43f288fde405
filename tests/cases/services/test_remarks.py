"""Remarks on pieces: said without a file, answered once, and what dropping a piece would spare."""

import pytest
from django.core.exceptions import PermissionDenied

from cases.models import PieceStudy, RemarkKind
from cases.services import ledger, remarks
from cases.services.moves import MoveRefused, NotYours
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.cases.services.test_pieces import ON, met, worker  # noqa: F401
from tests.support.accounts import make_agent

SAID = {
    "type_code": "tax_notice",
    "benefit": "paris_logement",
    "kind": RemarkKind.ALREADY_KNOWN,
    "comment": "SPÉCIMEN : déjà lu par l’administration fiscale",
}


@pytest.fixture
def steward(system):
    return make_agent(Role.ADMINISTRATOR)


def test_a_remark_names_no_file_and_its_answer_is_read_by_agents(worker, steward):  # noqa: F811
    with acting(*actor_of(worker)):
        made = remarks.remark(actor=worker, **SAID)
    with acting(*actor_of(steward)):
        (subject,) = remarks.by_subject(steward)
        assert (subject["type_code"], subject["remarks"], subject["open"]) == ("tax_notice", 1, 1)
        remarks.answer(actor=steward, remark=made, text="SPÉCIMEN : une connexion est prévue")
        with pytest.raises(MoveRefused, match="déjà une réponse"):
            remarks.answer(actor=steward, remark=made, text="encore")
    with acting(*actor_of(worker)):
        assert remarks.remarks_for(worker).get().answer == "SPÉCIMEN : une connexion est prévue"
    entries = Entry.objects.filter(act__startswith="piece.remark")
    assert set(entries.values_list("case_reference", flat=True)) == {""}


def test_each_act_has_its_role(worker, steward):  # noqa: F811
    with pytest.raises(NotYours):
        remarks.remark(actor=steward, **SAID)
    with acting(*actor_of(worker)):
        made = remarks.remark(actor=worker, **SAID)
    with pytest.raises(PermissionDenied):
        remarks.answer(actor=worker, remark=made, text="non")
    with pytest.raises(PermissionDenied):
        remarks.study(actor=worker, type_code="tax_notice", benefit="paris_logement", on=ON)
    assert not remarks.remarks_for(make_agent(Role.AUDITOR)).exists()


def ended(steward, type_code, benefit):
    with acting(*actor_of(steward)):
        study = remarks.study(actor=steward, type_code=type_code, benefit=benefit, on=ON)
        assert remarks.study(actor=steward, type_code=type_code, benefit=benefit, on=ON) == study
    while remarks.study_batch(study=study.pk):
        pass
    assert not remarks.study_batch(study=study.pk)
    return PieceStudy.objects.get(pk=study.pk)


def test_dropping_a_piece_is_simulated_by_planning_the_open_files_again(met, steward):  # noqa: F811
    case, _people = met
    receipt = ended(steward, "rent_receipt", "paris_logement")
    assert (receipt.files, receipt.total, receipt.concerned, receipt.unreadable) == (1, 1, 1, 0)
    assert ended(steward, "custody_judgment", "paris_logement").concerned == 0
    wanted = ledger.ledger(case, ON).plan.requests
    details = [piece for piece in wanted if piece.startswith("bank_details")]
    shared = ended(steward, "bank_details", "paris_logement")
    assert len(details) == 1
    assert shared.spared == 0  # other benefits still ask for it


def test_a_piece_only_one_benefit_asks_for_is_spared(met, steward):  # noqa: F811
    case, _people = met
    found = ledger.ledger(case, ON)
    alone = next(p for p in found.plan.requests if len(found.benefits_of[p]) == 1)
    spared = ended(steward, alone.partition(":")[0].partition(".")[0], found.benefits_of[alone][0])
    assert (spared.concerned, spared.spared) >= (1, 1)
