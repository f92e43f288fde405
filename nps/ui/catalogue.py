"""The English catalogue: extraction, merging, compiling, faults. Reads source files, never a database."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
ROOMS = ("nps", "documents", "eligibility", "cases")
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# SCREENS §6.1: U+202F before ; ! ?, U+00A0 before : and inside « », no straight apostrophe.
TYPOGRAPHY = (
    (r"(?<![\u202f\w&]);|\s(?<!\u202f);", "U+202F before ;"),
    (r"(?<=[^\u202f!?])[!?](?![\w=])", "U+202F before ! and ?"),
    (r"[ \u202f]:|(?<=\w):(?![/\w])", "U+00A0 before :"),
    (r"«(?!\u00a0)|(?<!\u00a0)»", "U+00A0 inside « »"),
    (r"(?<=\w)'(?=\w)", "’ instead of '"),
)
# Header lines that change at each writing or name nobody.
NOISE = r'(?m)^"(?:POT-|PO-|Project|Report|Last|Language-Team|Generated).*\n|^#(?![:,]).*\n'
REPAIRS = (
    (r"[ \u00a0]([;!?])", "\u202f\\1"),
    (r"[ \u202f]:", "\u00a0:"),
    (r"«\s?", "«\u00a0"),
    (r"\s?»", "\u00a0»"),
    (r"(?<=\w)'(?=\w)", "’"),
)


def extract(root: Path) -> Catalog:
    """Every message of the four floors' Python and templates."""
    catalogue = _empty()
    for path in _sources(root):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            # templatize keeps indentation, which is no valid Python
            text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
        place = path.relative_to(root).as_posix()
        lines = babel_extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS)
        for _line, message, _comments, context in lines:
            catalogue.add(message, context=context, locations=[(place, None)])
    return catalogue


def _empty() -> Catalog:
    return Catalog(locale="en", charset="utf-8", fuzzy=False)


def _sources(root: Path) -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((root / room).rglob("*.py"))
        yield from sorted(path for path in (root / room).rglob("*.html") if "templates" in path.parts)


def read(path: Path) -> Catalog:
    if not path.exists():
        return _empty()
    with path.open("rb") as file:
        return read_po(file, locale="en")


def merged(found: Catalog, old: Catalog) -> Catalog:
    """What was found, with the translations already written; what is no longer used goes."""
    known = {_spaced(message): message.string for message in old if message.id}
    for message in found:
        if message.id:
            message.string = known.get(_spaced(message), message.string)
    return found


def write(catalogue: Catalog, path: Path) -> None:
    """The .po sorted by message, without dates, and its .mo."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, sort_output=True, omit_header=False, ignore_obsolete=True)
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(NOISE, "", text), encoding="utf-8")
    polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def compiled(path: Path) -> bool:
    """Whether the .mo says exactly what the .po says."""
    mo = path.with_suffix(".mo")
    return mo.exists() and mo.read_bytes() == polib.pofile(str(path)).to_binary()


def faults(found: Catalog, catalogue: Catalog) -> list[str]:
    """What keeps the catalogue from being complete, one line each; empty when all is well."""
    wanted, present = _ids(found), _ids(catalogue)
    lines = [f"missing from the catalogue: {wanted[key].id}" for key in wanted.keys() - present.keys()]
    lines += [f"no longer used: {present[key].id}" for key in present.keys() - wanted.keys()]
    for message in present.values():
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if not all(strings):
            lines.append(f"not translated: {message.id}")
        if message.fuzzy:
            lines.append(f"fuzzy: {message.id}")
        lines += [f"{message.id!r} placeholders differ in English" for _ in _lost(message, strings)]
    for message in wanted.values():
        for text in _texts(message):
            lines += [f"typography of {text!r}: {rule}" for rule in french_faults(text)]
    return sorted(lines)


def repaired(text: str) -> str:
    """The same French text with its spaces and apostrophes as they are printed."""
    for pattern, better in REPAIRS:
        text = re.sub(pattern, better, text)
    return text


def repair(root: Path, found: Catalog) -> list[str]:
    """Rewrite badly spaced messages where they stand in the sources; the files changed.

    A message of signs alone stands in code too: it is corrected by hand.
    """
    texts = {t for message in found for t in _texts(message) if french_faults(t) and re.search(r"\w", t)}
    changed = []
    for path in _sources(root):
        before = after = path.read_text(encoding="utf-8")
        for text in sorted(texts, key=len, reverse=True):
            after = after.replace(text, repaired(text))
        if after != before:
            path.write_text(after, encoding="utf-8")
            changed.append(path.relative_to(root).as_posix())
    return changed


def french_faults(text: str) -> list[str]:
    """Which rules of French typography a text breaks; placeholders are no text."""
    plain = re.sub(r"%\(\w+\)[sd]|\{\w*\}|https?://\S+|<[^>]*>", "x", text)
    return [rule for pattern, rule in TYPOGRAPHY if re.search(pattern, plain)]


def _ids(catalogue: Catalog) -> dict[tuple, Message]:
    return {(message.id, message.context): message for message in catalogue if message.id}


def _spaced(message: Message) -> tuple:
    """A key that survives the repair of spaces."""
    return tuple(map(repaired, _texts(message))), message.context


def _texts(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def _lost(message: Message, strings: tuple) -> Iterator[str]:
    names = set(re.findall(r"%\(\w+\)[sd]|%s|\{\w*\}", " ".join(_texts(message))))
    for string in filter(None, strings[-1:]):
        if set(re.findall(r"%\(\w+\)[sd]|%s|\{\w*\}", string)) != names:
            yield string
