"""The fonts of the pages are cut from the installed package; without it, setting up goes on."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from fontTools.ttLib import TTFont

from nps.ui.management.commands.prepare_static import SOURCE

NEEDED = "Aéœ Œ€ żğ Ελλάδα Київ ệ \u202f\u00a0’«»→−№"


@pytest.mark.skipif(not SOURCE.exists(), reason="Debian's fonts-inter is not installed")
def test_fonts_hold_the_three_scripts_and_the_spaces_of_french(settings, tmp_path):
    settings.FONT_DIR = tmp_path / "fonts"
    call_command("prepare_static", stdout=io.StringIO())
    css = (settings.FONT_DIR / "inter.css").read_text()
    for face in ("regular", "bold"):
        path = settings.FONT_DIR / f"inter-{face}.woff2"
        with TTFont(path) as font:
            features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
            known = font.getBestCmap()
        assert not {sign for sign in NEEDED if ord(sign) not in known}
        assert {"ss02", "tnum"} <= features
        assert path.stat().st_size < 90_000
        assert f'url("{path.name}")' in css


def test_without_the_package_setting_up_goes_on_and_says_so(settings, tmp_path):
    settings.FONT_DIR = tmp_path / "fonts"
    told = io.StringIO()
    call_command("prepare_static", source=Path(tmp_path), stdout=told)
    assert "fonts-inter" in told.getvalue()
    assert not settings.FONT_DIR.exists()
