"""Cut the installed Inter to the scripts of the pages, beside the static files. No font file is committed."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from fontTools.subset import Options, Subsetter, load_font, save_font

SOURCE = Path("/usr/share/fonts/opentype/inter")
FACES = {"Regular": 400, "Bold": 700}
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "ss02", "tnum"]
# Latin with its extensions, Greek, Cyrillic, combining accents, punctuation and sums (SCREENS §2).
RANGES = ((0x20, 0x24F), (0x300, 0x36F), (0x370, 0x52F), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x20A0, 0x20BF))
SIGNS = (0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2713)

FACE = """@font-face {{
  font-family: Inter; font-style: normal; font-weight: {weight}; font-display: swap;
  src: url("{file}") format("woff2");
}}
"""


class Command(BaseCommand):
    help = (
        "Prepare the fonts of the pages from the Debian package fonts-inter; without it, system fonts serve."
    )

    def add_arguments(self, parser):
        parser.add_argument("--source", type=Path, default=SOURCE, help="folder of the Inter font files")

    def handle(self, *, source: Path, **options):
        found = {face: source / f"Inter-{face}.otf" for face in FACES}
        if missing := [path.name for path in found.values() if not path.exists()]:
            self.stdout.write(
                f"Inter is not installed ({', '.join(missing)} not in {source}): system fonts will be used. "
                "On Debian: apt install fonts-inter"
            )
            return
        target = Path(settings.FONT_DIR)
        target.mkdir(parents=True, exist_ok=True)
        rules = []
        for face, path in found.items():
            name = f"inter-{face.lower()}.woff2"
            subset(path, target / name)
            rules.append(FACE.format(weight=FACES[face], file=name))
            self.stdout.write(f"{name}: {(target / name).stat().st_size // 1000} kB")
        (target / "inter.css").write_text("".join(rules))


def subset(source: Path, target: Path) -> None:
    """Write the subset of one font file as woff2."""
    options = Options(flavor="woff2", layout_features=FEATURES, hinting=False, desubroutinize=True)
    signs = [sign for start, end in RANGES for sign in range(start, end + 1)]
    with load_font(str(source), options) as font:
        cutter = Subsetter(options)
        cutter.populate(unicodes=[*signs, *SIGNS])
        cutter.subset(font)
        save_font(font, str(target), options)
