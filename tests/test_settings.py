"""Production starts with its secrets or not at all, relaxes nothing; every journaled act has its words."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from cases.models.appointment import AppointmentOutcome
from cases.services.moves import MACHINES, transitions_of
from cases.words import ACTS
from documents.models import TypeAct
from documents.vault import MOVES
from eligibility.change_sets import Act
from nps.secrets import MAKERS
from nps.settings import base

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("nps", "documents", "eligibility", "cases")
# Nothing listens there: production settings are read, no database is reached.
NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"


@pytest.fixture
def secrets(tmp_path) -> Path:
    for name, make in MAKERS.items():
        (tmp_path / name).write_bytes(make())
    return tmp_path


def started(secrets: Path, code: str = "print(django.conf.settings.DEBUG)") -> subprocess.CompletedProcess:
    """Production settings read by a process of their own, as a server would."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NPS_", "DJANGO_"))}
    given = {
        "DJANGO_SETTINGS_MODULE": "nps.settings.base",
        "NPS_SECRETS_DIR": str(secrets),
        "NPS_VAR": str(secrets / "var"),
        "DATABASE_URL": NOWHERE,
        "DATABASE_OWNER_URL": NOWHERE,
    }
    return subprocess.run(
        [sys.executable, "-c", f"import django, django.conf; django.conf.settings.DEBUG; {code}"],
        cwd=ROOT, env={**kept, **given}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_production_starts_with_every_secret_and_without_debug(secrets):
    process = started(secrets)
    assert (process.returncode, process.stdout.strip()) == (0, "False"), process.stderr


@pytest.mark.parametrize("name", MAKERS)
def test_production_refuses_to_start_without_a_secret_and_names_it(name, secrets):
    (secrets / name).unlink()
    process = started(secrets)
    assert process.returncode != 0
    assert f"The secret {name} is missing" in process.stderr
    assert not (secrets / name).exists()  # none is made up


@pytest.mark.parametrize("content", [b"", b"c2hvcnQ=", b"not base64 at all", b"AAAA" * 11])
def test_a_key_of_the_wrong_length_stops_the_start(content, secrets):
    (secrets / "documents.kek").write_bytes(content)
    process = started(secrets)
    assert process.returncode != 0
    assert "The secret documents.kek is not a 32-byte key" in process.stderr


@pytest.mark.parametrize("name", MAKERS)
def test_no_message_shows_a_secret(name, secrets):
    told = (secrets / name).read_text().strip()
    (secrets / name).write_text(told[:-8])
    process = started(secrets)
    assert told[8:24] not in process.stdout + process.stderr


def test_production_relaxes_nothing(secrets):
    """Django's own list for deployment has nothing to say."""
    shown = (
        "from django.conf import settings as s; "
        "print([n for n in ('SESSION_COOKIE_SECURE','CSRF_COOKIE_SECURE','SECURE_SSL_REDIRECT',"
        "'SECOND_FACTOR_REQUIRED','SECURE_CONTENT_TYPE_NOSNIFF','SESSION_COOKIE_HTTPONLY') "
        "if not getattr(s, n)], s.ALLOWED_HOSTS, hasattr(s, 'DEMONSTRATION'))"
    )
    process = started(secrets, shown)
    assert process.stdout.strip() == "[] [] False", process.stderr


# W009 counts characters: ours are 256 random bits. W021, browsers' own list of hosts, is a city's choice.
ACCEPTED = {"security.W009", "security.W021"}


def test_deployment_checks_are_silent():
    relaxed_in_tests = {
        name: getattr(base, name)
        for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "PASSWORD_HASHERS")
    }
    with override_settings(**relaxed_in_tests):
        found = run_checks(include_deployment_checks=True)
    assert [fault for fault in found if fault.id not in ACCEPTED] == []


def test_no_secret_has_a_value_in_the_code():
    named = {"SECRET_KEY", "PASSWORD", "EMAIL_HOST_PASSWORD"}
    for path in (ROOT / "nps" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                assert not {t.id for t in node.targets if isinstance(t, ast.Name)} & named, path


# Acts whose name is made while running: module → every name it makes.
MADE = {
    "cases/services/moves.py": {
        f"{model._meta.model_name}.{move.name}" for model in MACHINES for _t, move in transitions_of(model)
    }
    | {"casefile.put_back", "documentrequest.put_back"},
    "cases/following/appointments.py": {f"appointment.{state}" for state in AppointmentOutcome.values},
    "documents/vault.py": {f"{act}_document" for act in MOVES},
    "documents/catalogue.py": {f"type.{act}" for act in (*TypeAct.values, "prepared")},
    "documents/uploads.py": {f"upload.{state}" for state in ("removed", "refused")},
    "eligibility/stewardship.py": {f"figures.{act}" for act in Act.values},
    "nps/people/services/contact.py": {
        f"people.{kind}_{act}" for kind in ("nir", "iban") for act in ("set", "removed", "read")
    },
}


def acts_of(path: Path) -> Iterator[str]:
    """The acts a module writes: given to `record`, or to one of its own functions that hands `act` on."""
    tree = ast.parse(path.read_text())
    handing = {"record"}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            arguments = [*function.args.args, *function.args.kwonlyargs]
            recorded = any(
                isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record"
                for node in ast.walk(function)
            )
            if recorded and "act" in {argument.arg for argument in arguments}:
                handing.add(function.name)
                yield from (
                    d.value for d in function.args.defaults if isinstance(d, ast.Constant) and d.value
                )
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in handing:
            for value in [*call.args, *(k.value for k in call.keywords if k.arg == "act")]:
                for part in ast.walk(value):
                    if (
                        isinstance(part, ast.Constant)
                        and isinstance(part.value, str)
                        and "_" in part.value.replace(".", "_")
                    ):
                        yield part.value


def test_every_journaled_act_has_its_words():
    paths = [p for floor in FLOORS for p in (ROOT / floor).rglob("*.py") if "record(" in p.read_text()]
    written = set().union(*MADE.values())
    for path in paths:
        if str(path.relative_to(ROOT)) not in ("cases/services/moves.py", "documents/vault.py"):
            written |= {act for act in acts_of(path) if act.islower() and act.strip("._") == act}
    assert len(written) > 40
    assert " ".join(sorted(written - set(ACTS))) == ""


def test_no_words_are_left_for_acts_nobody_writes():
    code = "\n".join(p.read_text() for f in FLOORS for p in (ROOT / f).rglob("*.py") if p.name != "words.py")
    made = set().union(*MADE.values())
    assert [act for act in ACTS if act not in made and f'"{act}"' not in code] == []
