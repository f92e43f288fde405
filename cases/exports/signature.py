"""Signs the printed file, once, without breaking PDF/A-3a and PDF/UA-1. No key is read here."""

import logging
import urllib.request
from io import BytesIO

from asn1crypto import tsp
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext

from cases.exports.identity import Identity

# It warns at every signature that nothing is fetched: the revocation list is given on purpose.
logging.getLogger("pyhanko.sign.signers.pdf_signer").setLevel(logging.ERROR)
FIELD = "Signature"
NAME_OF_FIELD = "Signature électronique de l’export"
REASON = "Export de dossier pour contrôle"


class OneRevision(IncrementalPdfFileWriter):
    """The signature is the only revision after printing, and the metadata stay as printed.

    pyHanko would rewrite the XMP and lose the extension schema PDF/A asks for (private hook: pinned version).
    """

    def _update_meta(self) -> None:
        pass


class PlainOutput(BytesIO):
    """A stream ending with CR and closed by LF has two readings of its length: close it by CR LF."""

    def write(self, data: bytes) -> int:
        if data == b"\nendstream" and self.tell() and self.getbuffer()[self.tell() - 1] == 0x0D:
            data = b"\r\nendstream"
        return super().write(data)


class HttpTimeStamper(TimeStamper):
    """RFC 3161 over HTTP(S), at the address the service configured."""

    def __init__(self, url: str, seconds: float = 20):
        if not url.startswith(("https://", "http://")):
            raise ValueError("the time-stamping address is not http(s)")
        super().__init__()
        self.url, self.seconds = url, seconds

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked
            self.url, data=req.dump(), headers={"Content-Type": "application/timestamp-query"}
        )
        with urllib.request.urlopen(request, timeout=self.seconds) as answer:  # noqa: S310
            return tsp.TimeStampResp.load(answer.read(1 << 20))


def sign(pdf: bytes, identity: Identity, *, timestamper: TimeStamper | None = None) -> bytes:
    """The signed file: PAdES B-B; B-T with a time stamp; B-LT with a time stamp and a revocation list.

    The revocation list of the identity is embedded whenever there is one. One signature, one revision, no
    later change allowed (DocMDP 1). Raises pyHanko's SigningError, TimestampRequestError.
    """
    writer = OneRevision(BytesIO(pdf))
    append_signature_field(writer, SigFieldSpec(FIELD, on_page=0))
    _tag_field(writer)
    lists = identity.trust.revocation_lists
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=REASON,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        embed_validation_info=bool(lists),
        validation_context=_context(identity) if lists or timestamper else None,
        # The default puts validation data in a second revision: it breaks PDF/A and the coverage of the file.
        dss_settings=DSSContentSettings(
            include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        ),
    )
    out = PlainOutput()
    PdfSigner(metadata, signer=identity.signer, timestamper=timestamper).sign_pdf(writer, output=out)
    return out.getvalue()


def _context(identity: Identity) -> ValidationContext:
    trust = identity.trust
    return ValidationContext(
        trust_roots=list(trust.anchors),
        crls=list(trust.revocation_lists),
        allow_fetching=False,
        revocation_mode="require" if trust.revocation_lists else "soft-fail",
    )


def _tag_field(writer: OneRevision) -> None:
    """Put the signature's widget in a Form structure element with words (ISO 14289-1 §7.18.1, §7.18.4)."""
    field_ref = writer.root["/AcroForm"]["/Fields"].raw_get(-1)
    widget = field_ref.get_object()
    tree = writer.root["/StructTreeRoot"]
    document_ref = tree["/K"].raw_get(0)
    element = writer.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/StructElem"),
                pdf_name("/S"): pdf_name("/Form"),
                pdf_name("/P"): document_ref,
                pdf_name("/Alt"): pdf_string(NAME_OF_FIELD),
                pdf_name("/K"): generic.DictionaryObject(
                    {
                        pdf_name("/Type"): pdf_name("/OBJR"),
                        pdf_name("/Obj"): field_ref,
                        pdf_name("/Pg"): widget.raw_get("/P"),
                    }
                ),
            }
        )
    )
    numbers = tree["/ParentTree"]["/Nums"]
    key = 1 + max(int(numbers[at]) for at in range(0, len(numbers), 2))
    numbers.extend([generic.NumberObject(key), element])
    document = document_ref.get_object()
    document["/K"].append(element)
    widget[pdf_name("/StructParent")] = generic.NumberObject(key)
    widget[pdf_name("/TU")] = pdf_string(NAME_OF_FIELD)
    for changed in (widget, document, numbers):
        writer.update_container(changed)
