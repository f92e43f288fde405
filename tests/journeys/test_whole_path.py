"""The social worker's whole path through the pages, from the counter to the signed file; then the partner's.

One household, four agents, no service called: each step is what hands do, and each page met is looked at.
"""

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageDraw

from cases import words
from cases.models import CaseFile, DocumentRequest
from documents.types import type_of
from nps.accounts.acting import acting
from nps.people.models import Person
from tests.journeys.conftest import WAIT, Desk
from tests.journeys.meeting import Meeting

pytestmark = pytest.mark.django_db(transaction=True)

SPECIMEN = json.loads(
    (Path(settings.ROOT) / "fixtures" / "demonstration" / "lone_parent.json").read_text(encoding="utf-8")
)
NOTHING = "none_of_these"  # the box that says that no other is so
PLFM = "Paris Logement Familles Monoparentales"


def test_from_the_counter_to_the_signed_file(desk, office, meet):
    worker = desk(office.worker).sign_in()
    meet(worker.page)
    meet(worker.go("/cases/"), "nothing yet")
    case = open_file(worker, meet)
    give_information(worker, meet, case)
    add_family(worker, meet, case)
    fill_situation(worker, meet, case)
    applications = prepare_and_receive(worker, meet, case)
    ask_for_pieces(worker, meet, case)
    refuse_what_is_disguised(worker, meet, case)
    bring_in_pieces(worker, meet, case)
    for reference in applications:
        review_and_propose(worker, meet, reference)
    read_who_decides(worker, meet, applications[0])
    supervisor = desk(office.supervisor).sign_in()
    decide(supervisor, meet, case, applications)
    share(worker, meet, case)
    see_what_is_shared(desk(office.partner).sign_in(), meet, case)
    after_the_share(worker, meet, case)
    export_and_verify(supervisor, meet, case)


def open_file(worker: Desk, meet: Meeting) -> str:
    """Search with a fault, find nobody, register, open: the reference of the file."""
    worker.go("/")
    worker.follow("Accueillir une personne")
    meet(worker.page)
    worker.press("Chercher")
    worker.reads("Écrivez un nom, même d’une seule lettre.")
    meet(worker.page, "faults", posted=True)
    worker.write("Nom de naissance ou d’usage", "Okafr")
    worker.write("Prénoms", "Ada")
    worker.write("Date ou année de naissance", "1987")
    worker.press("Chercher")
    worker.reads("Personne ne ressemble à cette recherche.")
    meet(worker.page, "nobody", posted=True)
    register(worker, SPECIMEN["members"][0], meet)
    worker.reads("Cette personne n’a pas encore de dossier.")
    meet(worker.page)
    worker.press("Ouvrir le dossier")
    worker.reads("Et maintenant ?")
    meet(worker.page, "just opened")
    return urlsplit(worker.page.url).path.split("/")[2]


def register(worker: Desk, member: dict, meet: Meeting) -> None:
    """From the results of a search to a new record."""
    differs = worker.page.get_by_label("En quoi la personne est-elle différente ?")
    if differs.count():
        differs.fill("SPÉCIMEN : autre enfant du foyer")
    worker.press("Créer une nouvelle fiche")
    year, month, day = member["birth"].split("-")
    worker.write("Nom de naissance", member["birth_name"])
    worker.write("Prénoms", member["given_names"])
    worker.write("Date de naissance", f"{day}/{month}/{year}")
    worker.tick("Française")
    meet(worker.page, "", posted=True)
    worker.press("Créer la fiche")


def give_information(worker: Desk, meet: Meeting, case: str) -> None:
    worker.follow("Remettre l’information sur les données")
    meet(worker.page)
    worker.press("L’information est remise")
    worker.reads("C’est noté : l’information a été remise.")
    worker.press("Commencer l’évaluation")
    worker.reads("C’est fait.")
    meet(worker.page)


def add_family(worker: Desk, meet: Meeting, case: str) -> None:
    """Two children, each searched for first; then the address."""
    meet(worker.go(f"/cases/{case}/household/"), "alone")
    for child in SPECIMEN["members"][1:]:
        worker.follow("Ajouter une personne")
        worker.write("Nom de naissance ou d’usage", child["birth_name"])
        worker.write("Prénoms", child["given_names"])
        worker.press("Chercher")
        worker.reads("ressemble")
        meet(worker.page, "alike", posted=True)
        register(worker, child, meet)
        meet(worker.page, "member")
        worker.tick("Enfant")
        worker.write("Vit dans le foyer depuis", "01/01/2022")
        worker.press("Enregistrer")
        worker.reads(f"{child['given_names']}")
    worker.follow("Écrire une nouvelle adresse")
    meet(worker.page)
    address = SPECIMEN["address"]
    worker.page.get_by_label("Adresse", exact=True).fill(address["line"])
    worker.write("Code postal", address["postcode"])
    worker.write("Ville", address["city"])
    worker.write("Depuis le", "01/01/2019")
    worker.press("Enregistrer")
    worker.reads(address["line"])
    worker.follow("Ajouter un représentant pour", exact=False)
    meet(worker.page)
    meet(worker.go(f"/cases/{case}/household/"))


def fill_situation(worker: Desk, meet: Meeting, case: str) -> None:
    """A first sum is misread and told; saving calls for more questions; checking gives the rights."""
    meet(worker.go(f"/cases/{case}/rights/"), "none")
    meet(worker.go(f"/cases/{case}/applications/"), "none")
    meet(worker.go(f"/cases/{case}/awards/"), "none")
    meet(worker.go(f"/cases/{case}/documents/"), "none")
    meet(worker.go(f"/cases/{case}/situation/"), "blank")
    answer(worker)
    worker.press("Enregistrer et revenir plus tard")
    worker.reads("Enregistré.")
    answer(worker)
    rent = worker.page.locator('[name="home-housing.rent"]')
    rent.fill("1.300")
    worker.press("Vérifier les droits")
    worker.reads("peut se lire de deux façons")
    meet(worker.page, "faults", posted=True)
    worker.page.locator('[name="home-housing.rent"]').fill("900")
    worker.press("Enregistrer et revenir plus tard")
    worker.reads("Enregistré.")
    answer(worker)
    meet(worker.page)
    worker.press("Vérifier les droits")
    worker.page.wait_for_url("**/rights/*/", timeout=2 * WAIT)
    worker.reads("Le meilleur ensemble")
    assert "150,00" in worker.page.locator("main h3", has_text=PLFM).inner_text()
    meet(worker.page)


def answer(worker: Desk) -> None:
    """Fill every question of the specimen that the page asks now."""
    with acting("system"):
        keys = {p.given_names: str(p.pk) for p in Person.objects.all()}
    for name, value in SPECIMEN["facts"].items():
        put(worker, f"home-{name}", value)
    for member in SPECIMEN["members"]:
        key = keys[member["given_names"]]
        for name, value in member["facts"].items():
            put(worker, f"{key}-{name}", value)
        put(worker, f"{key}-asked.disability", False)
        put(worker, f"{key}-boxes-{'child' if member['role'] == 'child' else 'adult'}", NOTHING)
    put(worker, "home-boxes-event", NOTHING)


def put(worker: Desk, name: str, value) -> None:
    """One answer, typed or ticked as its question wants it; a question not asked, or answered, is left."""
    if isinstance(value, dict):  # an income: its kind, its two sums
        row = f"{name.split('-')[0]}-income0"
        if not worker.page.locator(f'[name="{row}-kind"]:visible').count():
            return
        worker.page.locator(f'[name="{row}-kind"]').select_option(name.rpartition(".")[2])
        worker.page.get_by_text("Brut, imposable, fin").first.click()
        worker.page.locator(f'[name="{row}-net"]').fill(str(value["monthly_net"]))
        worker.page.locator(f'[name="{row}-gross"]').fill(str(value["monthly_gross"]))
        return
    fields = worker.page.locator(f'[name="{name}"]:visible')
    if not fields.count():
        return
    said = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    if fields.first.get_attribute("type") in ("radio", "checkbox"):
        worker.page.locator(f'[name="{name}"][value="{said}"]').check()
    elif fields.evaluate("field => field.tagName") == "SELECT":
        fields.select_option(said)
    elif name.endswith("in_paris_since"):
        fields.fill("06/2015")
    else:
        fields.fill(said)


def prepare_and_receive(worker: Desk, meet: Meeting, case: str) -> list[str]:
    """Drafts from the rights found, then each one signed: their references."""
    worker.press("Préparer ces demandes")
    worker.reads("Les demandes sont préparées")
    meet(worker.page)
    references = worker.page.locator("main table td", has_text="A-").all_inner_texts()
    assert references
    for reference in references:
        meet(worker.go(f"/applications/{reference}/"), "draft")
        worker.follow("Enregistrer la demande")
        meet(worker.page)
        worker.press("Enregistrer")
        worker.reads("La demande est enregistrée.")
        meet(worker.page)
    worker.go(f"/cases/{case}/")
    worker.press("Commencer l’instruction")
    worker.reads("C’est fait.")
    return references


def ask_for_pieces(worker: Desk, meet: Meeting, case: str) -> None:
    """The smallest list, as proposed."""
    meet(worker.go(f"/cases/{case}/documents/"))
    worker.press("Demander ces pièces")
    worker.reads("Les pièces sont demandées.")
    meet(worker.page, "asked")
    worker.follow("Ne pas demander", exact=False)
    meet(worker.page)


def refuse_what_is_disguised(worker: Desk, meet: Meeting, case: str) -> None:
    """A program named .pdf is refused, told, and what was typed stays."""
    worker.go(f"/cases/{case}/documents/")
    worker.follow("Déposer")
    meet(worker.page)
    worker.follow("Déposer une seule pièce, déjà nommée")
    meet(worker.page)
    disguised = {"name": "quittance.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(400)}
    worker.page.get_by_label("Fichier").set_input_files(disguised)
    worker.page.get_by_label("Type de pièce").select_option("rent_receipt")
    worker.write("Année ou mois de la pièce", "2024-02")
    worker.press("Déposer")
    worker.reads("Il y a 1 erreur")
    assert worker.page.get_by_label("Année ou mois de la pièce").input_value() == "2024-02"
    assert worker.page.get_by_label("Type de pièce").input_value() == "rent_receipt"
    meet(worker.page, "faults", posted=True)


@cache
def scan(title: str) -> bytes:
    """A small PDF that says what it is and that it is a specimen."""
    page, file = Image.new("RGB", (420, 594), "white"), BytesIO()
    ImageDraw.Draw(page).text((40, 60), f"SPECIMEN {title}".encode("ascii", "replace").decode(), fill="black")
    page.save(file, "PDF", resolution=50)
    return file.getvalue()


def bring_in_pieces(worker: Desk, meet: Meeting, case: str) -> None:
    """Each piece asked for comes in, is looked at, and accepted."""
    with acting("system"):
        found = DocumentRequest.objects.filter(case__reference=case, state="sent").select_related("person")
        asked = [
            (r.type_code, r.period, r.person and words.full_name(r.person)) for r in found.order_by("pk")
        ]
    today = timezone.localdate()
    for code, period, whose in asked:
        worker.go(f"/cases/{case}/documents/add/one/")
        paper = {"name": f"{code}.pdf", "mimeType": "application/pdf", "buffer": scan(f"{code} {whose}")}
        worker.page.get_by_label("Fichier").set_input_files(paper)
        worker.page.get_by_label("Type de pièce").select_option(code)
        for box in worker.page.get_by_role("group", name="Qui est concerné ?").get_by_role("checkbox").all():
            box.set_checked(whose is None)
        if whose:
            worker.tick(whose)
        worker.write("Année ou mois de la pièce", period)
        worker.write("Date écrite sur la pièce", "" if period else f"{today:%d/%m/%Y}")
        if type_of(code).validity in ("date_on_it", "stated"):
            worker.write("Fin de validité écrite sur la pièce", f"01/01/{today.year + 5}")
        worker.press("Déposer")
        worker.reads("La pièce est déposée.")
        meet(worker.page)
        here = worker.page.url
        for question in ("Est-elle lisible ?", "Est-ce le bon nom ?", "Est-ce le bon type de pièce ?"):
            worker.page.get_by_role("group", name=question).get_by_label("Oui").check()
        worker.press("Accepter la pièce")
        worker.reads("C’est noté.")
    worker.page.goto(here)
    meet(worker.page, "accepted")
    meet(worker.go(f"/cases/{case}/documents/"), "complete")


def review_and_propose(worker: Desk, meet: Meeting, reference: str) -> None:
    worker.go(f"/applications/{reference}/")
    if worker.page.get_by_role("button", name="Déclarer complète").count():
        worker.press("Déclarer complète")
        worker.reads("C’est fait.")
    meet(worker.page, "complete")
    worker.press("Commencer l’instruction")
    worker.reads("C’est fait.")
    worker.follow("Proposer une décision")
    meet(worker.page)
    worker.tick("Rejeter")
    worker.press("Proposer une décision")
    worker.reads("Un rejet doit dire son motif et l’article")
    meet(worker.page, "faults", posted=True)
    worker.tick("Accorder")
    worker.press("Proposer une décision")
    worker.reads("Une autre personne doit décider.")
    meet(worker.page, "proposed")


def read_who_decides(worker: Desk, meet: Meeting, reference: str) -> None:
    """The proposer reads who can, and nothing else."""
    worker.go(f"/applications/{reference}/decide/")
    worker.reads("Une autre personne doit décider : C. Haddad, L. Morin.")
    assert not worker.page.get_by_role("button", name="Décider").count()
    meet(worker.page, "proposer")


def decide(supervisor: Desk, meet: Meeting, case: str, applications: list[str]) -> None:
    meet(supervisor.page, "supervisor")
    for _ in applications:
        meet(supervisor.go("/decisions/"))
        supervisor.page.locator("main table a").first.click()
        meet(supervisor.page)
        supervisor.tick("Accorder")
        supervisor.press("Voir le courrier et décider")
        meet(supervisor.page, "letter", posted=True)
        supervisor.press("Décider et envoyer")
        supervisor.reads("La demande est accordée.")
        meet(supervisor.page, "granted")
    meet(supervisor.go("/decisions/"), "none")
    meet(supervisor.go(f"/cases/{case}/awards/"))
    supervisor.page.get_by_role("main").get_by_role("link", name="Terminer").first.click()
    meet(supervisor.page)


def share(worker: Desk, meet: Meeting, case: str) -> None:
    """Six steps: identity, decisions and one rent receipt, for three months."""
    meet(worker.go(f"/cases/{case}/shares/"), "none")
    worker.follow("Partager")
    meet(worker.page, "1")
    worker.press("Continuer")
    worker.reads("Il manque une réponse")
    meet(worker.page, "1 faults", posted=True)
    worker.tick("CAF de Paris, service logement (SPÉCIMEN)")
    worker.press("Continuer")
    meet(worker.page, "2")
    worker.write("À quoi cela servira-t-il ?", "instruire l’aide au logement")
    worker.write("Sur quelle base ?", "CASF L115-2-1 ; accord de la personne")
    worker.press("Continuer")
    meet(worker.page, "3")
    for box in worker.page.get_by_role("group", name="Parties du dossier").get_by_role("checkbox").all():
        box.check()
    worker.page.get_by_role("group", name="Pièces acceptées").get_by_label("Quittance").check()
    worker.press("Continuer")
    meet(worker.page, "4")
    worker.press("Continuer")
    meet(worker.page, "5")
    worker.write("Jour où la personne a été informée", f"{timezone.localdate():%d/%m/%Y}")
    worker.page.get_by_role("group", name="Qui a donné son accord ?").get_by_role("radio").first.check()
    worker.tick("Oral")
    worker.page.get_by_label("La personne sait qu’elle peut refuser").check()
    worker.press("Continuer")
    worker.reads("Relire avant de partager")
    worker.page.locator("main summary").first.click()
    meet(worker.page, "6")
    worker.press("Partager")
    worker.reads("C’est partagé avec")


def see_what_is_shared(partner: Desk, meet: Meeting, case: str) -> None:
    """The list, the granted sections, the granted piece; the rest does not exist."""
    partner.reads("Dossiers partagés")
    meet(partner.page)
    partner.page.locator("main table a").first.click()
    partner.reads("Partagé pour : instruire l’aide au logement")
    meet(partner.page)
    page = partner.page.content()
    assert PLFM in page
    assert SPECIMEN["address"]["line"] not in page
    with partner.page.expect_download() as download:
        partner.page.get_by_role("main").get_by_role("link", name="Télécharger").first.click()
    require_a_marked_copy(Path(download.value.path()).read_bytes())
    assert partner.page.goto(f"{partner.site}/cases/{case}/").status == 404
    meet(partner.page, "not theirs")
    assert partner.page.goto(f"{partner.site}/people/search/").status == 403
    meet(partner.page, "not their work")


def require_a_marked_copy(data: bytes) -> None:
    """One drawn page without words of its own: never what the household handed in."""
    copy = pypdfium2.PdfDocument(data)
    assert len(copy) == 1
    assert not copy[0].get_textpage().get_text_bounded().strip()
    assert b"Pillow" not in data


def after_the_share(worker: Desk, meet: Meeting, case: str) -> None:
    """What the agency read is told; the lists are no longer empty; the pages that belong to nobody."""
    meet(worker.go(f"/cases/{case}/shares/"))
    meet(worker.go(f"/cases/{case}/journal/"))
    meet(worker.go("/cases/"))
    meet(worker.go("/"), "late in the day")
    meet(worker.go(f"/cases/{case}/exports/"), "not allowed")
    worker.go(f"/cases/{case}/")
    worker.press("Passer en suivi")
    worker.reads("C’est fait.")
    meet(worker.page, "follow-up")
    worker.go(f"/cases/{case}/close/")
    meet(worker.page)
    for path in ("/help/", "/accessibility/", "/sitemap/", "/privacy/", "/legal/", "/verify/"):
        meet(worker.go(path))


def export_and_verify(supervisor: Desk, meet: Meeting, case: str) -> None:
    """A fresh proof, the signed PDF, and its verification; one changed byte is told."""
    meet(supervisor.go(f"/cases/{case}/exports/"))
    supervisor.press("Exporter le dossier en PDF")
    supervisor.page.wait_for_url("**/confirm-identity/**")
    meet(supervisor.page)
    with supervisor.page.expect_download(timeout=2 * WAIT) as download:
        supervisor.code()
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"%PDF-")
    verify(supervisor, data)
    supervisor.reads("Intact")
    meet(supervisor.page, "intact", posted=True)
    middle = data.index(b"stream") + 100
    verify(supervisor, data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    supervisor.reads("Altéré")
    meet(supervisor.page, "altered", posted=True)
    with acting("system"):
        assert CaseFile.objects.get(reference=case).state == "follow_up"


def verify(supervisor: Desk, data: bytes) -> None:
    supervisor.go("/verify/")
    paper = {"name": "dossier.pdf", "mimeType": "application/pdf", "buffer": data}
    supervisor.page.get_by_label("Fichier PDF").set_input_files(paper)
    supervisor.press("Vérifier")
    supervisor.page.locator("#verdict").wait_for(timeout=2 * WAIT)
