"""Every letter in every language: it prints, everybody can read it, it says what the texts want said."""

import re
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.utils import timezone

from cases.models.letter import LetterKind
from cases.notices import rendering
from cases.notices.from_case import pieces_letter
from cases.services import letters, notices
from cases.services.correspondence import note_correspondence
from nps.ui import formats
from tests.cases.notices.test_letters import assert_conforms, text_of
from tests.cases.services.test_notices import make_award, make_decided, make_recovery
from tests.support.accounts import make_agent
from tests.support.cases import make_application, make_case_file

K = LetterKind
TEMPLATES = Path(__file__).resolve().parents[3] / "cases/templates/cases/letters"
LANGUAGES = ("fr", "en")
STATE_OF = {
    K.GRANTED: "granted",
    K.REFUSED: "refused",
    K.LAPSED: "lapsed",
    K.SILENCE: "implicitly_refused",
    K.APPEAL_RECEIPT: "appeal_pending",
    K.UPHELD: "upheld",
    K.REVERSED: "reversed",
}
APPEAL = {
    "fr": ("tribunal administratif de Paris", "7 rue de Jouy", "I-C 4"),
    "en": ("tribunal administratif",),
}
WAYS_OUT = (*STATE_OF, K.SUSPENDED, K.INTERRUPTED, K.ENDED, K.RECOVERY_DUE)
# By-law I-B 6 and CRPA: what each letter must mention, in French.
MENTIONS = {
    K.RECEIPT: ("L112-3, R112-5", "Nous avons reçu votre demande."),
    K.REMINDER: ("I-B 3", "c’est le dernier jour"),
    K.GRANTED: (
        "Aide\u00a0: Paris Logement", "84,00\u00a0€ par mois", "Début\u00a0:", "Fin\u00a0:",
        "faites une nouvelle demande", "I-B 6", "L212-1", "L311-3-1",
    ),
    K.REFUSED: ("Pourquoi", "SPÉCIMEN", "I-A 2", "L211-2, L211-5", "L212-1", "L311-3-1", "C’est gratuit."),
    K.LAPSED: ("caduque", "I-B 3", "L211-2"),
    K.SILENCE: ("L231-4", "L232-4", "comme rejetée"),
    K.APPEAL_RECEIPT: ("L112-3", "L411-7", "Nous répondons au plus tard le"),
    K.UPHELD: ("Le loyer a été payé.", "L211-2", "I-C 3"),
    K.REVERSED: ("Le loyer a été payé.", "84,00\u00a0€ par mois", "I-B 6"),
    K.PERIOD_END: ("faites une nouvelle demande", "I-B 6"),
    K.RESUMPTION_END: ("I-B 8", "reprendre"),
    K.SUSPENDED: ("I-B 8", "L211-2", "SPÉCIMEN"),
    K.RESUMED: ("I-B 8",),
    K.INTERRUPTED: ("I-B 7", "Faites une nouvelle demande."),
    K.ENDED: ("I-B 6", "SPÉCIMEN"),
    K.RECOVERY_PROPOSED: ("168,00\u00a0€", "L121-1", "Rien n’est encore décidé."),
    K.RECOVERY_DUE: ("168,00\u00a0€", "I-D 2", "L211-2", "remise"),
    K.RECOVERY_WAIVED: ("168,00\u00a0€", "remise"),
    K.RECOVERY_SETTLED: ("168,00\u00a0€",),
    K.RECOVERY_CANCELLED: ("168,00\u00a0€",),
}  # fmt: skip
EVERYWHERE = ("Vos données.", "Responsable\u00a0:", "CNIL, 3 place de Fontenoy", "article 6, 1, e")


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def case(worker):
    return make_case_file(worker)


def prepared(worker, case, kind, language):
    """A letter of this kind, through its own service."""
    told, on = {"actor": worker, "language": language}, timezone.localdate()
    if kind in STATE_OF:
        return notices.prepare_decision(application=make_decided(case, STATE_OF[kind]), **told)
    if kind == K.RECEIPT:
        return notices.prepare_receipt(applications=[make_application(case, "complete")], **told)
    dated = {"day": on + timedelta(days=30), "days_before": 30}
    if kind == K.REMINDER:
        return notices.prepare_reminder(application=make_application(case, "received"), **dated, **told)
    if kind in (K.PERIOD_END, K.RESUMPTION_END):
        state = "active" if kind == K.PERIOD_END else "suspended"
        return notices.prepare_reminder(award=make_award(case, state), **dated, **told)
    if kind.startswith("recovery"):
        recovery = make_recovery(case, kind.removeprefix("recovery_"))
        return notices.prepare_recovery_notice(recovery=recovery, **told)
    award = make_award(case, "active" if kind == K.RESUMED else kind)
    return notices.prepare_award_notice(award=award, kind=kind, reason="SPÉCIMEN : un motif.", **told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in K if kind != K.PIECES])
def test_each_letter_conforms_and_says_what_it_must(worker, case, kind, language):
    made = prepared(worker, case, kind, language)
    said = letters.said(made)
    pdf = rendering.render(said)
    assert_conforms(pdf)
    told, html = text_of(pdf), rendering.page(said)
    assert f'lang="{language}"' in html
    assert (f"{case.site.phone}" in html) or formats.phone(case.site.phone) in html
    if kind in WAYS_OUT:
        for words in APPEAL[language]:
            assert words in told, words
    if language == "fr":
        for words in (*MENTIONS[kind], *EVERYWHERE):
            assert re.sub(r"\s+", " ", words) in told, words
    else:
        for french in ("Vous ", "Nous ", "Votre ", "aide est", "Pourquoi", "Recours"):
            assert french not in told, french


def test_a_letter_of_many_pieces_keeps_its_slip_on_one_page(worker, case):
    on = timezone.localdate()
    asked = [
        case.requests.create(
            reference=f"R-24-00{n:02d}", type_code="rent_receipt", benefits=["paris_logement"],
            state="sent", period=f"2024-0{n + 1}", articles=["II-2.3"],
            due_on=on + timedelta(days=30), sent_at=timezone.now(), asked_by=worker,
        )
        for n in range(9)
    ]  # fmt: skip
    told = pieces_letter(
        case=case, requests=asked, actor=worker, reference="L-24-SPEC", language="fr", at=timezone.now()
    )
    pages = rendering.render(told)
    assert text_of(pages).count("Bon du courrier") == 1
    assert len(pypdfium2.PdfDocument(pages)) <= 4


def sentences() -> list[str]:
    """Every sentence of the letters but their legal mentions; a value stands for one word."""
    found = []
    for path in TEMPLATES.glob("*.html"):
        if path.name in ("your_data.html", "calculation.html"):
            continue
        body = re.sub(
            r'<section class="mentions">.*|{% block mentions %}.*', "", path.read_text(), flags=re.S
        )
        body = re.sub(r"{% plural %}|{% endblocktranslate %}|{% blocktranslate[^%]*%}", "\n", body)
        body = re.sub(r'{% translate "([^"]*)" %}', r"\n\1\n", body)
        body = re.sub(r"{{[^}]*}}", "valeur", re.sub(r"{%[^%]*%}|<[^>]*>", "", body))
        found += [part.strip() for part in re.split(r"[.!?\n]|\u00a0:", body)]
    return [part for part in found if part]


def test_sentences_are_short():
    for sentence in sentences():
        words = [word for word in re.split(r"[\s\u00a0\u202f]+", sentence) if re.search(r"\w", word)]
        assert len(words) <= 15, sentence


@pytest.mark.parametrize(
    "forbidden", ["veuillez", "merci de", "il convient", "vous n’avez pas", "bénéficiaire"]
)
def test_words_that_letters_never_use(forbidden):
    assert not [sentence for sentence in sentences() if forbidden in sentence.lower()]


def test_large_print_is_large(worker, case):
    note_correspondence(actor=worker, case=case, large_print=True)
    said = letters.said(prepared(worker, case, K.REFUSED, "fr"))
    assert said.large
    assert 'class="large"' in rendering.page(said)
    assert_conforms(rendering.render(said))
