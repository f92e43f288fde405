"""Which characters the installed fonts can draw, asked of fontconfig as WeasyPrint does. No text is kept."""

import ctypes
from collections.abc import Iterable

LIBRARIES = ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig.dylib", "fontconfig")
SYSTEM_FONTS, MATCH = 0, 0


class _FontSet(ctypes.Structure):
    _fields_ = [
        ("count", ctypes.c_int),
        ("room", ctypes.c_int),
        ("fonts", ctypes.POINTER(ctypes.c_void_p)),
    ]


class Glyphs:
    """The union of what all installed fonts cover, computed once."""

    def __init__(self) -> None:
        self._library = library = _load()
        config = ctypes.c_void_p(library.FcInitLoadConfigAndFonts())
        fonts = library.FcConfigGetFonts(config, SYSTEM_FONTS).contents
        self._covered = ctypes.c_void_p(library.FcCharSetCreate())
        for number in range(fonts.count):
            one = ctypes.c_void_p()
            font = ctypes.c_void_p(fonts.fonts[number])
            if library.FcPatternGetCharSet(font, b"charset", 0, ctypes.byref(one)) == MATCH:
                library.FcCharSetMerge(self._covered, one, None)

    def missing(self, characters: Iterable[str]) -> set[str]:
        """Those of the characters that no font can draw: PDF/A and PDF/UA forbid the empty box."""
        return {c for c in characters if not self._library.FcCharSetHasChar(self._covered, ord(c))}


def _load() -> ctypes.CDLL:
    for name in LIBRARIES:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        library.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
        library.FcConfigGetFonts.restype = ctypes.POINTER(_FontSet)
        library.FcCharSetCreate.restype = ctypes.c_void_p
        library.FcCharSetHasChar.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
        return library
    raise OSError("fontconfig is not installed")
