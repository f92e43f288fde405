"""Whether an export is exactly what was signed. No key found in the file is believed."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto.algos import DigestAlgorithm
from asn1crypto.cms import ContentInfo
from asn1crypto.crl import CertificateList
from asn1crypto.parser import peek
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    validate_pdf_signature,
)
from pyhanko_certvalidator import ValidationContext

from cases.exports.context import FORMAT
from cases.exports.identity import Trust
from nps.journal.merkle import leaf_hash, root_from_proof
from nps.journal.sealing import head_bytes

DATA, MARK = "case.json", b"/NPSCaseExport"
DESCRIBED = re.compile(r"SHA-256 ([0-9a-f]{64})")
# Whatever a damaged or hostile value raises when it is not of the expected shape.
MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)

Journal = Callable[[int, str], bool]


class NotAnExport(ValueError):
    """The file is no export of a case: not a PDF, or another PDF."""


@dataclass
class Findings:
    """What verification reports (CONTRACTS, `verify_export`); `faults` are lines `part: what is wrong`."""

    signed_by: str = ""
    signed_at: str = ""
    signature_level: str = "none"
    revocation_data: bool = False
    case: str = ""
    journal: dict[str, Any] = field(default_factory=lambda: {"size": 0, "root": "", "consistent": None})
    attachments: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {"valid": not self.faults, **self.__dict__}


@dataclass(frozen=True)
class Attached:
    """An attachment as found: `data` is None when it cannot be read, `told` the SHA-256 beside it."""

    data: bytes | None
    told: str

    @property
    def sha256(self) -> str:
        return "" if self.data is None else hashlib.sha256(self.data).hexdigest()


def verify(data: bytes, *, trust: Trust, journal: Journal | None = None) -> dict[str, Any]:
    """Check signature, coverage, attachments and journal proof of an export; the findings as CONTRACTS says.

    `journal(size, root)`: whether the living journal had this root (hex) at this size; None when it cannot be
    asked. `valid` is true only without any fault. Raises NotAnExport.
    """
    found = Findings()
    try:
        reader = PdfFileReader(BytesIO(data))
        attached = _attachments(reader)
        signatures = reader.embedded_signatures
    except Exception:  # damaged bytes make a parser raise anything at all
        if MARK not in data:
            raise NotAnExport("the file is not a PDF that can be read") from None
        found.faults.append("file: cut or damaged, it cannot be read any more")
        return found.to_json()
    case = _case(attached.get(DATA))
    if case is None and MARK not in data:
        raise NotAnExport("the file is a PDF, but no export of a case")
    _check_signature(found, data, reader, signatures, trust)
    _check_attachments(found, attached, case)
    if case is not None:
        found.case = str(case.get("reference", ""))
        _check_journal(found, case, trust, journal)
    return found.to_json()


def _attachments(reader: PdfFileReader) -> dict[str, Attached]:
    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    except KeyError:  # a PDF without attachments
        return {}
    found = {}
    for at in range(0, len(names), 2):
        name, described = names[at], names[at + 1]
        told = DESCRIBED.fullmatch(str(described.get("/Desc", "")))
        try:
            content = described["/EF"]["/F"].data
        except Exception:  # the compressed bytes were changed
            content = None
        found[str(name)] = Attached(content, told[1] if told else "")
    return found


def _case(data: Attached | None) -> dict[str, Any] | None:
    """The attached data, or None when they are missing, unreadable or of another format."""
    try:
        case = json.loads(data.data)
        return case if case["format"] == FORMAT else None
    except MISSHAPEN:
        return None


def _check_signature(
    found: Findings,
    data: bytes,
    reader: PdfFileReader,
    signatures: list[EmbeddedPdfSignature],
    trust: Trust,
) -> None:
    if len(signatures) != 1:
        found.faults.append(f"signature: one is expected, {len(signatures)} found")
        return
    (signature,) = signatures
    try:
        lists = _embedded_lists(reader)
        status = _status(signature, trust, lists)
        found.signed_by = signature.signer_cert.subject.native.get("common_name", "")
        found.faults += _faults_of(signature, status, data)
    except Exception as fault:  # pyHanko and asn1crypto raise many kinds on damaged bytes
        found.faults.append(f"signature: cannot be checked ({type(fault).__name__})")
        return
    stamp = status.timestamp_validity
    at = stamp.timestamp if stamp else status.signer_reported_dt
    found.signed_at = at.isoformat() if at else ""
    found.revocation_data = any(one.issuer == signature.signer_cert.issuer for one in lists)
    found.signature_level = _level(stamped=bool(stamp), revocation_data=found.revocation_data)


def _embedded_lists(reader: PdfFileReader) -> list[CertificateList]:
    """Revocation lists carried by the file: believed only as far as a trusted authority signed them."""
    if "/DSS" not in reader.root:
        return []
    store = DocumentSecurityStore.read_dss(reader)
    return [CertificateList.load(reference.get_object().data) for reference in store.crls]


def _level(*, stamped: bool, revocation_data: bool) -> str:
    """ETSI EN 319 142-1 §5: B-LT is B-T with validation data; without a time stamp it stays B-B."""
    if not stamped:
        return "PAdES-B-B"
    return "PAdES-B-LT" if revocation_data else "PAdES-B-T"


def _status(
    signature: EmbeddedPdfSignature, trust: Trust, lists: list[CertificateList]
) -> PdfSignatureStatus:
    """Validity now, or at the time a trusted third party attests."""

    def checked(moment: datetime | None) -> PdfSignatureStatus:
        known = [*trust.revocation_lists, *lists]
        context = ValidationContext(
            trust_roots=list(trust.anchors),
            crls=known,
            moment=moment,
            allow_fetching=False,
            revocation_mode="require" if known else "soft-fail",
            retroactive_revinfo=moment is not None,
        )
        # Difference analysis takes minutes on a large structure tree; full coverage makes it pointless.
        return validate_pdf_signature(signature, context, skip_diff=True)

    status = checked(None)
    stamp = status.timestamp_validity
    if stamp and stamp.valid and stamp.intact and stamp.trusted:
        return checked(stamp.timestamp)
    return status


def _faults_of(signature: EmbeddedPdfSignature, status: PdfSignatureStatus, data: bytes) -> list[str]:
    stamp = status.timestamp_validity
    holds = {
        "signature: the content changed after signing": status.intact,
        "signature: it is not the signer's": status.valid,
        "signature: the signer's certificate is not trusted, expired, revoked or cannot be checked": (
            status.trusted
        ),
        "signature: the time stamp does not hold": (
            not stamp or (stamp.intact and stamp.valid and stamp.trusted)
        ),
        "file: something was added after signing": (
            status.coverage == SignatureCoverageLevel.ENTIRE_FILE
            and _written_plainly(signature, data)
            and _only_its_chain(signature, status)
        ),
    }
    return [fault for fault, held in holds.items() if not held]


def _written_plainly(signature: EmbeddedPdfSignature, data: bytes) -> bool:
    """The place of the signature is the one part it cannot cover: every byte there must be the expected one.

    The only freedom left is inside a time stamp, which is its authority's own signed message.
    """
    _, start, end, _ = (int(number) for number in signature.byte_range)
    contents = bytes(signature.pkcs7_content)
    used = peek(contents)
    message, signed, signer = contents[:used], signature.signed_data, signature.signer_info
    digest = DigestAlgorithm({"algorithm": signer["digest_algorithm"]["algorithm"].native}).dump()
    plainly = (message + bytes(len(contents) - used)).hex().upper()
    return (
        data[start:end] == f"<{plainly}>".encode()
        and ContentInfo.load(message).dump(force=True) == message
        and (signed["version"].native, signer["version"].native) == ("v1", "v1")
        and signer["digest_algorithm"].dump() == digest
        and [one.dump() for one in signed["digest_algorithms"]] == [digest]
    )


def _only_its_chain(signature: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
    """No certificate beside the signer's own chain: nothing else in there would have been checked."""
    path = status.validation_path
    checked = {one.dump() for one in path.iter_certs(include_root=True)} if path else set()
    return all(one.dump() in checked for one in signature.other_embedded_certs)


def _check_attachments(found: Findings, attached: dict[str, Attached], case: dict[str, Any] | None) -> None:
    try:
        expected = {p["file_name"]: p["sha256"] for p in (case or {}).get("pieces", []) if p["file_name"]}
    except MISSHAPEN:
        expected = {}
        found.faults.append(f"attachments.{DATA}: not in the expected form")
    expected[DATA] = attached[DATA].told if DATA in attached else ""
    for name in sorted({*attached, *expected}):
        there = attached.get(name)
        sha256 = there.sha256 if there else ""
        intact = bool(sha256) and sha256 == expected.get(name) and (name != DATA or case is not None)
        found.attachments.append({"name": name, "sha256": sha256, "intact": intact})
        if not intact:
            what = "missing" if not there else "not in the export" if name not in expected else "changed"
            found.faults.append(f"attachments.{name}: {what}")


def _check_journal(found: Findings, case: dict[str, Any], trust: Trust, journal: Journal | None) -> None:
    proof = case.get("journal")
    if proof is None:  # exported before the first sealing: nothing is proved, nothing is wrong
        return
    try:
        size, root = int(proof["size"]), str(proof["root"])
        faults = [*_faults_of_head(proof, trust), *_faults_of_entries(case, size, bytes.fromhex(root))]
    except MISSHAPEN:
        found.faults.append("journal: its proof is not in the expected form")
        found.journal["consistent"] = False
        return
    if journal is not None and not journal(size, root):
        faults.append("journal: it did not have this root at this size")
    found.journal = {"size": size, "root": root, "consistent": not faults}
    found.faults += faults


def _faults_of_head(proof: dict[str, Any], trust: Trust) -> list[str]:
    key = trust.journal_keys.get(proof["key_id"])
    if key is None:
        return ["journal: its head is signed with an unknown key"]
    root, at = bytes.fromhex(proof["root"]), datetime.fromisoformat(proof["at"])
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(
            bytes.fromhex(proof["signature"]), head_bytes(int(proof["size"]), root, at)
        )
    except InvalidSignature:
        return ["journal: the signature of its head does not hold"]
    return []


def _faults_of_entries(case: dict[str, Any], size: int, root: bytes) -> list[str]:
    faults = []
    for number, entry in enumerate(case["timeline"]):
        if entry["index"] is None:  # written after the last sealing
            continue
        sealed = json.loads(entry["leaf"])
        leaf = leaf_hash(entry["leaf"].encode("utf-8", "surrogatepass"))
        try:
            held = root_from_proof(leaf, entry["index"], size, [bytes.fromhex(h) for h in entry["proof"]])
        except ValueError:
            held = b""
        told = {"id": entry["number"], "reason": entry["reason"], "case": case["reference"]}
        same_time = datetime.fromisoformat(sealed["at"]) == datetime.fromisoformat(entry["at"])
        if leaf.hex() != entry["leaf_hash"] or held != root:
            faults.append(f"journal.timeline[{number}]: not the line that was sealed")
        elif not same_time or any(sealed.get(name) != value for name, value in told.items()):
            faults.append(f"journal.timeline[{number}]: shown otherwise than it was sealed")
    return faults
