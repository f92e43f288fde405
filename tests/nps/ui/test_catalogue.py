"""Every text has its English, French keeps its typography, and the compiled file is the one of the source."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from nps.ui.catalogue import extract, faults, french_faults, merged, read, repair, write


def test_every_message_is_translated_and_compiled():
    call_command("messages", check=True, verbosity=0)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Et maintenant\u202f?", 0),
        ("Et maintenant ?", 1),
        ("Trois choses\u00a0: une\u202f; deux\u202f!", 0),
        ("Trois choses : une", 1),
        ("Une ; deux", 1),
        ("«\u00a0%(value)s\u00a0» n’est pas lu", 0),
        ("« ceci »", 1),
        ("l'aide", 1),
        ("", 0),
        ("Écrivez-nous sur https://exemple.fr/a?b", 0),
    ],
)
def test_french_typography_is_checked(text, wrong):
    assert len(french_faults(text)) == wrong


def test_french_spaces_are_repaired_where_they_stand(tmp_path):
    root = a_room(tmp_path, "from x import gettext as _\nA = _('« Oui » ? Non : l’un')\n", "")
    assert repair(root, extract(root)) == ["nps/x/views.py"]
    assert repair(root, extract(root)) == []
    assert "«\u00a0Oui\u00a0»\u202f? Non\u00a0: l’un" in (root / "nps/x/views.py").read_text()


def test_a_message_of_signs_alone_changes_no_code(tmp_path):
    source = "from x import gettext as _\nif a := _(' :'):\n    pass\n"
    root = a_room(tmp_path, source, "{% load i18n %}{% translate ' :' %}")
    assert repair(root, extract(root)) == []
    assert (root / "nps/x/views.py").read_text() == source


def a_room(root: Path, python: str, template: str) -> Path:
    (root / "nps/x/templates/x").mkdir(parents=True)
    (root / "nps/x/views.py").write_text(python)
    (root / "nps/x/templates/x/page.html").write_text(template)
    return root


def test_messages_are_found_in_python_and_in_indented_templates(tmp_path):
    root = a_room(
        tmp_path,
        "from x import gettext as _\nA = _('Oui')\nB = ngettext('Un jour', '%(n)s jours', 2)\n",
        "<p>\n    {% load i18n %}\n    {% translate 'Non' %}\n"
        "  {% blocktranslate count n=2 %}\n{{ n }} mot{% plural %}{{ n }} mots{% endblocktranslate %}</p>",
    )
    ids = {message.id for message in extract(root) if message.id}
    assert {"Oui", "Non", ("Un jour", "%(n)s jours")} <= ids
    assert len(ids) == 4


def test_merging_keeps_translations_and_drops_what_is_gone(tmp_path):
    root = a_room(tmp_path, "from x import gettext as _\nA = _('Oui')\nB = _('Non')\n", "")
    first = extract(root)
    first.get("Oui").string = "Yes"
    write(first, tmp_path / "en.po")
    (root / "nps/x/views.py").write_text("from x import gettext as _\nA = _('Oui')\nC = _('Peut-être')\n")
    after = merged(extract(root), read(tmp_path / "en.po"))
    assert after.get("Oui").string == "Yes"
    assert after.get("Non") is None
    assert faults(extract(root), after) == ["not translated: Peut-être"]


def test_an_incomplete_catalogue_fails_by_name(tmp_path, monkeypatch):
    root = a_room(tmp_path, "from x import gettext as _\nA = _('Oui')\n", "")
    monkeypatch.setattr(settings, "ROOT", root)
    with pytest.raises(CommandError, match="missing from the catalogue: Oui"):
        call_command("messages", check=True)
