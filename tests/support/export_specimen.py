"""A whole invented export, as long as wanted, its journal truly sealed and signed, its pieces truly there."""

import hashlib
import json
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cases.exports.context import (
    Address,
    Application,
    Award,
    CaseExport,
    Clock,
    Coded,
    Condition,
    DocumentRequest,
    Entry,
    Fact,
    JournalProof,
    LawVersion,
    Member,
    Move,
    Piece,
    PiecesCounted,
    Right,
    RightsCheck,
    Share,
    Site,
)
from nps.journal.merkle import inclusion_proof, leaf_hash, root_of
from nps.journal.sealing import head_bytes, key_id, public_bytes

REFERENCE = "D-24-19QZ"
START = datetime(2024, 3, 12, 9, 30, tzinfo=UTC)
MONTH = Coded(code="month", label="par mois")
YEAR = Coded(code="year", label="par an")
JOURNAL_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256("SPÉCIMEN".encode()).digest())
JOURNAL_KEYS = {key_id(JOURNAL_KEY.public_key()): public_bytes(JOURNAL_KEY.public_key())}
SUPERVISOR, WORKER = "SPÉCIMEN Claire Haddad", "SPÉCIMEN Paul Renaud"

ACTS = [
    ("Dossier ouvert", WORKER, "Travailleur social", ""),
    ("Élément de situation enregistré : loyer", WORKER, "Travailleur social", ""),
    ("Droits vérifiés", WORKER, "Travailleur social", ""),
    ("Demande enregistrée : Paris Logement Familles Monoparentales", WORKER, "Travailleur social", ""),
    ("Pièce demandée : quittance de loyer, février 2024", WORKER, "Travailleur social", "Loyer à prouver."),
    ("Pièce acceptée : quittance de loyer, février 2024", WORKER, "Travailleur social", ""),
    ("Dossier lu", SUPERVISOR, "Responsable de site", ""),
    ("Décision prise : accordée", SUPERVISOR, "Responsable de site", "Conditions remplies, effort de 42 %."),
    ("Partage accordé à la CAF de Paris", WORKER, "Travailleur social", "Accord oral du 20 mars 2024."),
    ("Dossier partagé lu", "SPÉCIMEN Inès Morel", "Agent partenaire, CAF de Paris", ""),
]


def scan(number: int, size: int = 2000) -> bytes:
    """A small invented content: not a real PDF, the export does not open pieces."""
    seed = f"%PDF-1.4 SPÉCIMEN pièce {number}\n".encode()
    return (seed * (size // len(seed) + 1))[:size]


def timeline(count: int, others: int = 37) -> tuple[tuple[Entry, ...], JournalProof]:
    """`count` sealed entries of the file among `others` of other files, in one signed tree."""
    leaves, written = [], []
    for number in range(count):
        act, actor, role, reason = ACTS[number % len(ACTS)]
        at = START + timedelta(minutes=37 * number)
        name = str(uuid.UUID(int=number + 1, version=4))
        leaf = json.dumps(
            {"id": name, "at": at.isoformat(timespec="microseconds"), "act": act, "case": REFERENCE}
            | {"reason": reason, "actor": 1, "role": role, "subject": ["", ""], "data": {}},
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )
        written.append((number, at, act, actor, role, reason, name, leaf))
        leaves.append(leaf_hash(leaf.encode()))
    leaves += [leaf_hash(f"autre {n}".encode()) for n in range(others)]
    root, at = root_of(leaves), START + timedelta(minutes=37 * count + 5)
    key = JOURNAL_KEY.public_key()
    head = JournalProof(
        size=len(leaves),
        root=root.hex(),
        at=at,
        head=head_bytes(len(leaves), root, at).decode(),
        signature=JOURNAL_KEY.sign(head_bytes(len(leaves), root, at)).hex(),
        key_id=key_id(key),
    )
    entries = tuple(
        Entry(
            number=name,
            at=at,
            act=act,
            actor=actor,
            role=role,
            reason=reason,
            leaf=leaf,
            leaf_hash=leaves[number].hex(),
            index=number,
            proof=tuple(step.hex() for step in inclusion_proof(leaves, number)),
        )
        for number, at, act, actor, role, reason, name, leaf in written
    )
    return entries, head


def pieces(count: int) -> tuple[tuple[Piece, ...], dict[str, list[bytes]]]:
    """`count` pieces and their contents, in chunks."""
    kinds = [("rent_receipt", "Quittance de loyer"), ("tax_notice", "Avis d’imposition"), ("rib", "RIB")]
    kept, contents = [], {}
    for number in range(count):
        code, label = kinds[number % len(kinds)]
        content, name = scan(number), f"piece-{number + 1:03}-{code}.pdf"
        kept.append(
            Piece(
                reference=f"P-24-{number + 1:04}",
                type=Coded(code=code, label=label),
                whose="Ada Okafor",
                period="02/2024",
                state=Coded(code="accepted", label="Acceptée"),
                sha256=hashlib.sha256(content).hexdigest(),
                size=len(content),
                scan="Antivirus : non analysée",
                file_name=name,
            )
        )
        contents[name] = [content[:700], content[700:]]
    return tuple(kept), contents


def rights() -> tuple[Right, ...]:
    """One right of each answer."""
    return (
        Right(
            code="paris_logement_familles_monoparentales",
            name="Paris Logement Familles Monoparentales",
            by_law="IV-2.2",
            status=Coded(code="entitled", label="A droit"),
            amount=Decimal("150.00"),
            every=MONTH,
            duration_months=12,
            conditions=(
                Condition(
                    name="residence",
                    sentence="Habiter Paris depuis 3 ans au moins sur les 5 dernières années",
                    article="I-A 2",
                    holds=True,
                    value="60 mois",
                    threshold="36 mois",
                ),
                Condition(
                    name="resources",
                    sentence="Des ressources de 1 600 € par mois au plus",
                    article="IV-2.2 b/1",
                    holds=True,
                    value="1 300,00 €",
                    threshold="1 600,00 €",
                ),
            ),
        ),
        Right(
            code="paris_forfait_familles",
            name="Paris Forfait Familles",
            by_law="IV-1.2",
            status=Coded(code="not_entitled", label="N’a pas droit"),
            conditions=(
                Condition(
                    name="children",
                    sentence="3 enfants à charge au moins",
                    article="IV-1.2 a/1",
                    holds=False,
                    value="2 enfants",
                    threshold="3 enfants",
                ),
            ),
        ),
        Right(
            code="paris_energie_familles",
            name="Paris Énergie Familles",
            by_law="IV-2.3",
            status=Coded(code="undetermined", label="On ne peut pas encore dire"),
            amount=Decimal("138"),
            every=YEAR,
            conditions=(
                Condition(
                    name="contract",
                    sentence="Un contrat d’énergie à son nom",
                    article="IV-2.3 b/2",
                    holds=None,
                ),
            ),
            missing=("le contrat d’énergie",),
        ),
    )


def application() -> Application:
    """One granted application, decided by somebody else than its proposer."""
    states = [
        ("received", "Reçue", WORKER, ""),
        ("incomplete", "Incomplète", WORKER, "Il manque la quittance de février 2024."),
        ("complete", "Complète", WORKER, ""),
        ("under_review", "En instruction", WORKER, ""),
        ("proposed", "Proposition", WORKER, "Toutes les conditions sont remplies."),
        ("granted", "Accordée", SUPERVISOR, "Conforme à la proposition."),
    ]
    return Application(
        reference="A-24-19QZ",
        benefit="Paris Logement Familles Monoparentales",
        state=Coded(code="granted", label="Accordée"),
        received_on=date(2024, 3, 12),
        complete_on=date(2024, 3, 18),
        proposer=WORKER,
        proposed_at=START + timedelta(days=7),
        decider=SUPERVISOR,
        decided_at=START + timedelta(days=9),
        decision=Coded(code="granted", label="Accordée"),
        amount=Decimal("150"),
        every=MONTH,
        reasons="Famille monoparentale, loyer de 900,00 €, ressources de 1 300,00 € par mois.",
        article="IV-2.2 b/1",
        clocks=(
            Clock(
                label="Dossier à compléter",
                on=date(2024, 5, 12),
                effect="Sinon la demande devient caduque.",
                article="BL I-B 3",
            ),
            Clock(
                label="Réponse attendue", effect="Pièces reçues, décision prise.", article="CRPA L231-4, 3°"
            ),
        ),
        moves=tuple(
            Move(
                at=START + timedelta(days=number * 2 - (number > 3)),
                state=Coded(code=code, label=label),
                actor=actor,
                reason=reason,
            )
            for number, (code, label, actor, reason) in enumerate(states)
        ),
    )


def specimen(entries: int = 12, attached: int = 3, **changes) -> tuple[CaseExport, dict[str, list[bytes]]]:
    """An export and the contents of its pieces; `changes` replace fields of the export."""
    written, head = timeline(entries)
    kept, contents = pieces(attached)
    declared = Coded(code="declared", label="Déclaré")
    proved = Coded(code="document", label="Prouvé")
    values = {
        "reference": REFERENCE,
        "state": Coded(code="follow_up", label="Suivi"),
        "generated_at": START + timedelta(minutes=37 * entries + 10),
        "generated_by": "SPÉCIMEN Anne Vidal, contrôle interne",
        "profile": Coded(code="auditor", label="Auditeur"),
        "mission": "M-24-03 : aides au logement, décisions de 2023",
        "site": Site(
            name="SPÉCIMEN Espace des solidarités, Paris 20e", address="1 rue de l’Exemple, 75020 Paris"
        ),
        "referent": WORKER,
        "opened_on": date(2024, 3, 12),
        "members": (
            Member(
                reference="U-24-0001",
                given_names="Ada",
                birth_name="Okafor",
                usage_name="Le Goff",
                birth_date="1987-05-04",
                nationality="Union européenne",
                role=Coded(code="applicant", label="Demandeur"),
                safe_contact=True,
                since=date(2024, 3, 12),
            ),
            Member(
                reference="U-24-0002",
                given_names="Sam",
                birth_name="Okafor",
                birth_date="2016-02",
                nationality="Française",
                role=Coded(code="child", label="Enfant"),
                since=date(2024, 3, 12),
            ),
            Member(
                reference="U-24-0003",
                given_names="Lina",
                birth_name="O",
                nationality="Française",
                role=Coded(code="child", label="Enfant"),
                since=date(2024, 3, 12),
            ),
        ),
        "addresses": (Address(lines="12 rue SPÉCIMEN, 75020 Paris", since=date(2015, 6, 1)),),
        "facts": (
            Fact(
                label="Salaire net",
                subject="Ada Okafor",
                value="1 300,00 € par mois",
                source=declared,
                valid_from=date(2023, 1, 1),
            ),
            Fact(
                label="Loyer",
                value="900,00 € par mois",
                source=proved,
                proof="Quittance de loyer, 02/2024 (P-24-0001)",
                valid_until=date(2024, 5, 31),
            ),
            Fact(
                label="Contrat d’énergie",
                value="On ne sait pas",
                source=Coded(code="unknown", label="On ne sait pas"),
            ),
        ),
        "rights_checks": (
            RightsCheck(
                reference="V-24-0007",
                on=date(2024, 3, 1),
                made_at=START,
                made_by=WORKER,
                law=(
                    LawVersion(name="Règlement municipal du", version="2019-09-01"),
                    LawVersion(name="OpenFisca-France", version="176.1.8"),
                ),
                rights=rights(),
            ),
        ),
        "applications": (application(),),
        "awards": (
            Award(
                reference="O-24-0003",
                benefit="Paris Logement Familles Monoparentales",
                state=Coded(code="active", label="En cours"),
                application="A-24-19QZ",
                since=date(2024, 3, 12),
                until=date(2025, 3, 11),
                amount=Decimal("150"),
                every=MONTH,
            ),
        ),
        "requests": (
            DocumentRequest(
                piece="Quittance de loyer, février 2024",
                whose="Ada Okafor",
                state=Coded(code="accepted", label="Acceptée"),
                sent_on=date(2024, 3, 12),
                due_on=date(2024, 4, 20),
                answered_on=date(2024, 3, 18),
                reason="Prouve que le loyer est payé.",
                article="BL IV-2.2 c/1",
            ),
        ),
        "pieces_counted": (
            PiecesCounted(
                application="A-24-19QZ",
                benefit="Paris Logement Familles Monoparentales",
                settled_on=date(2024, 3, 20),
                alone=9,
                asked=2,
            ),
        ),
        "pieces": kept,
        "shares": (
            Share(
                agency="CAF de Paris (SPÉCIMEN)",
                purpose="Instruire l’aide au logement",
                sections=("Le logement", "Une quittance de loyer"),
                state=Coded(code="active", label="En cours"),
                legal_basis="CASF L133-5",
                agreement="Accord oral, 20/03/2024",
                since=date(2024, 3, 20),
                until=date(2024, 6, 20),
            ),
        ),
        "timeline": written,
        "journal": head,
    }
    return CaseExport(**{**values, **changes}), contents
