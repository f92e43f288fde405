"""The documentation says what the code does: commands, settings, rooms, links, versions."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings

from nps.accounts.models import Role
from nps.journal.merkle import inclusion_proof, leaf_hash, root_of
from nps.secrets import MAKERS

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("nps", "documents", "eligibility", "cases")
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
DJANGO_OWN = {"migrations", "management", "templatetags", "static", "templates", "__pycache__"}


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def sources() -> list[Path]:
    return [ROOT / "manage.py", *(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if not target.startswith(("http://", "https://", "#")):
            there = (page.parent / unquote(target.partition("#")[0])).resolve()
            assert there.exists(), target
            assert there.is_relative_to(ROOT), target


def test_every_page_is_reached_from_the_index():
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    linked = {(DOCS / target).resolve() for target in re.findall(r"\]\(([^)#\s]+)", index)}
    assert {page for page in DOCS.rglob("*.md") if page.name != "index.md"} <= linked


def our_commands() -> set[str]:
    return {
        path.stem
        for floor in FLOORS
        for path in (ROOT / floor).rglob("management/commands/*.py")
        if path.stem != "__init__"
    }


def test_every_command_is_listed_and_no_other():
    rows = re.findall(r"^\| `(\w+)[^`]*` \|", text("docs/reference/commands.md"), flags=re.MULTILINE)
    assert sorted(rows) == sorted(our_commands())


def test_commands_shown_on_any_page_exist():
    known = our_commands() | {"check", "collectstatic", "makemigrations", "shell"}
    for page in PAGES:
        for name in re.findall(r"manage\.py ([a-z_]+)", page.read_text(encoding="utf-8")):
            assert name in known, f"{page.relative_to(ROOT)}: {name}"


def variables_read() -> Iterator[str]:
    """Names given to `os.environ`, or to a mapping called `env`, by our code."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                mapping, asked = ast.unparse(node.func.value), node.args[:1]
                read = mapping in ("os.environ", "env") and node.func.attr in ("get", "setdefault", "pop")
                read = read or (mapping == "os" and node.func.attr == "getenv")
            elif isinstance(node, ast.Subscript):
                asked, read = [node.slice], ast.unparse(node.value) in ("os.environ", "env")
            else:
                continue
            if read and asked and isinstance(asked[0], ast.Constant):
                yield asked[0].value


def test_every_environment_variable_read_is_listed_and_no_other():
    page = text("docs/reference/settings.md").split("## Without a variable")[0]
    listed = re.findall(r"^\| `([A-Z_]+)` \|", page, flags=re.MULTILINE)
    # Told to a library for one file, not asked of anybody.
    assert sorted(listed) == sorted(set(variables_read()) - {"SOURCE_DATE_EPOCH"})


def test_settings_shown_without_a_variable_are_ours_to_set():
    page = text("docs/reference/settings.md").split("## Without a variable")[1]
    names = re.findall(
        r"`([A-Z_]+)(?:\[[^]]*\])?`", "\n".join(re.findall(r"^\| (.*?) \|", page, re.MULTILINE))
    )
    assert names
    for name in names:
        assert hasattr(settings, name), name


def rooms(floor: str) -> Iterator[str]:
    for path in sorted((ROOT / floor).iterdir()):
        if path.name.startswith("__") or (path.is_dir() and path.name in DJANGO_OWN - {"templates"}):
            continue
        if path.is_dir() and any(path.rglob("*.*")):
            yield f"{path.name}/"
        elif path.suffix == ".py":
            yield path.name


@pytest.mark.parametrize("floor", FLOORS)
def test_every_room_has_its_line_in_the_architecture_and_no_other(floor):
    page = text("docs/architecture.md")
    section = re.split(r"^##+ ", page.partition(f"### {floor}/")[2], flags=re.MULTILINE)[0]
    named = [
        name
        for row in re.findall(r"^\| (`[^|]*) \|", section, flags=re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", row)
    ]
    assert sorted(named) == sorted(rooms(floor))


def test_the_readmes_commands_are_targets():
    targets = re.findall(r"^([a-z]+):", text("Makefile"), flags=re.MULTILINE)
    for page in PAGES:
        for block in re.findall(r"```\n(.*?)```|`([^`\n]+)`", page.read_text(encoding="utf-8"), re.DOTALL):
            for name in re.findall(r"(?:^|[A-Z]=\S+ )make ([a-z]+)", "".join(block), flags=re.MULTILINE):
                assert name in targets, f"{page.relative_to(ROOT)}: make {name}"
    assert {"make demo", "make test"} <= set(re.findall(r"^make [a-z]+$", text("README.md"), re.MULTILINE))


def test_one_version_everywhere():
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert re.findall(r"^## (.*)$", text("CHANGELOG.md"), flags=re.MULTILINE)[0] == version
    assert version == settings.VERSION


def test_the_licence_is_the_whole_agpl():
    licence = text("LICENSE")
    assert licence.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE")
    assert len(licence.splitlines()) == 661
    assert "13. Remote Network Interaction" in licence


def test_every_secret_is_told_with_what_its_loss_costs():
    page = text("docs/how-to/keys.md")
    rows = re.findall(r"^\| `([a-z.]+)` \|", page, flags=re.MULTILINE)
    assert sorted(rows) == sorted(MAKERS)


def test_every_role_is_told():
    rows = re.findall(r"^\| `([a-z_]+)` \|", text("docs/reference/roles.md"), flags=re.MULTILINE)
    assert sorted(rows) == sorted(Role.values)


def test_decisions_are_numbered_without_a_gap():
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    for page in pages:
        body = page.read_text(encoding="utf-8")
        assert body.startswith(f"# {page.name[:4]} ")
        assert re.findall(r"^\*\*(\w+)\.\*\*", body, re.MULTILINE) == ["Context", "Decision", "Consequences"]


def case_data(size: int) -> dict:
    """What an export attaches of a journal of that size."""
    leaves = [json.dumps({"act": "SPÉCIMEN", "id": n}, ensure_ascii=False) for n in range(size)]
    hashes = [leaf_hash(leaf.encode()) for leaf in leaves]
    lines = [
        {"number": n, "index": n, "leaf": leaf, "proof": [h.hex() for h in inclusion_proof(hashes, n)]}
        for n, leaf in enumerate(leaves)
    ]
    return {"journal": {"size": size, "root": root_of(hashes).hex()}, "timeline": lines}


def run_documented(case: dict, folder: Path) -> subprocess.CompletedProcess:
    (script,) = re.findall(r"```python\n(.*?)```", text("docs/reference/journal.md"), flags=re.DOTALL)
    (folder / "verify.py").write_text(script, encoding="utf-8")
    (folder / "case.json").write_text(json.dumps(case), encoding="utf-8")
    return subprocess.run(
        [sys.executable, folder / "verify.py", folder / "case.json"],
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13])
def test_the_documented_check_of_the_journal_accepts_what_holds(size, tmp_path):
    case = case_data(size)
    assert run_documented(case, tmp_path).stdout.split() == [str(size), case["journal"]["root"]]


@pytest.mark.parametrize("line", [0, 6, 12])
def test_the_documented_check_of_the_journal_refuses_a_changed_line(line, tmp_path):
    case = case_data(13)
    case["timeline"][line]["leaf"] += " "
    assert run_documented(case, tmp_path).returncode == 1
