"""A picture in a table: a bar beside the figure it draws, without any style attribute. No query may enter."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH = 100


@dataclass(frozen=True)
class Bar:
    """`share`: from -1 to 1 of the longest bar of the table; the figure itself stands in its own cell."""

    share: float

    def __str__(self) -> SafeString:
        width = round(abs(self.share) * WIDTH, 1)
        return format_html(
            '<svg class="nps-bar" viewBox="0 0 {} 10" preserveAspectRatio="none" aria-hidden="true">'
            '<rect class="nps-bar-all" width="{}" height="10"/>'
            '<rect class="nps-bar-{}" width="{}" height="10"/></svg>',
            WIDTH,
            WIDTH,
            "less" if self.share < 0 else "more",
            width,
        )

    __html__ = __str__


def bars(values: list[float | None]) -> list[Bar | str]:
    """One bar per value, the largest of them whole; nothing is drawn of what is not told."""
    longest = max((abs(value) for value in values if value), default=0)
    return [Bar(value / longest) if value is not None and longest else "" for value in values]
