"""Readable households, and what the by-law answers for their variants (cases.yaml)."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
CASES = FOLDER / "cases.yaml"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def household(name: str) -> dict[str, Any]:
    """A fresh copy of the household of this name."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
