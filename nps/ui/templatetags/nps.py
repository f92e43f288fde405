"""Tags and filters of every page. They only print what they are given: no query, no rule."""

import uuid

from django import template
from django.forms import BaseForm, BaseFormSet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from nps.ui import components, formats, icons
from nps.ui.forms import faults_of
from nps.ui.navigation import case_entries
from nps.ui.once import FIELD
from nps.ui.status import status_of, strip_of

register = template.Library()

register.filter("money", formats.money)
register.filter("phone", formats.phone)
register.filter("file_size", formats.file_size)
register.simple_tag(icons.icon, name="icon")


def _local(value):
    return timezone.localtime(value) if hasattr(value, "tzinfo") and timezone.is_aware(value) else value


@register.filter
def date_long(value) -> str:
    return formats.date_long(_local(value))


@register.filter
def date_short(value) -> str:
    return formats.date_short(_local(value))


@register.filter
def hour(value) -> str:
    return formats.hour(_local(value))


@register.filter
def distance(due) -> str:
    """Days between today in Paris and a legal date, in words."""
    return formats.distance(due, timezone.localdate())


@register.simple_tag
def tag(kind: str, word) -> components.Tag:
    """`{% tag "warn" _("Incomplète") %}`: a free word with the kind's icon."""
    return components.Tag(kind, word)


@register.simple_tag
def status(machine: str, state) -> components.Tag:
    """`{% status "application" application.state %}`: the glossary's word for a state."""
    return components.Tag.of(machine, state)


@register.simple_tag
def once() -> SafeString:
    """The hidden key that makes a double click or a replay harmless; inside every form that writes."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())


@register.inclusion_tag("ui/components/strip.html")
def strip(machine: str, state) -> dict:
    """The main steps of a machine, with where the object stands."""
    names = strip_of(machine, state)
    here = names.index(str(state))
    words = [(status_of(machine, name).word, at) for at, name in enumerate(names)]
    return {"words": words, "here": here, "step": here + 1, "total": len(names)}


@register.inclusion_tag("ui/components/timeline.html")
def timeline(events) -> dict:
    """Events (components.Event), newest first, one heading per day."""
    return {"days": components.by_day(events)}


@register.inclusion_tag("ui/components/clock.html")
def clock(badge: components.Clock) -> dict:
    """Date, distance and effect of a legal clock."""
    today = timezone.localdate()
    kind = badge.kind(today)
    return {"clock": badge, "kind": kind, "icon": "clock" if kind != "wait" else "hourglass", "today": today}


@register.inclusion_tag("ui/components/summary.html")
def summary(rows) -> dict:
    """Rows (components.Row) as a description list, with « Modifier » where a page exists for it."""
    rows = list(rows)
    return {"rows": rows, "can_change": any(row.change_url for row in rows)}


@register.inclusion_tag("ui/components/table.html")
def table(listing: components.Table) -> dict:
    return {"table": listing}


@register.inclusion_tag("ui/components/side.html", takes_context=True)
def case_menu(context, case_page: components.CasePage) -> dict:
    """The sections of one case file: real links, one list wide, one `details` narrow."""
    lines = case_entries(context["frame_path"], case_page.reference, case_page.counts, case_page.read_only)
    return {"entries": lines, "here": next((line for line in lines if line.current), None)}


@register.inclusion_tag("ui/components/acts.html")
def acts(lines, level: int = 2) -> dict:
    """« Et maintenant ? »: the first act that can be done now is the page's filled button."""
    lines = list(lines)
    first = next((at for at, line in enumerate(lines) if line.url and not line.quiet), None)
    return {"acts": lines, "first": first, "level": level}


@register.inclusion_tag("ui/components/document.html")
def document_card(card: components.DocumentCard) -> dict:
    return {"card": card}


@register.inclusion_tag("ui/components/empty.html")
def empty(text, url: str = "", label="") -> dict:
    """What an empty list says, and what to do next."""
    return {"text": text, "url": url, "label": label}


@register.inclusion_tag("ui/components/progress.html")
def progress(done: int, total: int, text="") -> dict:
    """Long work: a native progress bar and the same thing in words."""
    return {"done": done, "total": total or 1, "percent": round(100 * done / (total or 1)), "text": text}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context, page) -> dict:
    """« Page 2 sur 14 »; keeps the filters of the address."""
    return {"page": page, "request": context["request"]}


@register.inclusion_tag("ui/components/pages.html", takes_context=True)
def pages(context, page) -> dict:
    """« Page précédente · Page suivante » of a keyset.Page; keeps the filters of the address."""
    return {"page": page, "request": context["request"]}


@register.inclusion_tag("ui/components/take_away.html", takes_context=True)
def take_away(context, listed: str, caption) -> dict:
    """« Emporter ce tableau : XLSX · CSV » under a list that its view hands over (taking.hand_over)."""
    files = {"workbook": f"{listed}.xlsx", "csv": f"{listed}.csv"}
    offered = not getattr(context.get("case_page"), "read_only", False)
    return {**files, "caption": caption, "offered": offered, "request": context["request"]}


@register.inclusion_tag("ui/components/errors.html")
def error_summary(*forms: BaseForm | BaseFormSet) -> dict:
    """All faults of the page's forms, each linked to its field; first thing in `main`."""
    return {"faults": [fault for form in forms if form is not None for fault in faults_of(form)]}
