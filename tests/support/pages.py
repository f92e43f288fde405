"""What every page must have, read from its HTML: structure, labels, one next step. Nothing of one page."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "path"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
NAMED = {"aria-label", "aria-labelledby", "title"}


@dataclass
class Element:
    tag: str
    attrs: dict[str, str | None]
    parents: tuple["Element", ...]
    text: str = ""

    @property
    def classes(self) -> set[str]:
        return set((self.attrs.get("class") or "").split())

    def inside(self, tag: str) -> bool:
        return any(parent.tag == tag for parent in self.parents)


@dataclass
class Page(HTMLParser):
    """The elements of a page, in order, each with its text (that of its children included)."""

    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self):
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs), tuple(self.open))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1].tag if self.open else 'nothing'}")
            return
        self.open.pop()

    def handle_data(self, data):
        for element in self.open:
            element.text += data

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]


def read(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page


def text_of(html: str, tag: str = "main") -> str:
    """What a person reads inside the first such element, with single spaces."""
    found = read(html).all(tag)
    return " ".join(found[0].text.split()) if found else ""


def faults_of(html: str) -> list[str]:
    """What is wrong with a whole page; empty when all is well (SCREENS §1 and §7)."""
    page = read(html)
    ids = [element.attrs["id"] for element in page.elements if element.attrs.get("id")]
    faults = [*page.faults, *(f"open at the end: <{element.tag}>" for element in page.open)]
    faults += [f"id twice: {name}" for name, count in Counter(ids).items() if count > 1]
    faults += [f"{len(page.all('h1'))} h1"] if len(page.all("h1")) != 1 else []
    faults += ["no main"] if len(page.all("main")) != 1 else []
    faults += [] if page.all("html") and page.all("html")[0].attrs.get("lang") else ["no lang"]
    faults += [] if any(title.text.strip() for title in page.all("title")) else ["no title"]
    main_buttons = [e for e in page.elements if "btn-primary" in e.classes and e.inside("main")]
    faults += [f"{len(main_buttons)} filled buttons"] if len(main_buttons) > 1 else []
    return faults + _headings(page) + _controls(page, set(ids)) + _references(page, set(ids))


def _headings(page: Page) -> list[str]:
    levels = [(HEADINGS[e.tag], e.text.strip()) for e in page.all(*HEADINGS) if e.inside("main")]
    faults = [f"empty heading h{level}" for level, text in levels if not text]
    after_title = levels[[level for level, _ in levels].index(1) :] if (1 in dict(levels)) else levels
    pairs = zip(after_title, after_title[1:], strict=False)
    return faults + [f"h{a} then h{b}: {text}" for (a, _), (b, text) in pairs if b > a + 1]


def _controls(page: Page, ids: set[str]) -> list[str]:
    labelled = {label.attrs.get("for") for label in page.all("label")}
    faults = []
    for element in page.all("input", "select", "textarea"):
        hidden = element.attrs.get("type") in {"hidden", "submit"}
        named = element.attrs.get("id") in labelled or element.inside("label") or NAMED & element.attrs.keys()
        if not hidden and not named:
            faults.append(f"no label: {element.attrs.get('name')}")
    for element in page.all("a", "button", "summary"):
        if not element.text.strip() and not NAMED & element.attrs.keys():
            faults.append(f"nothing to read in <{element.tag}> {element.attrs}")
    for element in page.all("form"):
        if (element.attrs.get("method") or "").lower() == "post" and not _has_token(page, element):
            faults.append(f"no CSRF token in the form to {element.attrs.get('action', 'this page')}")
    faults += [f"no alt: {image.attrs}" for image in page.all("img") if "alt" not in image.attrs]
    faults += [
        f"positive tabindex: <{e.tag}>" for e in page.elements if int(e.attrs.get("tabindex") or 0) > 0
    ]
    faults += ["accesskey" for e in page.elements if "accesskey" in e.attrs]
    return faults


def _has_token(page: Page, form: Element) -> bool:
    return any(e.attrs.get("name") == "csrfmiddlewaretoken" and form in e.parents for e in page.all("input"))


def _references(page: Page, ids: set[str]) -> list[str]:
    faults = []
    for element in page.elements:
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            faults += [
                f"{name} names nothing: {target}"
                for target in (element.attrs.get(name) or "").split()
                if target not in ids
            ]
        href = element.attrs.get("href") or ""
        if element.tag == "a" and href.startswith("#") and href[1:] not in ids:
            faults.append(f"link to nothing: {href}")
    return faults
