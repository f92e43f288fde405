"""Workbooks read back without the library that wrote them: values as a spreadsheet shows them."""

import re
import zipfile
from datetime import date, timedelta
from io import BytesIO
from xml.etree import ElementTree

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
EPOCH = date(1899, 12, 30)


def cells_of(data: bytes, sheet: int = 1) -> list[list[object]]:
    """Rows of a sheet: text, numbers, days, None where a cell is empty. Fails on a formula."""
    with zipfile.ZipFile(BytesIO(data)) as book:
        return [[_value(book, cell) for cell in row] for row in _rows(book, sheet)]


def styles_of(data: bytes, sheet: int = 1) -> list[list[ElementTree.Element | None]]:
    """The style of every cell."""
    with zipfile.ZipFile(BytesIO(data)) as book:
        return [[_style(book, cell) for cell in row] for row in _rows(book, sheet)]


def has_formula(data: bytes) -> bool:
    """Whether any cell of the first sheet is a formula."""
    with zipfile.ZipFile(BytesIO(data)) as book:
        return _tree(book, "xl/worksheets/sheet1.xml").find(".//m:f", NS) is not None


def _tree(book: zipfile.ZipFile, path: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(path))  # noqa: S314 - a file of our own


def _rows(book: zipfile.ZipFile, sheet: int) -> list[list[ElementTree.Element | None]]:
    tree = _tree(book, f"xl/worksheets/sheet{sheet}.xml")
    rows = []
    for row in tree.iterfind("m:sheetData/m:row", NS):
        found = {_column(cell.get("r")): cell for cell in row.iterfind("m:c", NS)}
        rows.append([found.get(at) for at in range(max(found, default=-1) + 1)])
    widest = max(map(len, rows), default=0)
    return [row + [None] * (widest - len(row)) for row in rows]


def _column(place: str) -> int:
    letters, number = re.fullmatch(r"([A-Z]+)([0-9]+)", place).group(1), 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _style(book: zipfile.ZipFile, cell: ElementTree.Element | None) -> ElementTree.Element | None:
    if cell is None:
        return None
    styles = _tree(book, "xl/styles.xml")
    return styles.findall("m:cellXfs/m:xf", NS)[int(cell.get("s", "0"))]


def _value(book: zipfile.ZipFile, cell: ElementTree.Element | None) -> object:
    if cell is None:
        return None
    assert cell.find("m:f", NS) is None, "a formula"
    if cell.get("t") == "inlineStr":
        return _unescaped(cell)
    number = float(cell.find("m:v", NS).text)
    if cell.get("t") == "s":
        strings = _tree(book, "xl/sharedStrings.xml").findall("m:si", NS)
        return _unescaped(strings[int(number)])
    if "dd" in _format(book, _style(book, cell)):
        return EPOCH + timedelta(days=number)
    return int(number) if number.is_integer() else number


def _unescaped(cell: ElementTree.Element) -> str:
    """What XML cannot hold is written _x000D_."""
    text = "".join(part.text or "" for part in cell.iterfind(".//m:t", NS))
    return re.sub("_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), text)


def _format(book: zipfile.ZipFile, style: ElementTree.Element) -> str:
    styles = _tree(book, "xl/styles.xml")
    formats = {one.get("numFmtId"): one.get("formatCode") for one in styles.iterfind(".//m:numFmt", NS)}
    return formats.get(style.get("numFmtId"), "")
