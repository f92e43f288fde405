"""NIR and IBAN: read with check digits, kept encrypted, found by exact value only. No model may enter."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum import iban as stdnum_iban
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError
from stdnum.fr import nir as stdnum_nir

_NONCE = 12
_KEY_NAME = 4


class NumberFault(ValueError):
    """A number that cannot be right; `message` says what to do, in the language of the page."""

    def __init__(self, message: str | Promise):
        super().__init__(message)
        self.message = message


class SealBroken(RuntimeError):
    """Kept bytes were changed, belong to another person, or were sealed with another key."""


@dataclass(frozen=True)
class Number:
    """A kind of number people hold: its library and the words for its faults."""

    kind: str
    library: object
    length: str | Promise
    checksum: str | Promise
    unreadable: str | Promise

    def read(self, text: str) -> str:
        """The bare number, checked. Raises NumberFault."""
        try:
            return self.library.validate(text)
        except InvalidLength:
            raise NumberFault(self.length)
        except InvalidChecksum:
            raise NumberFault(self.checksum)
        except (ValidationError, ValueError):
            raise NumberFault(self.unreadable)

    def seal(self, value: str, owner: str) -> bytes:
        """AES-256-GCM with a fresh nonce, bound to the kind of number and to its owner's public id."""
        key, nonce = settings.SECRETS["people.kek"], secrets.token_bytes(_NONCE)
        return _name(key) + nonce + AESGCM(key).encrypt(nonce, value.encode(), self._bound(owner))

    def unseal(self, sealed: bytes, owner: str) -> str:
        """The number back. Raises SealBroken."""
        key, sealed = settings.SECRETS["people.kek"], bytes(sealed)
        name, nonce, rest = sealed[:_KEY_NAME], sealed[_KEY_NAME:][:_NONCE], sealed[_KEY_NAME + _NONCE :]
        if name != _name(key):
            raise SealBroken(f"{self.kind}: sealed with another key than people.kek")
        try:
            return AESGCM(key).decrypt(nonce, rest, self._bound(owner)).decode()
        except InvalidTag:
            raise SealBroken(f"{self.kind}: changed, or not this person's")

    def index(self, value: str) -> bytes:
        """What exact search compares: HMAC-SHA-256 under a key kept apart from the one that seals."""
        message = f"{self.kind}:{value}".encode()
        return hmac.digest(settings.SECRETS["people.index"], message, hashlib.sha256)

    def _bound(self, owner: str) -> bytes:
        return f"{self.kind}:{owner}".encode()


def _name(key: bytes) -> bytes:
    """Tells keys apart without telling the key."""
    return hashlib.sha256(b"people.kek:" + key).digest()[:_KEY_NAME]


NIR = Number(
    kind="nir",
    library=stdnum_nir,
    length=_("Le numéro de sécurité sociale a 15 caractères, clé comprise. Vérifiez-en le nombre."),
    checksum=_("Ce numéro de sécurité sociale ne correspond pas à sa clé. Vérifiez chaque chiffre."),
    unreadable=_("Écrivez le numéro de sécurité sociale ainsi : 2 95 10 99 126 111 93."),
)
IBAN = Number(
    kind="iban",
    library=stdnum_iban,
    length=_("Cet IBAN n’a pas le bon nombre de caractères. Vérifiez-le sur le RIB."),
    checksum=_("Cet IBAN ne correspond pas à sa clé. Vérifiez chaque caractère sur le RIB."),
    unreadable=_("Écrivez l’IBAN ainsi : FR76 3000 6000 0112 3456 7890 189."),
)
