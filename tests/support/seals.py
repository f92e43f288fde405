"""An authority of our own, seals it signs, and pages that carry them. Nobody here exists."""

import base64
import datetime as dt
import io
from dataclasses import dataclass, field

import zxingcpp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from PIL import Image, ImageDraw, ImageFont

from documents.seal_reading import FIRST_DAY, GS, US
from documents.seal_verdicts import DIGESTS

TAX = {  # of a notice of 2023: variable values end with GS
    "43": "2,5" + GS,
    "44": "2375SPECIMEN0",
    "45": "2022",
    "46": "OKAFOR-SPECIMEN ADA" + GS,
    "4A": "31072023",
    "41": "18540" + GS,
    "47": "3000000000000",
}
INK = (27, 36, 48)
PAGE = (1240, 1754)  # A4 at 150 dots an inch
FONT = "/usr/share/fonts/opentype/inter/Inter-Regular.otf"


@dataclass(frozen=True)
class Authority:
    """A key and its certificate under the names seals use."""

    name: str = "FR97"
    certificate: str = "SPE1"
    curve: ec.EllipticCurve = field(default_factory=ec.SECP256R1)
    begins: dt.date = dt.date(2023, 1, 1)
    ends: dt.date = dt.date(2025, 12, 31)
    key: ec.EllipticCurvePrivateKey = None

    def __post_init__(self):
        object.__setattr__(self, "key", self.key or ec.generate_private_key(self.curve))

    def pem(self) -> bytes:
        """Its certificate, signed by itself."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"SPÉCIMEN {self.name}")])
        moments = (dt.datetime.combine(day, dt.time()) for day in (self.begins, self.ends))
        begins, ends = moments
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(97)
        made = made.not_valid_before(begins).not_valid_after(ends).public_key(self.key.public_key())
        return made.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM)

    def seal(self, fields=TAX, kind="28", version=4, signed_on=dt.date(2023, 8, 1)) -> bytes:
        """A seal with these data, signed."""
        message = self.header(kind, version, signed_on) + "".join(n + v for n, v in fields.items())
        return (
            message.encode() + US.encode() + base64.b32encode(self.signature(message.encode())).rstrip(b"=")
        )

    def header(self, kind: str, version: int, signed_on: dt.date | None) -> str:
        day = f"{(signed_on - FIRST_DAY).days:04X}" if signed_on else "FFFF"
        more = {1: "", 2: "", 3: "01", 4: "01FR"}[version]
        return f"DC{version:02d}{self.name}{self.certificate}FFFF{day}{kind}{more}"

    def signature(self, message: bytes) -> bytes:
        """Both halves of the signature, one behind the other."""
        digest, half = DIGESTS[self.key.curve.name]
        r, s = decode_dss_signature(self.key.sign(message, ec.ECDSA(digest)))
        return r.to_bytes(half, "big") + s.to_bytes(half, "big")


def page(lines=("Avis d’impôt 2023",), seals=(), scale=4, size=PAGE) -> Image.Image:
    """A page that says SPÉCIMEN, with these lines and these seals drawn at its foot."""
    drawn = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(drawn)
    pen.text((120, 80), "SPÉCIMEN", font=_font(60), fill=(213, 218, 225))
    for number, line in enumerate(lines):
        pen.text((120, 200 + 80 * number), line, font=_font(34), fill=INK)
    for number, seal in enumerate(seals):
        drawn.paste(matrix(seal, scale), (120 + 520 * number, 1250))
    return drawn


def matrix(data: bytes, scale: int = 4) -> Image.Image:
    """The DataMatrix of these bytes."""
    code = zxingcpp.create_barcode(data, zxingcpp.BarcodeFormat.DataMatrix)
    return Image.fromarray(code.to_image(scale=scale)).convert("RGB")


def file(image: Image.Image, format: str = "JPEG", **options) -> bytes:
    """The image as an upload: JPEG, HEIF, PDF…"""
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def _font(size: int):
    try:
        return ImageFont.truetype(FONT, size)
    except OSError:
        return ImageFont.load_default(size)
