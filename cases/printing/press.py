"""The press: the only module that knows WeasyPrint, a process of its own (`-m cases.printing.press`).

Each order is printed by a child with limits on memory, time, files. No Django, no key, no path may enter.
"""

import json
import os
import resource
import sys
import unicodedata
from datetime import datetime
from functools import partial
from typing import Any, NoReturn

from pydyf import Stream
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from cases.printing.glyphs import Glyphs
from cases.printing.wire import Read, Write, read_frame, write_frame

VARIANT = "pdf/a-3a"
CPU_SECONDS = 120
MEMORY = 2 * 1024**3  # bytes of address space, without the attachments
COPIES = 6  # times an attachment stands in memory while the file is written

# PDF/UA identification and the extension schema PDF/A wants for it (ISO 19005-3 §6.6.2.3.3, ISO 14289-1 §5).
UA_DESCRIPTIONS = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>\
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 this file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def _ends_plainly(written: Any) -> property:
    """A stream ending with CR and closed by LF has two readings of its length: close it by CR LF."""

    def data(stream: Stream) -> bytes:
        whole = written(stream)
        if whole.endswith(b"\r\nendstream"):
            return whole.removesuffix(b"\nendstream") + b"\r\nendstream"
        return whole

    return property(data)


Stream.data = _ends_plainly(Stream.data.fget)  # this process does nothing else
glyphs = Glyphs()


class ClosedFetcher(URLFetcher):
    """Answers nothing: a page that asks for any address at all is not printed."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> NoReturn:
        raise FatalURLFetchingError("the page asked for an address; none is allowed")


def print_pdf(html: str, css: str, order: dict[str, Any], contents: list[bytes]) -> bytes:
    """One file valid as PDF/A-3a and PDF/UA-1 at once; the same order always gives the same bytes.

    `order`: `identifier` (hex), `at` (ISO 8601, UTC), `mark`, and `attachments`, each a `name`, a
    `relationship` and a `description`, with one content for each. Raises FatalURLFetchingError (a
    BaseException) when the page asks for an address.
    """
    at = datetime.fromisoformat(order["at"])
    os.environ["SOURCE_DATE_EPOCH"] = str(int(at.timestamp()))  # read by fontTools when it writes subsets
    fonts, fetcher = FontConfiguration(), ClosedFetcher()
    style = CSS(string=css, font_config=fonts, url_fetcher=fetcher)
    document = HTML(string=_drawable(html), url_fetcher=fetcher).render(
        stylesheets=[style], font_config=fonts, pdf_variant=VARIANT
    )
    metadata = document.metadata
    metadata.created = metadata.modified = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    metadata.attachments = [
        Attachment(string=content, created=at, modified=at, url_fetcher=fetcher, **described)
        for described, content in zip(order["attachments"], contents, strict=True)
    ]
    _claim_accessibility(metadata)
    return document.write_pdf(
        pdf_variant=VARIANT,
        pdf_identifier=bytes.fromhex(order["identifier"]),
        finisher=partial(_finish, order["mark"]),
    )


def _drawable(html: str) -> str:
    """The page with [U+738B] instead of what no installed font can draw: the reader sees what stood there."""
    visible = {c for c in set(html) if not c.isspace() and unicodedata.category(c) not in ("Cf", "Mn", "Me")}
    return html.translate({ord(c): f"[U+{ord(c):04X}]" for c in glyphs.missing(visible)})


def _claim_accessibility(metadata: Any) -> None:
    """WeasyPrint takes one variant: add the second one's identification to the same XMP block.

    Textual, because ElementTree renames the prefix PDF/A prescribes; uncompressed, as archives are searched.
    """
    generate, include = metadata.generate_rdf_metadata, metadata.include_in_pdf

    def merged(*arguments: Any) -> bytes:
        head, _, _ = generate(*arguments).rpartition(b"</rdf:RDF>")
        return head + UA_DESCRIPTIONS + b"</rdf:RDF>"

    def plain(pdf: Any, variant: str, version: int, conformance: str, compress: bool) -> None:
        include(pdf, variant, version, conformance, False)

    metadata.generate_rdf_metadata, metadata.include_in_pdf = merged, plain


def _finish(mark: str, document: Any, pdf: Any) -> None:
    if mark:
        first = next(
            thing for thing in pdf.objects if isinstance(thing, Stream)
        )  # written early, in the clear
        first.extra[mark] = 1
    if "AF" in pdf.catalog:  # WeasyPrint lists each attachment twice
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _limit(attachments: int) -> None:
    limits = {
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_AS: MEMORY + COPIES * attachments,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for what, value in limits.items():
        _, hard = resource.getrlimit(what)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS refuses a limit of address space below what is already mapped
            if sys.platform == "linux":
                raise


def _serve_one(order: dict[str, Any], read: Read, write: Write) -> None:
    _limit(sum(order["sizes"]))
    html, css = read_frame(read).decode(), read_frame(read).decode()
    contents = [bytes(read_frame(read)) for _ in order["sizes"]]
    try:
        pdf = print_pdf(html, css, order, contents)
    except (Exception, FatalURLFetchingError) as fault:
        # The kind of fault only: its text may quote the page, and the page is about people.
        write_frame(write, json.dumps({"fault": type(fault).__name__}).encode())
    else:
        write_frame(write, b"{}")
        write_frame(write, pdf)


def main() -> int:
    """Serve orders from standard input until it closes. A child that dies takes the press with it."""

    def read(length: int) -> bytes:
        return os.read(0, length)

    def write(data: bytes) -> int:
        return os.write(1, data)

    HTML(string="<p>é", url_fetcher=ClosedFetcher()).write_pdf()  # loads what is loaded lazily, once
    while True:
        try:
            order = json.loads(read_frame(read))
        except EOFError:
            return 0
        child = os.fork()
        if not child:
            try:
                _serve_one(order, read, write)
            except BaseException:
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            return 1


if __name__ == "__main__":
    sys.exit(main())
