"""What a JSON value must be: small readers that name the field at fault. No household, no rule may enter."""

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Any

LONGEST = 50  # people in a household, incomes of a person: more is a mistake, not a family
LARGEST = 10_000_000  # euros: beyond is a typing error
ATTRIBUTES = {"from": "since"}  # JSON key → attribute

Reader = Callable[[Any, str, list[str]], Any]


def _fault(faults: list[str], path: str, text: str) -> None:
    faults.append(f"{path}: {text}")


def one_of(choices: tuple[str, ...]) -> Reader:
    def read(value: Any, path: str, faults: list[str]) -> str | None:
        if isinstance(value, str) and value in choices:
            return value
        return _fault(faults, path, f"not one of {', '.join(choices)}")

    return read


def flag(value: Any, path: str, faults: list[str]) -> bool | None:
    return value if isinstance(value, bool) else _fault(faults, path, "not true or false")


def euros(value: Any, path: str, faults: list[str]) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _fault(faults, path, "not a number")
    if isinstance(value, float) and not math.isfinite(value):
        return _fault(faults, path, "not a finite number")
    if value < 0:
        return _fault(faults, path, "negative")
    return value if value <= LARGEST else _fault(faults, path, "too large")


def whole(highest: int) -> Reader:
    def read(value: Any, path: str, faults: list[str]) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int):
            return _fault(faults, path, "not a whole number")
        return value if 0 <= value <= highest else _fault(faults, path, f"not between 0 and {highest}")

    return read


def percent(value: Any, path: str, faults: list[str]) -> float | None:
    value = euros(value, path, faults)
    return value if value is None or value <= 100 else _fault(faults, path, "more than 100 %")


def day(value: Any, path: str, faults: list[str]) -> date | None:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    return _fault(faults, path, "not a date")


def month(value: Any, path: str, faults: list[str]) -> str | None:
    if isinstance(value, str) and re.fullmatch(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])", value):
        return value
    return _fault(faults, path, "not a month (YYYY-MM)")


def identifier(value: Any, path: str, faults: list[str]) -> str | None:
    if isinstance(value, str) and re.fullmatch(r"[\w.-]{1,64}", value):
        return value
    return _fault(faults, path, "not an identifier (1 to 64 letters, digits, . _ -)")


def list_of(read_item: Reader) -> Reader:
    def read(value: Any, path: str, faults: list[str]) -> tuple | None:
        if not isinstance(value, list):
            return _fault(faults, path, "not a list")
        if len(value) > LONGEST:
            return _fault(faults, path, f"more than {LONGEST} entries")
        items = [read_item(item, f"{path}[{n}]", faults) for n, item in enumerate(value)]
        return tuple(item for item in items if item is not None)

    return read


def object_of(kind: type, readers: dict[str, Reader], required: tuple[str, ...] = ()) -> Reader:
    root = "on" in readers

    def read(value: Any, path: str, faults: list[str]) -> Any:
        if not isinstance(value, dict):
            return _fault(faults, path, "not an object")
        prefix = "" if root else f"{path}."
        unknown = [key for key in value if key not in readers]
        faults += [f"{prefix}{ascii(key)[1:-1][:40]}: unknown key" for key in unknown[:10]]
        if len(unknown) > 10:
            _fault(faults, path, f"{len(unknown) - 10} more unknown keys")
        faults += [f"{prefix}{key}: required" for key in required if value.get(key) is None]
        known = {
            ATTRIBUTES.get(key, key): parsed
            for key, reader in readers.items()
            if value.get(key) is not None
            and (parsed := reader(value[key], f"{prefix}{key}", faults)) is not None
        }
        return kind(**known)

    return read
