"""The house holds: arrows point down, rooms stay small, states move through one door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("nps", "documents", "eligibility", "cases")  # from the ground up
ALLOWED = {floor: set(FLOORS[: n + 1]) for n, floor in enumerate(FLOORS)}
# Slow to load, each behind its single door.
LATE_IMPORTS = {
    "eligibility/national.py": {"openfisca_core", "openfisca_france", "eligibility"},
    "cases/printing/press.py": {"weasyprint"},
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc"}
MODULE, CLASS, FUNCTION, TEMPLATE, TEST_MODULE = 400, 300, 50, 150, 600
NPS_ROOMS = {"accounts", "people", "journal", "ui"}


def modules(*folders: str) -> list[Path]:
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts
    )


def named(paths: list[Path]) -> list:
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in paths]


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", named(modules(*FLOORS)))
def test_imports_only_point_down(path):
    floor = path.relative_to(ROOT).parts[0]
    above = {name for name in imported(ast.parse(path.read_text())) if name.split(".")[0] in FLOORS}
    assert not {name for name in above if name.split(".")[0] not in ALLOWED[floor]}


@pytest.mark.parametrize("path", named(modules(*FLOORS)))
def test_no_import_inside_a_function(path):
    allowed = LATE_IMPORTS.get(str(path.relative_to(ROOT)), set())
    for function in ast.walk(ast.parse(path.read_text())):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            late = {name.split(".")[0] for name in imported(function)}
            assert late <= allowed, f"{path}: {late - allowed} imported late"


@pytest.mark.parametrize("path", named(modules(*FLOORS)))
def test_no_private_name_or_page_of_another_app_is_imported(path):
    own = path.relative_to(ROOT).parts
    app = own[:2] if own[0] == "nps" and own[1] in NPS_ROOMS else own[:1]
    for name in imported(ast.parse(path.read_text())):
        parts = tuple(name.split("."))
        if parts[0] not in FLOORS or parts[: len(app)] == app:
            continue
        assert not parts[-1].startswith("_"), name
        inside = parts[2:] if parts[0] == "nps" and len(parts) > 1 and parts[1] in NPS_ROOMS else parts[1:]
        pages = {"views"} if path.name != "urls.py" else set()
        assert not (pages & set(inside)), f"{path}: {name}"


@pytest.mark.parametrize("path", named(modules(*FLOORS, "tests")))
def test_rooms_stay_small(path):
    text = path.read_text()
    assert path.stem not in FORBIDDEN_NAMES
    assert len(text.splitlines()) <= (TEST_MODULE if path.parts[len(ROOT.parts)] == "tests" else MODULE)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            assert node.end_lineno - node.lineno < CLASS, node.name
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and "tests" not in path.parts:
            assert node.end_lineno - node.lineno < FUNCTION, node.name


@pytest.mark.parametrize("path", named(sorted(p for f in FLOORS for p in (ROOT / f).rglob("*.html"))))
def test_templates_stay_small(path):
    assert len(path.read_text().splitlines()) <= TEMPLATE


@pytest.mark.parametrize("path", named([p for p in modules(*FLOORS) if p.read_text().strip()]))
def test_a_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text()))


DOORS = {"cases/services/moves.py"}


@pytest.mark.parametrize("path", named(modules("cases", "eligibility", "documents")))
def test_no_state_is_written_outside_its_door(path):
    """`x.state = …`, `update(state=…)`, `create(state=…)` and transition calls belong to the one door."""
    name = str(path.relative_to(ROOT))
    if name in DOORS or name.startswith(("cases/workflow/", "documents/")):
        return
    machines = transitions()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            assert not any(isinstance(t, ast.Attribute) and t.attr == "state" for t in targets), name
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            keywords = {keyword.arg for keyword in node.keywords}
            if node.func.attr in ("create", "update", "update_or_create"):
                assert "state" not in keywords, name
            called_on_object = isinstance(node.func.value, ast.Name) and node.func.value.id in {
                "case", "application", "award", "request", "share", "locked", "instance",
            }  # fmt: skip
            assert not (called_on_object and node.func.attr in machines), f"{name}: {node.func.attr}"


def transitions() -> set[str]:
    return {
        function.name
        for path in modules("cases/workflow")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and node.name.endswith("Machine")
        for function in node.body
        if isinstance(function, ast.FunctionDef)
    }


@pytest.mark.parametrize("path", named(modules("cases/workflow")))
def test_a_transition_only_sets_fields_on_itself(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef) and node.name.endswith("Machine"):
            for function in (f for f in node.body if isinstance(f, ast.FunctionDef)):
                for line in function.body:
                    assert isinstance(line, (ast.Pass, ast.Assign)), function.name
