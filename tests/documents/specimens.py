"""Specimen uploads, good and hostile, made on the spot. Nothing here belongs to a real person."""

import io
import zipfile
import zlib
from hashlib import md5

import pillow_heif
import pydyf
import pypdfium2
from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher
from PIL import Image

from documents.antivirus import EICAR as EICAR

pillow_heif.register_heif_opener()


def pdf(pages: int = 1, text: str = "SPÉCIMEN", extra: dict | None = None, box=(0, 0, 595, 842)) -> bytes:
    """A small PDF; `extra` goes into its catalogue."""
    document = pydyf.PDF()
    for number in range(pages):
        stream = pydyf.Stream([f"% {text} {number}".encode()])
        document.add_object(stream)
        document.add_page(
            pydyf.Dictionary(
                {
                    "Type": "/Page",
                    "Parent": document.pages.reference,
                    "MediaBox": pydyf.Array(box),
                    "Contents": stream.reference,
                }
            )
        )
    document.catalog.update(extra or {})
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def pdf_of_size(size: int) -> bytes:
    """A valid PDF of about `size` bytes, that does not compress."""
    document = pydyf.PDF()
    blob = pydyf.Stream([b"% " + bytes(97 + (i * 7919) % 26 for i in range(1000)) * (size // 1000)])
    document.add_object(blob)
    document.add_page(
        pydyf.Dictionary(
            {"Type": "/Page", "Parent": document.pages.reference, "MediaBox": pydyf.Array((0, 0, 595, 842))}
        )
    )
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def pdf_with_object(body: bytes) -> bytes:
    """A PDF whose catalogue opens with this action dictionary."""
    return pdf(extra={"OpenAction": body})


def compressed_objects(action: bytes, *, locked: bool = False) -> bytes:
    """A PDF 1.5 whose catalogue and action lie in a compressed object stream, `locked`: an encrypted one."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction " + action + b" >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    }
    index, bodies = b"", b""
    for number, body in objects.items():
        index += b"%d %d " % (number, len(bodies))
        bodies += body + b" "
    packed = zlib.compress(index + bodies)
    entries, key = _lock(b"") if locked else (b"", b"")
    if locked:
        packed = _rc4(_digest(key + b"\x04\0\0\0\0")[:10], packed)
    out = b"%PDF-1.5\n"
    at = len(out)
    out += b"4 0 obj\n<< /Type /ObjStm /N 3 /First %d /Filter /FlateDecode /Length %d >>\nstream\n" % (
        len(index),
        len(packed),
    )
    out += packed + b"\nendstream\nendobj\n"
    table = b"\x00\x00\x00\x00" + b"".join(b"\x02\x00\x04" + bytes([i]) for i in range(3))
    table += b"\x01" + at.to_bytes(2, "big") + b"\x00"
    xref = len(out)
    table += b"\x01" + xref.to_bytes(2, "big") + b"\x00"
    out += b"5 0 obj\n<< /Type /XRef /Size 6 /W [1 2 1] /Root 1 0 R%s /Length %d >>\nstream\n" % (
        entries,
        len(table),
    )
    return out + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % xref


def encrypted(plain: bytes, user_password: bytes) -> bytes:
    """The PDF with the marks of RC4 40 bits (revision 2), by the algorithms of ISO 32000-1 §7.6.3."""
    start = plain.rindex(b">>", plain.rindex(b"trailer"))
    return plain[:start] + _lock(user_password)[0] + b" " + plain[start:]


def _lock(user_password: bytes) -> tuple[bytes, bytes]:
    """What a trailer says of the encryption, and the key."""
    padding = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    padded = (user_password + padding)[:32]
    owner = _rc4(_digest((b"owner" + padding)[:32])[:5], padded)
    key = _digest(padded + owner + (-4).to_bytes(4, "little", signed=True) + b"0" * 16)[:5]
    user = _rc4(key, padding)
    name = (b"0" * 16).hex().encode()
    entries = b" /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<%s> <%s>]"
    return entries % (owner.hex().encode(), user.hex().encode(), name, name), key


def _digest(data: bytes) -> bytes:
    return md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    return Cipher(ARC4(key), mode=None).encryptor().update(data)


def pdf_bomb(unpacked: int = 1_000_000_000) -> bytes:
    """A page whose content unpacks to `unpacked` bytes, packed twice."""
    squeeze = zlib.compressobj(9)
    block = b"0 0 m " * 200_000
    packed = b"".join(squeeze.compress(block) for _ in range(unpacked // len(block))) + squeeze.flush()
    twice = zlib.compress(packed, 9)
    document = pydyf.PDF()
    stream = pydyf.Stream([twice], {"Filter": pydyf.Array(["/FlateDecode", "/FlateDecode"])})
    document.add_object(stream)
    document.add_page(
        pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": document.pages.reference,
                "MediaBox": pydyf.Array((0, 0, 595, 842)),
                "Contents": stream.reference,
            }
        )
    )
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def pdf_with_attachment(name: str, data: bytes) -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    document.new_attachment(name).set_data(data)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def image(format: str = "JPEG", size: tuple[int, int] = (80, 60), colour: str = "white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, format)
    return out.getvalue()


def phone_photo(format: str) -> bytes:
    """Held upright: stored lying, turned by its metadata, with the place where it was taken. Red on top."""
    picture = Image.new("RGB", (80, 60), "black")
    picture.paste("red", (0, 0, 40, 60))
    told = Image.Exif()
    told[0x0112] = 6  # a quarter turn to the right
    told.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 7.0)})
    out = io.BytesIO()
    picture.save(out, format, exif=told.tobytes())
    return out.getvalue()


def pictures(format: str) -> bytes:
    """Three pictures in one file."""
    first, *others = (Image.new("RGB", (64, 64), colour) for colour in ("white", "red", "black"))
    out = io.BytesIO()
    first.save(out, format, save_all=True, append_images=others)
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A tiny PNG whose header announces this many pixels, unpacking to that many."""
    row = b"\x00" + b"\x00" * ((width + 7) // 8)
    squeeze = zlib.compressobj(9)
    packed = b"".join(squeeze.compress(row * 1000) for _ in range(height // 1000 + 1)) + squeeze.flush()

    def chunk(kind: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(kind + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + kind + body + crc

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x01\x00\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def archive(name: str = "a.txt", data: bytes = b"SPECIMEN") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr(name, data)
    return out.getvalue()
