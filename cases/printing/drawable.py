"""What a page may hold before it is printed: nothing a PDF/A refuses, nothing that deceives a reader."""

import unicodedata

# Not for a PDF/A, or deceiving: controls, surrogates, private use, unassigned, changes of direction.
UNSHOWN = {"Cc", "Cs", "Co", "Cn"}
DECEIVING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff")


def shown(html: str) -> str:
    """The page with U+FFFD in place of every character that cannot be shown as it is."""
    return html.translate({ord(c): "\ufffd" for c in set(html) if not _shown(c)})


def _shown(character: str) -> bool:
    if character in "\n\t":
        return True
    return unicodedata.category(character) not in UNSHOWN and character not in DECEIVING
