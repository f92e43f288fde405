"""A machine as a picture: states in a column, each passage an arc, the present state filled. No rule enters.

The table beside it says the same: the picture is for the eye alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.workflow.tables import rows

STEP, HEIGHT, WIDTH = 44, 30, 260  # between two states, of a box, in units of the picture
LANE = 11  # how much farther each longer arc goes


@dataclass(frozen=True)
class Box:
    """A state: where it stands, its words, whether the object is there now."""

    y: int
    label: str
    here: bool

    @property
    def text_y(self) -> int:
        """The line its words stand on."""
        return self.y + HEIGHT // 2 + 5


@dataclass(frozen=True)
class Arc:
    """One passage: its path and the head that shows the way; `back` when it goes up."""

    path: str
    head: str
    back: bool


@dataclass(frozen=True)
class Picture:
    """What the template draws: sizes in units of the picture."""

    left: int
    width: int
    height: int
    boxes: tuple[Box, ...]
    arcs: tuple[Arc, ...]

    @property
    def box_width(self) -> int:
        """Of every box."""
        return WIDTH

    @property
    def box_height(self) -> int:
        """Of every box."""
        return HEIGHT

    @property
    def text_x(self) -> int:
        """Where words begin."""
        return self.left + 12


def draw(model: type, state: str = "") -> Picture:
    """The picture of a machine, the object being in `state` (none: the machine alone)."""
    labels = [(str(value), str(label)) for value, label in model._meta.get_field("state").choices]
    order = [value for value, _label in labels]
    ways = sorted({(order.index(source), order.index(target)) for source, target, _move in rows(model)})
    farthest = max((abs(a - b) for a, b in ways), default=0)
    left = 20 + LANE * max((a - b for a, b in ways if a > b), default=0)
    boxes = tuple(Box(n * STEP + 4, label, value == state) for n, (value, label) in enumerate(labels))
    return Picture(
        left, left + WIDTH + 30 + LANE * farthest, len(labels) * STEP, boxes, tuple(_arcs(ways, left))
    )


def _arcs(ways: Iterable[tuple[int, int]], left: int) -> Iterable[Arc]:
    for source, target in ways:
        back = source > target
        side = left if back else left + WIDTH
        far = side + (-1 if back else 1) * (14 + LANE * abs(source - target))
        begin, end = _middle(source) + 5, _middle(target) - 5
        tip = side + (-1 if back else 1)
        way = 6 if not back else -6
        yield Arc(
            f"M{side} {begin}C{far} {begin} {far} {end} {tip} {end}",
            f"M{tip + way} {end - 4}L{tip} {end}L{tip + way} {end + 4}",
            back,
        )


def _middle(place: int) -> int:
    return place * STEP + 4 + HEIGHT // 2
