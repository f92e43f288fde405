"""A local server that speaks API Particulier as published, faults included. People are specimens.

Shapes and codes: the examples published with the service's test environment, see
docs/explanation/administrations.md for what comes from there and what is known otherwise.
"""

import gzip
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "SPECIMEN-TOKEN-7f3a9c"
SIRET = "21750001600019"
PATHS = {
    "family_quotient": "/v3/dss/quotient_familial/identite",
    "solidarity_cover": "/v3/dss/complementaire_sante_solidaire/identite",
    "jobseeker_status": "/v3/france_travail/statut/identifiant",
    "unemployment_payments": "/v3/france_travail/indemnites/identifiant",
    "student_grant": "/v3/cnous/etudiant_boursier/identite",
    "schooling": "/v3/men/scolarites/identite",
    "tax_notice": "/api/v2/avis-imposition",
}
REQUIRED = {
    PATHS["family_quotient"]: ("nomNaissance", "prenoms[]", "sexeEtatCivil", "codeCogInseePaysNaissance"),
    PATHS["solidarity_cover"]: ("nomNaissance", "prenoms[]", "sexeEtatCivil", "codeCogInseePaysNaissance"),
    PATHS["jobseeker_status"]: ("identifiant",),
    PATHS["unemployment_payments"]: ("identifiant",),
    PATHS["student_grant"]: ("nomNaissance", "prenoms[]", "anneeDateNaissance", "moisDateNaissance",
                             "jourDateNaissance"),
    PATHS["schooling"]: ("nomNaissance", "prenoms[]", "sexeEtatCivil", "anneeDateNaissance",
                         "moisDateNaissance", "jourDateNaissance", "codeEtablissement", "anneeScolaire"),
    PATHS["tax_notice"]: ("numeroFiscal", "referenceAvis"),
}  # fmt: skip


def wrapped(data: dict[str, Any]) -> dict[str, Any]:
    """Version 3 puts its answer beside links and meta."""
    return {"data": data, "links": {}, "meta": {}}


def quotient(value: Any = 650, year: int = 2024, month: int = 2, fund: str = "CNAF") -> dict[str, Any]:
    told = {"fournisseur": fund, "valeur": value, "annee": year, "mois": month}
    told |= {"annee_calcul": year, "mois_calcul": month}
    who = {"nom_naissance": "SPECIMEN", "nom_usage": None, "prenoms": "ADA", "sexe": "F"}
    who |= {"date_naissance": "1954-03-12"}
    address = {"destinataire": "Madame SPECIMEN ADA", "code_postal_ville": "75018 PARIS", "pays": "FRANCE"}
    return wrapped({"quotient_familial": told, "allocataires": [who], "enfants": [], "adresse": address})


def cover(beneficiary: bool = True, paid: bool | None = False, since: str | None = "2023-06-01"):
    return wrapped({"est_beneficiaire": beneficiary, "avec_participation": paid, "date_debut_droit": since})


def registered(since: str = "2020-01-01", until: str | None = None) -> dict[str, Any]:
    category = {"code": 1, "libelle": "PERSONNE SANS EMPLOI"}
    entry = {"date_debut": since, "date_fin": until, "code_certification_cnav": "VC", "categorie": category}
    who = {"civilite": "MME", "nom_naissance": "SPECIMEN", "prenom": "ADA", "sexe": "Féminin"}
    return wrapped({"identifiant": "specimen", "identite": who, "inscription": entry})


def payments(*paid: tuple[str, float]) -> dict[str, Any]:
    lines = [
        {"date_versement": day, "montant_total": sum_, "montant_allocations": sum_, "montant_aides": 0.0,
         "montant_autres": 0.0}
        for day, sum_ in paid
    ]  # fmt: skip
    return wrapped({"identifiant": "specimen", "paiements": lines})


def grant(held: bool = True, since: str = "2023-09-01", months: int = 10) -> dict[str, Any]:
    return wrapped({
        "est_boursier": held,
        "periode_versement_bourse": {"date_rentree": since, "duree": months},
        "etablissement_etudes": {"nom_commune": "Paris", "nom_etablissement": "SPECIMEN"},
        "echelon_bourse": {"echelon": "5", "echelon_bourse_regionale_provisoire": False},
        "email": "specimen@example.invalid",
        "identite": {"nom": "SPECIMEN", "prenoms": ["ADA"], "date_naissance": "2004-03-12", "sexe": "F"},
    })  # fmt: skip


def pupil(there: bool = True, holder: bool = True, year: str = "2023-2024") -> dict[str, Any]:
    return wrapped({
        "identite": {"nom": "SPECIMEN", "prenom": "ADA", "sexe": "F", "date_naissance": "2010-03-12"},
        "module_elementaire_formation": {"code_mef_stat": "10010012110", "libelle": "2NDE GENERALE"},
        "annee_scolaire": year,
        "est_scolarise": there,
        "statut_eleve": {"code": "ST", "libelle": "Scolaire"},
        "etablissement": {"code_uai": "0750001A", "code_ministere_tutelle": "06"},
        "est_boursier": holder,
        "echelon_bourse": 1 if holder else None,
    })  # fmt: skip


def notice(year: str = "2023", reference: Any = 9001, tax: Any = 100, address: str = "1 RUE X 75018 PARIS"):
    return {
        "declarant1": {"nom": "SPECIMEN", "nomNaissance": "SPECIMEN", "prenoms": "ADA"},
        "foyerFiscal": {"adresse": address, "annee": int(year)},
        "nombreParts": 1.0,
        "revenuBrutGlobal": 9001,
        "revenuFiscalReference": reference,
        "montantImpot": tax,
        "anneeImpots": year,
        "anneeRevenus": str(int(year) - 1),
        "erreurCorrectif": "",
        "situationPartielle": "",
    }


def errors(code: str, title: str, parameter: str | None = None, provider: str = "CNAV") -> dict[str, Any]:
    source = {"parameter": parameter} if parameter else None
    told = {"code": code, "title": title, "detail": f"{title}.", "source": source}
    return {"errors": [{**told, "meta": {"provider": provider}}]}


GOOD = {
    PATHS["family_quotient"]: quotient(),
    PATHS["solidarity_cover"]: cover(),
    PATHS["jobseeker_status"]: registered(),
    PATHS["unemployment_payments"]: payments(("2024-02-01", 345.1)),
    PATHS["student_grant"]: grant(),
    PATHS["schooling"]: pupil(),
    PATHS["tax_notice"]: notice(),
}
FAULTS = {
    400: errors("00400", "Requête incorrecte"),
    401: errors("00101", "Jeton non valide"),
    403: errors("00100", "Privilèges insuffisants"),
    404: errors("37003", "Dossier allocataire absent CNAV"),
    409: errors("00409", "Requête déjà en cours"),
    422: errors("00300", "Paramètre invalide", "nomNaissance"),
    429: errors("00429", "Trop de requêtes"),
    451: errors("00451", "Indisponible pour raisons légales"),
    500: errors("00500", "Erreur interne"),
    502: errors("37000", "Réponse inexploitable"),
    503: errors("37001", "Maintenance"),
    504: errors("37002", "Intermédiaire hors-délai"),
}


class Server(ThreadingHTTPServer):
    """`says`: what to answer next, each a status, a body or a fault by name; then the good answer."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.says: list[Any] = []
        self.asked: list[tuple[str, dict[str, list[str]], dict[str, str]]] = []
        self.before = lambda: None
        self.retry_after: str | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        """A client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *_):
        """Nothing of a question is written, here neither."""

    def do_GET(self):
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        self.server.asked.append((parts.path, query, dict(self.headers)))
        self.server.before()
        said = self.server.says.pop(0) if self.server.says else self._by_the_rules(parts.path, query)
        if isinstance(said, str):
            getattr(self, f"_{said}")()
        elif isinstance(said, int):
            self._send(said, FAULTS.get(said, {}))
        else:
            self._send(200, said)

    def _by_the_rules(self, path: str, query: dict[str, list[str]]) -> Any:
        v2 = path.startswith("/api/v2")
        token = self.headers.get("X-Api-Key") if v2 else self.headers.get("Authorization", "")[7:]
        if token != TOKEN:
            return 401
        if path not in GOOD:
            return 404
        missing = [name for name in ("recipient", *REQUIRED[path]) if name not in query]
        return 422 if missing else GOOD[path]

    def _send(self, status: int, body: Any, kind: str = "application/json", **headers: str) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-Request-Id", "0b7c4f2e-specimen")
        if self.server.retry_after is not None and status in (429, 503):
            self.send_header("Retry-After", self.server.retry_after)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def _redirect(self):
        self._send(302, {}, Location=f"{self.server.url}/elsewhere")

    def _slow(self):
        time.sleep(3)
        self._send(200, quotient())

    def _drip(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(40):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)

    def _cut(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"data": {"quotient_familial"')
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def _huge(self):
        self._send(200, b'{"data": "' + b"x" * 2_000_000 + b'"}')

    def _packed(self):
        self._send(200, gzip.compress(b"0" * 50_000_000), Content_Encoding="gzip")

    def _page(self):
        self._send(200, b"<html>maintenance</html>", "text/html")

    def _bent(self):
        self._send(200, {"data": [1, 2]})


@contextmanager
def connected(settings, url: str, asks: tuple[str, ...] = tuple(PATHS)) -> Iterator[None]:
    """The product told of a service at `url`, with its token in the folder of secrets."""
    settings.API_PARTICULIER_URL, settings.API_PARTICULIER_SIRET = url, SIRET
    settings.API_PARTICULIER_ASKS = asks
    token = settings.SECRETS.folder / "api_particulier.token"
    token.write_text(TOKEN)
    try:
        yield
    finally:
        token.unlink()
        settings.API_PARTICULIER_URL = ""


@contextmanager
def served() -> Iterator[Server]:
    """The server, listening on this machine while the block runs."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
