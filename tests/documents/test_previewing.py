"""What people see of a document is drawn again: upright, without metadata; marked when it leaves."""

import io

import pillow_heif
import pypdfium2
import pytest
from django.db import IntegrityError
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from documents import inspection, previewing, redacting
from documents.models import State, SupportingDocument
from documents.sealing import Damaged
from nps.journal.models import Entry
from tests.documents import specimens

SECRET = "SECRET-SPECIMEN"


pillow_heif.register_heif_opener()


def photo(format: str = "JPEG") -> bytes:
    """Black on the left, white on the right, lying on its side, with the place where it was taken."""
    image = Image.new("RGB", (400, 300), "white")
    image.paste("black", (0, 0, 200, 300))
    exif = Image.Exif()
    exif[Base.Orientation] = 6  # to be turned to the right by whoever shows it
    exif[Base.Make] = SECRET
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (48.0, 51.0, 24.0)
    out = io.BytesIO()
    image.save(out, format, exif=exif)
    return out.getvalue()


def pixels(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    assert image.format == "JPEG"
    return image.convert("L")


@pytest.fixture
def side(keep):
    return keep(data=photo(), filename="a.jpg")


def test_a_photo_is_shown_upright_and_without_what_the_phone_wrote(side):
    shown = previewing.page_image(side, 0)
    image = Image.open(io.BytesIO(shown))
    assert image.height > image.width
    assert not image.getexif()
    assert SECRET.encode() not in shown
    assert (pixels(shown).getpixel((150, 10)), pixels(shown).getpixel((150, 390))) == (0, 255)


def test_a_photo_of_a_recent_phone_is_shown_without_its_place():
    given = photo("HEIF")
    assert SECRET.encode() in given
    _told, shown = inspection.ask("render", [given], parser="HEIF", page=0, width=300)
    assert SECRET.encode() not in shown
    assert not Image.open(io.BytesIO(shown)).getexif()


def test_what_is_said_of_a_pdf_by_its_author_is_not_shown(keep):
    document = keep(data=specimens.pdf(2, extra={"Author": f"({SECRET})"}))
    shown = [previewing.page_image(document, page) for page in (0, 1)]
    assert all(SECRET.encode() not in page for page in [*shown, previewing.marked_copy(document, "SPÉCIMEN")])


def test_a_turn_stays_for_the_next_reader_and_is_journaled(side, agent):
    turned = previewing.turn_page(actor=agent, document=side, page=0)
    assert turned.turns == [1]
    image = pixels(previewing.page_image(turned, 0))
    assert image.width > image.height
    assert (image.getpixel((10, 150)), image.getpixel((390, 150))) == (255, 0)
    for expected in ([2], [3], [0]):
        turned = previewing.turn_page(actor=agent, document=side, page=0)
        assert turned.turns == expected
    assert Entry.objects.filter(act="turn_document").count() == 4


def test_only_pages_that_are_there_are_turned_or_drawn(side, agent):
    for page in (-1, 1):
        with pytest.raises(previewing.NoPreview):
            previewing.turn_page(actor=agent, document=side, page=page)
        with pytest.raises(previewing.NoPreview):
            previewing.page_image(side, page)


def test_zooming_draws_more_pixels(keep):
    document = keep()
    widths = [pixels(previewing.page_image(document, 0, zoom=z)).width for z in (0, 1, 2, 9)]
    assert widths == sorted(widths)
    assert widths[0] < widths[1] < widths[2]
    assert widths[3] <= previewing.WIDTHS[-1] + 1


def test_a_dark_photo_is_made_clearer(keep):
    image = Image.new("RGB", (200, 200), (30, 30, 30))
    image.paste((60, 60, 60), (50, 50, 150, 150))
    out = io.BytesIO()
    image.save(out, "PNG")
    document = keep(data=out.getvalue(), filename="a.png")
    asked = [previewing.page_image(document, 0, clearer=clearer) for clearer in (False, True)]
    dark, clear = (pixels(shown).getextrema()[1] for shown in asked)
    assert dark < 80 < 200 < clear


@pytest.mark.parametrize("state", [State.ERASED, "quarantined"])
def test_what_was_erased_or_put_aside_is_never_drawn(side, state):
    side.state = state
    with pytest.raises(previewing.NoPreview):
        previewing.page_image(side, 0)
    with pytest.raises(previewing.NoPreview):
        previewing.marked_copy(side, "SPÉCIMEN")


def test_a_damaged_piece_shows_nothing(side, folder):
    path = folder / side.content.name
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(Damaged):
        previewing.page_image(side, 0)


class TestTheCopyThatLeaves:
    def hide(self, document, agent, box, page=0):
        return redacting.hide(actor=agent, document=document, page=page, box=box, why="SPÉCIMEN")

    def pages(self, document, mark="copie – usage : SPÉCIMEN – É – 20 mars 2024"):
        made = pypdfium2.PdfDocument(previewing.marked_copy(document, mark))
        return [(page.get_textpage().get_text_range(), page.render().to_pil().convert("L")) for page in made]

    def test_it_has_every_page_no_text_and_the_mark(self, keep):
        pages = self.pages(keep(data=specimens.pdf(3, text=SECRET)))
        assert [text for text, _image in pages] == ["", "", ""]
        for _text, image in pages:
            dark = sum(image.histogram()[:240])
            assert 0.005 < dark / (image.width * image.height) < 0.2

    def test_what_is_hidden_is_black_on_its_page_only(self, keep, agent):
        document = keep(data=specimens.pdf(2))
        self.hide(document, agent, (0.1, 0.1, 0.5, 0.3), page=1)
        (_text, first), (_text, second) = self.pages(document)
        box = tuple(
            round(side * size)
            for side, size in zip((0.12, 0.12, 0.48, 0.28), (*first.size, *first.size), strict=True)
        )
        assert first.crop(box).getextrema()[1] > 200
        assert second.crop(box).getextrema()[1] < 60

    def test_a_box_follows_its_page_when_it_is_turned(self, keep, agent):
        document = keep()
        self.hide(document, agent, (0, 0, 0.5, 0.1))
        document = previewing.turn_page(actor=agent, document=document, page=0)
        ((_text, image),) = self.pages(document)
        assert image.width > image.height
        corner = image.crop((round(image.width * 0.92), 2, image.width - 2, round(image.height * 0.48)))
        assert corner.getextrema()[1] < 60

    def test_what_is_shown_again_is_in_the_next_copy(self, keep, agent):
        document = keep()
        redaction = self.hide(document, agent, (0, 0, 1, 1))
        assert self.pages(document)[0][1].getextrema()[1] < 60
        for _twice in range(2):
            redacting.show_again(actor=agent, redaction=redaction)
        assert self.pages(document)[0][1].getextrema()[1] > 200
        assert Entry.objects.filter(act="unredact_document").count() == 1

    def test_pixels_under_a_box_are_gone_from_the_file_itself(self, keep, agent):
        document = keep(data=photo(), filename="a.jpg")
        self.hide(document, agent, (0, 0, 1, 1))
        made = pypdfium2.PdfDocument(previewing.marked_copy(document, ""))
        (picture,) = made[0].get_objects()
        assert picture.get_bitmap().to_pil().convert("L").getextrema()[1] < 60

    def test_a_copy_of_the_largest_scan_is_made_in_time(self, keep):
        assert len(self.pages(keep(data=specimens.pdf(50)))) == 50


def test_the_database_refuses_a_turn_that_is_no_quarter(side):
    with pytest.raises(IntegrityError):
        SupportingDocument.objects.filter(pk=side.pk).update(turns=[4])
