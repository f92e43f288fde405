"""`escrow_keys`: every secret in one sealed file that only the holder of the certificate's key can open."""

import base64
import json
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Writes all secrets as a CMS envelope (RFC 5652) for a certificate. Exit 0, or 2 and why."

    def add_arguments(self, parser):
        parser.add_argument("--certificate", required=True, help="PEM certificate with an RSA key")
        parser.add_argument("--output", required=True, help="file to write; it must not exist yet")

    def handle(self, *, certificate: str, output: str, **options):
        try:
            holder = x509.load_pem_x509_certificate(Path(certificate).read_bytes())
            kept = {n: base64.b64encode(body).decode() for n, body in settings.SECRETS.everything().items()}
            builder = pkcs7.PKCS7EnvelopeBuilder().set_data(json.dumps(kept).encode()).add_recipient(holder)
            sealed = builder.encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary])
            with Path(output).open("xb") as file:
                file.write(sealed)
        except (OSError, ValueError, TypeError) as fault:
            self.stderr.write(f"escrow: {fault}")
            sys.exit(2)
        self.stdout.write(f"{len(kept)} secrets for {holder.subject.rfc4514_string()}")
