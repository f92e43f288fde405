"""What a seal is worth: every verdict, every curve, and every way to be wrong."""

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from documents.seal_reading import read_seal
from documents.seal_verdicts import NotACertificate, Signer, Verdict, read_certificate, verdict_of
from tests.documents.test_seal_reading import published
from tests.support.seals import TAX, Authority

OURS = Authority()


def signer(authority: Authority, **told) -> Signer:
    known = {
        "authority": authority.name,
        "certificate": authority.certificate,
        "key": read_certificate(authority.pem()).public_key(),
        "valid_from": authority.begins,
        "valid_until": authority.ends,
        "specimen": False,
    }
    return Signer(**{**known, **told})


def verdict(data: bytes, *signers: Signer) -> Verdict:
    return verdict_of(read_seal(data), signers)


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()], ids=lambda c: c.name)
def test_a_seal_of_a_trusted_signer_is_verified(curve):
    authority = Authority(curve=curve)
    assert verdict(authority.seal(), signer(authority)) == Verdict.VERIFIED


def test_a_changed_value_makes_the_signature_false():
    changed = OURS.seal().replace(b"4118540", b"4108540")
    assert verdict(changed, signer(OURS)) == Verdict.FALSE_SIGNATURE


def test_a_signature_of_another_key_is_false():
    other = Authority(name=OURS.name, certificate=OURS.certificate)
    assert verdict(other.seal(), signer(OURS)) == Verdict.FALSE_SIGNATURE


def test_a_signature_of_another_length_is_false():
    other = Authority(name=OURS.name, certificate=OURS.certificate, curve=ec.SECP384R1())
    assert verdict(other.seal(), signer(OURS)) == Verdict.FALSE_SIGNATURE


def test_a_signature_of_zeros_is_false():
    data = OURS.seal()
    assert verdict(data[: data.rindex(b"\x1f") + 1] + b"A" * 103, signer(OURS)) == Verdict.FALSE_SIGNATURE


def test_another_certificate_of_the_same_authority_does_not_do():
    assert verdict(OURS.seal(), signer(OURS, certificate="SPE2")) == Verdict.UNKNOWN_SIGNER


def test_a_signer_nobody_trusts_is_unknown():
    assert verdict(OURS.seal()) == Verdict.UNKNOWN_SIGNER


@pytest.mark.parametrize(
    ("signed_on", "expected"),
    [
        (dt.date(2022, 12, 31), Verdict.OUT_OF_VALIDITY),
        (dt.date(2023, 1, 1), Verdict.VERIFIED),
        (dt.date(2025, 12, 31), Verdict.VERIFIED),
        (dt.date(2026, 1, 1), Verdict.OUT_OF_VALIDITY),
        (None, Verdict.OUT_OF_VALIDITY),
    ],
)
def test_the_certificate_was_valid_on_the_day_of_the_signature(signed_on, expected):
    assert verdict(OURS.seal(signed_on=signed_on), signer(OURS)) == expected


@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize("told_as_specimen", [True, False])
def test_the_test_authority_is_never_verified(trusted, told_as_specimen):
    test = Authority(name="FR00", certificate="0001")
    signers = [signer(test, specimen=told_as_specimen)] if trusted else []
    assert verdict(test.seal(), *signers) == Verdict.SPECIMEN


def test_the_published_example_is_a_specimen():
    assert verdict(published()) == Verdict.SPECIMEN


def test_any_authority_told_as_specimen_is_never_verified():
    assert verdict(OURS.seal(), signer(OURS, specimen=True)) == Verdict.SPECIMEN


def test_a_false_signature_is_false_even_for_a_specimen():
    test = Authority(name="FR00", certificate="0001")
    changed = test.seal({**TAX}).replace(b"452022", b"452021")
    assert verdict(changed, signer(test)) == Verdict.FALSE_SIGNATURE


def test_no_word_for_a_seal_says_that_a_paper_is_genuine():
    assert not [one for one in Verdict.labels if "authenti" in str(one).lower()]


def rsa_certificate() -> bytes:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
    days = made.not_valid_before(dt.datetime(2023, 1, 1)).not_valid_after(dt.datetime(2024, 1, 1))
    return days.public_key(key.public_key()).sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unreadable"),
        (b"SPECIMEN", "unreadable"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "unreadable"),
        (rsa_certificate(), "other_key"),
        (Authority(curve=ec.SECP256K1()).pem(), "other_key"),
    ],
    ids=["empty", "a word", "no certificate inside", "an RSA key", "another curve"],
)
def test_what_cannot_sign_a_seal_is_no_certificate(data, code):
    with pytest.raises(NotACertificate) as refused:
        read_certificate(data)
    assert refused.value.code == code


def test_a_certificate_is_read_in_both_forms():
    read = read_certificate(OURS.pem())
    assert read_certificate(read.public_bytes(Encoding.DER)) == read
