"""The colours of the style sheet keep the contrast SCREENS §2 promises, computed with the WCAG formula."""

import re
from pathlib import Path

import pytest

from nps.ui.status import KINDS, SIDE_STRIPS, STATUSES, STRIPS, status_of, strip_of

CSS = (Path(__file__).parents[3] / "nps/ui/static/ui/nps.css").read_text()
ROOT = CSS[CSS.index(":root {") : CSS.index("}")]
TOKENS = dict(re.findall(r"--nps-([\w-]+): (#[0-9A-F]{6});", ROOT))
WHITE = "#FFFFFF"


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PROMISED = [
    ("ink", "paper", 15.65),
    ("ink", "wash", 14.45),
    ("ink-2", "paper", 7.57),
    ("ink-2", "wash", 6.99),
    ("line", "paper", 3.75),
    ("seine", "paper", 8.42),
    ("seine-dark", "paper", 11.54),
    ("seine", "seine-wash", 7.31),
    ("ink", "seine-wash", 13.59),
    ("focus", "seine", 5.83),
    ("focus", "ink", 10.84),
    ("ok", "ok-wash", 5.78),
    ("warn", "warn-wash", 6.20),
    ("bad", "bad-wash", 6.31),
    ("info", "info-wash", 7.07),
    ("wait", "wait-wash", 6.99),
    ("idle", "idle-wash", 6.68),
]


@pytest.mark.parametrize(("one", "other", "ratio"), PROMISED)
def test_contrast_is_what_was_promised(one, other, ratio):
    assert contrast(TOKENS[one], TOKENS[other]) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_tag_is_readable_on_its_wash_and_on_white(kind):
    assert contrast(TOKENS[kind], TOKENS[f"{kind}-wash"]) >= 4.5
    assert contrast(TOKENS[kind], WHITE) >= 4.5
    assert f".nps-tag--{kind}" in CSS or kind == "idle"


def test_nothing_in_the_style_sheet_needs_another_place():
    assert "url(" not in CSS
    assert "@import" not in CSS


def test_every_state_of_a_strip_has_its_word():
    for machine, names in STRIPS.items():
        assert all(status_of(machine, name).word for name in names)
    for (machine, state), names in SIDE_STRIPS.items():
        assert state in names
        assert all(name in STATUSES[machine] for name in names)


@pytest.mark.parametrize(("machine", "state"), [(m, state) for m in STRIPS for state in STATUSES[m]])
def test_every_state_of_a_machine_with_a_strip_stands_in_it(machine, state):
    assert state in strip_of(machine, state)
