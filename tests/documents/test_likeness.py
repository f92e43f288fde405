"""A page photographed again is suggested, with its evidence; two pages of one form are never certain."""

import io
import random
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

from documents import holdings, likeness, vault
from documents.models import Resemblance, State
from nps.accounts.models import Role
from nps.journal.models import Entry
from nps.people.models import MemberRole
from tests.support.accounts import make_agent
from tests.support.people import make_household, make_person


def page(form: str, month: int = 1) -> Image.Image:
    """A page of a form: its layout from `form`, its figures and its date from `month`."""
    layout, figures = random.Random(form), random.Random(f"{form}{month}")
    image = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((80, 60, layout.randint(180, 380), layout.randint(120, 220)), fill=layout.randint(40, 180))
    draw.text((layout.randint(400, 700), 90), f"SPÉCIMEN {form}", font=ImageFont.load_default(40), fill=0)
    top = 300
    for _ in range(layout.randint(12, 30)):
        words = "".join(layout.choice("abcdefghilmnoprstu   ") for _ in range(layout.randint(15, 60)))
        left = layout.choice((100, 100, 100, 400))
        draw.text((left, top), words, font=ImageFont.load_default(24), fill=0)
        draw.text((950, top), f"{figures.randint(0, 2000)},00 €", font=ImageFont.load_default(24), fill=0)
        top += layout.randint(35, 60)
    draw.text((100, top + 20), f"Fait le 05/{month:02d}/2024", font=ImageFont.load_default(26), fill=0)
    return image


def photographed(image: Image.Image, seed: int) -> Image.Image:
    """Turned by 3°, cut by up to 3 %, blurred, darker or lighter, kept as a poor JPEG."""
    chance = random.Random(seed)
    turned = image.rotate(
        chance.choice((-3, 3)), expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC
    )
    width, height = turned.size
    cut = [chance.random() * 0.03 for _ in range(4)]
    box = (width * cut[0], height * cut[1], width * (1 - cut[2]), height * (1 - cut[3]))
    soft = turned.crop(tuple(map(int, box))).filter(ImageFilter.GaussianBlur(1.5))
    return ImageEnhance.Brightness(soft).enhance(chance.choice((0.7, 0.85, 1.15)))


def jpeg(image: Image.Image, quality: int = 50) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


@pytest.fixture
def scan(keep):
    """Keep a page and sketch it, as the job does."""

    def kept(image, type_code="rent_receipt", **fields):
        document = keep(type_code, jpeg(image), filename="SPÉCIMEN.jpg", **fields)
        likeness.look(document.content_id)
        document.content.refresh_from_db()
        return document

    return kept


def found(document) -> list:
    return [one.other for one in likeness.suggestions(document)]


def test_a_page_photographed_again_is_suggested_with_its_evidence(scan):
    first = scan(page("quittance A"), period="2024-01")
    again = scan(photographed(page("quittance A"), 1), period="2024-01")
    (told,) = likeness.suggestions(again)
    assert (told.other, told.page) == (first, 0)
    assert likeness.ALIKE <= told.score <= 1
    assert found(first) == []  # what came first resembles nothing
    again.refresh_from_db()
    assert (first.state, again.state) == (State.TO_CHECK, State.TO_CHECK)


def test_receipts_of_two_months_look_the_same_and_are_not_suggested(scan):
    january, february = page("quittance A", 1), page("quittance A", 2)
    scan(january, period="2024-01")
    assert found(scan(february, period="2024-02")) == []


def test_two_pages_of_one_form_without_a_month_are_suggested_for_eyes_only(scan):
    """From afar nothing tells them apart: the words of the page say so, nothing is done."""
    first = scan(page("quittance A", 1))
    second = scan(page("quittance A", 2))
    assert found(second) == [first]
    assert not Resemblance.objects.exists()


def test_another_form_is_not_suggested(scan):
    scan(page("quittance A"))
    assert found(scan(page("facture B"))) == []


def test_only_documents_of_the_same_household_are_compared(scan, agent):
    scan(page("quittance A"))
    stranger = make_person(agent, "Autre-Spécimen", "Zoé", "02/02/1960")
    elsewhere = make_household(agent, (stranger, MemberRole.APPLICANT))
    assert found(scan(photographed(page("quittance A"), 1), household=elsewhere, people=[stranger])) == []


def test_what_was_judged_is_remembered_and_journaled(scan, agent):
    first = scan(page("quittance A"))
    again = scan(photographed(page("quittance A"), 3))
    likeness.judge(actor=agent, document=again, other=first, same=False, case_reference="D-1")
    assert found(again) == []
    assert Entry.objects.filter(act="judge_documents", data__same=False).count() == 1
    likeness.judge(actor=agent, document=again, other=first, same=True)  # too late
    assert Resemblance.objects.get().same is False
    with pytest.raises(PermissionDenied):
        likeness.judge(actor=make_agent(Role.PARTNER), document=again, other=first, same=True)


def test_the_sketch_dies_with_the_content(scan, agent):
    document = scan(page("quittance A"))
    assert document.content.likeness
    erased = vault.erase(actor=agent, document=document, reason="SPÉCIMEN : demande du foyer")
    assert erased.content.likeness is None


def test_a_page_that_cannot_be_drawn_is_looked_at_once(keep):
    document = keep("rent_receipt")
    assert likeness.look_at_what_is_new() == 1
    assert likeness.look_at_what_is_new() == 0
    assert found(document) == []


def test_the_notice_of_this_year_may_replace_last_year_s_in_a_chain_without_fork(scan, agent, ada, ben):
    notices = {
        year: scan(page(f"avis {year}"), "tax_notice", period=year) for year in ("2022", "2023", "2024")
    }
    bens = scan(page("avis B"), "tax_notice", period="2021", people=[ben])
    for document in (*notices.values(), bens):
        vault.accept(actor=agent, document=document)
        document.refresh_from_db()
    assert likeness.replaceable(notices["2023"]) == [notices["2022"]]
    vault.supersede(actor=agent, old=notices["2022"], new=notices["2023"])
    notices["2023"].refresh_from_db()
    assert likeness.replaceable(notices["2023"]) == []
    assert likeness.replaceable(notices["2024"]) == [notices["2023"]]
    vault.supersede(actor=agent, old=notices["2023"], new=notices["2024"])
    notices["2024"].refresh_from_db()
    assert likeness.chain(notices["2024"]) == [notices["2023"], notices["2022"]]
    held = holdings.held_pieces(notices["2024"].household, date(2025, 3, 1))
    whose = ada.public_id
    assert {f"tax_notice.2022:{whose}", f"tax_notice.2023:{whose}", f"tax_notice:{whose}"} <= held
