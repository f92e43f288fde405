"""A real case, from the counter to a signed file that verifies; files of unknown origin, examined."""

import hashlib
import io
import json
import stat

import page as page_validation
import pytest
from django.core.management import call_command
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader

from cases.demonstration import office
from cases.demonstration.play import play
from cases.exports import audit_file
from cases.exports.verification import NotAnExport
from cases.services import exports
from cases.services.exports import examine, export_case_file, make_audit_file
from cases.services.moves import MoveRefused, NotYours
from cases.words import ACTS
from documents import sealing, vault
from nps.accounts.models import Role
from nps.journal.models import Entry
from nps.journal.services import record
from nps.people.services import set_nir
from tests.documents import specimens
from tests.support.accounts import make_agent
from tests.support.cases import applicant_of, make_case_file, make_document

NIR = "255081416802538"


@pytest.fixture
def case(system):
    found = make_case_file()
    make_document(found, body=specimens.pdf())
    return found


@pytest.fixture
def supervisor(case):
    return make_agent(Role.SUPERVISOR, site=case.site)


@pytest.fixture
def file(case, supervisor) -> bytes:
    return make_audit_file(actor=supervisor, case=case).data


def attached(pdf: bytes) -> dict[str, bytes]:
    names = PdfFileReader(io.BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    return {str(names[at]): names[at + 1]["/EF"]["/F"].data for at in range(0, len(names), 2)}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def values(pdf: bytes) -> dict:
    return json.loads(attached(pdf)["case.json"])


def checked(pdf: bytes) -> dict:
    return audit_file.check(pdf, journal=audit_file.had_root)


def test_a_household_taken_from_the_counter_to_the_decision_can_be_shown_whole(system):
    agents = office.open_office()
    case, played = play(agents, "retired_tenant", timezone.localdate())
    set_nir(actor=agents["worker"], person=applicant_of(case), nir=NIR, case_reference=case.reference)
    pdf = make_audit_file(actor=agents["supervisor"], case=case).data
    report = checked(pdf)
    assert (report["valid"], report["faults"], report["case"]) == (True, [], played.reference)
    assert report["journal"]["consistent"]
    for profile in ("3a", "ua1"):
        assert page_validation.validate_pdf_bytes(pdf, profile=profile).is_compliant

    told, files = values(pdf), attached(pdf)
    held = {
        hashlib.sha256(vault.read_document(d)).hexdigest() for d in case.household.documents.order_by("pk")
    }
    assert held == {p["sha256"] for p in told["pieces"]}
    assert held == {hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "case.json"}
    assert len(told["timeline"]) == Entry.objects.filter(case_reference=case.reference).count()
    assert all(entry["index"] is not None for entry in told["timeline"])
    assert {entry.act for entry in Entry.objects.filter(case_reference=case.reference)} <= ACTS.keys()
    for application in told["applications"]:
        assert application["decision"]["label"] == "Accordée"
        assert application["proposer"] != application["decider"] != ""
        assert [move["state"]["code"] for move in application["moves"]][-2:] == ["proposed", "granted"]
    assert {a["application"] for a in told["awards"]} == {a["reference"] for a in told["applications"]}
    assert all(
        right["conditions"] for right in told["rights_checks"][0]["rights"] if right["by_law"][0] == "I"
    )

    everything = pdf + b"".join(files.values())
    assert NIR.encode() not in everything
    assert office.password().encode() not in everything


def test_one_changed_byte_anywhere_is_seen(file):
    for at in range(0, len(file), len(file) // 12):
        altered = file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :]
        try:
            assert not checked(altered)["valid"], at
        except NotAnExport:
            pass  # so badly hurt that it is no longer even an export


def test_the_export_stands_in_its_own_timeline_sealed(case, supervisor, file):
    last = values(file)["timeline"][-1]
    assert (last["act"], last["actor"]) == ("Dossier exporté en PDF", supervisor.full_name)
    assert last["index"] is not None
    entry = Entry.objects.get(pk=last["number"])
    assert (entry.act, entry.actor, entry.data) == ("case_exported", supervisor, {"profile": "auditor"})


def test_a_journal_that_never_had_this_root_contradicts_the_file(file):
    report = audit_file.check(file, journal=lambda size, root: False)
    assert not report["valid"]
    assert report["journal"]["consistent"] is False


def test_only_the_supervisor_of_the_site_exports(case):
    for stranger in (case.referent, make_agent(Role.SUPERVISOR), make_agent(Role.AUDITOR)):
        with pytest.raises(NotYours):
            make_audit_file(actor=stranger, case=case)
    assert not Entry.objects.filter(act="case_exported").exists()


def test_the_file_is_french_whatever_the_reader_speaks(case, supervisor, settings):
    settings.LANGUAGE_CODE = "en"
    from_english = values(make_audit_file(actor=supervisor, case=case).data)
    assert from_english["state"]["label"] == "Évaluation"


def test_a_case_that_never_stands_still_is_not_exported_by_halves(case, supervisor, monkeypatch):
    gather = exports.gather

    def disturbed(*args, **kwargs):
        record(act="casefile.read", actor=None, subject=case, case_reference=case.reference)
        return gather(*args, **kwargs)

    monkeypatch.setattr(exports, "gather", disturbed)
    with pytest.raises(MoveRefused):
        make_audit_file(actor=supervisor, case=case)


def test_an_entry_of_a_long_queue_is_sealed_too(case, supervisor, monkeypatch):
    monkeypatch.setattr("nps.journal.sealing.BATCH", 2)
    told = values(make_audit_file(actor=supervisor, case=case).data)
    assert told["timeline"][-1]["index"] is not None


def test_a_kept_export_is_whole_named_without_a_name_and_its_owner_s_only(case, settings):
    path = export_case_file(actor=None, case=case)
    assert path.parent == settings.EXPORT_DIR
    assert path.name.startswith(f"{case.reference}-")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in settings.EXPORT_DIR.iterdir()] == [path.name]
    assert values(path.read_bytes())["generated_by"] == "Nouveau Paris Solidaire, commande export_case"


# --- the command ---


def run(*arguments, capsys) -> tuple[int, str, str]:
    try:
        call_command("export_case", *arguments)
        status = 0
    except SystemExit as end:
        status = end.code
    out, err = capsys.readouterr()
    return status, out, err


def test_the_command_writes_the_file(case, tmp_path, capsys):
    target = tmp_path / "audit.pdf"
    status, _out, err = run(case.reference, "--output", str(target), capsys=capsys)
    assert (status, err) == (0, "")
    assert checked(target.read_bytes())["valid"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_an_unknown_reference_is_one_line_and_writes_nothing(system, tmp_path, capsys):
    status, out, err = run("D-26-NONE2", "--output", str(tmp_path / "audit.pdf"), capsys=capsys)
    assert (status, out, err) == (2, "", "reference: no case file 'D-26-NONE2'\n")
    assert not (tmp_path / "audit.pdf").exists()
    assert not Entry.objects.filter(act="case_exported").exists()


@pytest.mark.parametrize("target", ["missing/audit.pdf", "."])
def test_a_place_that_cannot_be_written_is_one_line_before_any_work(case, tmp_path, capsys, target):
    status, _out, err = run(case.reference, "--output", str(tmp_path / target), capsys=capsys)
    assert (status, err.count("\n")) == (2, 1)
    assert err.startswith("output: ")
    assert not Entry.objects.filter(act="case_exported").exists()


def test_a_missing_key_leaves_the_former_file_alone(case, tmp_path, capsys, monkeypatch):
    def missing(*args, **kwargs):
        raise sealing.KeyMissing("documents.kek")

    monkeypatch.setattr("cases.exports.context_from_case.vault.open_document", missing)
    target = tmp_path / "audit.pdf"
    target.write_bytes(b"former")
    status, _out, err = run(case.reference, "--output", str(target), capsys=capsys)
    assert (status, err) == (2, "attachments: documents.kek\n")
    assert [p.read_bytes() for p in tmp_path.iterdir() if p.is_file()] == [b"former"]


# --- files of unknown origin ---


def test_an_intact_file_is_recognised_against_the_living_journal(case, file):
    report = examine(io.BytesIO(file))
    assert (report["valid"], report["case"]) == (True, case.reference)
    assert report["journal"]["consistent"]


def test_a_file_of_another_journal_is_not_ours_even_well_signed(file, monkeypatch):
    monkeypatch.setattr(audit_file, "had_root", lambda size, root: False)
    report = examine(io.BytesIO(file))
    assert (report["valid"], report["journal"]["consistent"]) == (False, False)
    assert report["faults"] == ["journal: it did not have this root at this size"]


def test_an_altered_file_is_named_so(file):
    at = file.index(b"stream") + 40
    assert not examine(io.BytesIO(file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :]))["valid"]


def test_a_file_cut_in_the_middle_is_altered(file):
    report = examine(io.BytesIO(file[: len(file) // 2]))
    assert report["faults"] == ["file: cut or damaged, it cannot be read any more"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        bytes(range(256)) * 40,
        "SPÉCIMEN".encode(),
        specimens.pdf(),
        specimens.pdf_bomb(10**8),
    ],
    ids=["empty", "a head alone", "noise", "text", "another PDF", "a bomb"],
)
def test_what_is_no_export_is_said_to_be_none(system, content):
    with pytest.raises(NotAnExport):
        examine(io.BytesIO(content))


def test_a_file_that_kills_the_examiner_is_told_not_shown_as_a_failure(system, monkeypatch):
    monkeypatch.setattr(exports, "EXAMINER_SECONDS", 0.05)
    with pytest.raises(NotAnExport):
        examine(io.BytesIO(specimens.pdf()))
    report = examine(io.BytesIO(b"%PDF-1.7 /NPSCaseExport 1"))
    assert report["faults"] == ["file: cut or damaged, it cannot be read any more"]
