"""The house's own drawings, 16 × 16, one stroke, hidden from screen readers: the word beside them speaks."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

DRAWINGS = {
    "check": "M3 8.5 6.5 12 13 4.5",
    "cross": "M4 4l8 8M12 4l-8 8",
    "clock": "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 4.5V8l2.5 2",
    "arrow": "M2.5 8h10.5M9 4l4 4-4 4",
    "hourglass": "M4 2h8M4 14h8M5 2c0 4 6 8 6 12M11 2c0 4-6 8-6 12",
    "dash": "M3.5 8h9",
    "plus": "M8 3v10M3 8h10",
    "down": "M3.5 6 8 10.5 12.5 6",
    "info": "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 7.2v4M8 4.6v.4",
    "file": "M4 1.8h5L12.5 5v9.2H4zM9 1.8V5h3.5",
    "lock": "M3.5 7h9v7h-9zM5.5 7V4.5a2.5 2.5 0 0 1 5 0V7",
    "person": "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6M2.5 14.5c.6-6 10.4-6 11 0",
    "home": "M2 8l6-5.5L14 8M4 6.5V14h8V6.5",
    "search": "M7 2a5 5 0 1 0 0 10A5 5 0 0 0 7 2M10.7 10.7l3.5 3.5",
    "external": "M6.5 3H3v10h10V9.5M9 3h4v4M13 3 7.5 8.5",
}


def icon(name: str) -> SafeString:
    """An inline SVG; KeyError for a drawing that does not exist."""
    return format_html(
        '<svg class="nps-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"'
        ' focusable="false"><path d="{}"/></svg>',
        DRAWINGS[name],
    )
