"""Keys rotate under documents that stay open; interrupted, the rotation goes on where it stopped."""

import pytest

from documents import keys, sealing, vault
from documents.models import Content
from nps.journal.models import Entry
from tests.documents import specimens

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture(autouse=True)
def _own_secrets(settings, tmp_path):
    shared = settings.SECRETS
    settings.SECRETS = type(shared)(tmp_path / "secrets", create=True, error=shared.error)


@pytest.fixture
def three(keep):
    return [keep(data=specimens.pdf(pages=n)) for n in (1, 2, 3)]


def key_ids() -> set[str]:
    return {sealing.wrapped_by(bytes(key)) for key in Content.objects.values_list("wrapped_key", flat=True)}


def test_every_key_is_wrapped_again_and_every_document_still_opens(three, settings):
    before = {d.pk: vault.read_document(d) for d in three}
    rotated = keys.rotate()
    assert (rotated.wrapped, rotated.damaged) == (3, ())
    assert key_ids() == {rotated.new} == {sealing.key_id(settings.SECRETS["documents.kek"])}
    for document in three:
        document.content.refresh_from_db()
        assert vault.read_document(document) == before[document.pk]
    assert Entry.objects.get(act="keys_rotated").data["wrapped"] == 3


def test_half_way_everything_opens_and_new_documents_take_the_next_key(three, keep, settings, monkeypatch):
    monkeypatch.setattr(keys, "BATCH", 1)

    class Killed(BaseException):
        pass

    def die(done):
        raise Killed

    with pytest.raises(Killed):
        keys.rotate(progress=die)
    assert len(key_ids()) == 2
    late = keep(data=specimens.pdf(pages=4))
    for document in (*three, late):
        document.content.refresh_from_db()
        assert vault.read_document(document)
    assert keys.rotate().wrapped == 2
    assert key_ids() == {sealing.key_id(settings.SECRETS["documents.kek"])}


def test_a_row_from_an_old_backup_opens_with_the_retired_key(three):
    old = bytes(three[0].content.wrapped_key)
    keys.rotate()
    three[0].content.wrapped_key = old
    assert vault.read_document(three[0])


def test_a_damaged_key_is_named_and_stops_nothing(three):
    content = three[1].content
    content.wrapped_key = bytes(content.wrapped_key)[:-1] + bytes([content.wrapped_key[-1] ^ 1])
    content.save(update_fields=["wrapped_key"])
    rotated = keys.rotate()
    assert (rotated.wrapped, rotated.damaged) == (2, (str(content.reference),))


def test_erased_contents_are_left_without_a_key(three, agent):
    vault.erase(actor=agent, document=three[0], reason="SPÉCIMEN")
    assert keys.rotate().wrapped == 2
    assert not bytes(Content.objects.get(pk=three[0].content_id).wrapped_key)
