"""Fields read what people write, refuse the rest with words that say what to do, and keep what was typed."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from nps.ui import forms as ui
from nps.ui.dates import PartialDate
from tests.support.pages import read


class Situation(ui.Form):
    name = ui.NameField(label="Nom de naissance")
    born = ui.PartialDateField(label="Date de naissance")
    rent = ui.MoneyField(label="Loyer par mois, sans les charges", required=False)
    couple = ui.YesNoUnknownField(label="Vit-elle en couple ?")
    informed = forms.BooleanField(label="La personne est informée")
    note = ui.TextField(label="Mot pour l’usager", required=False, widget=forms.Textarea)


def refused(field, text) -> list[str]:
    with translation.override("fr"), pytest.raises(forms.ValidationError) as fault:
        field.clean(text)
    return fault.value.messages


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1300", "1300"),
        ("1 300", "1300"),
        ("1\u202f300", "1300"),
        ("1\u00a0300,50 €", "1300.50"),
        ("1300,5", "1300.50"),
        ("1300.5", "1300.50"),
        ("1.300,50", "1300.50"),
        ("1,300.50", "1300.50"),
        ("1.300.000", "1300000"),
        ("1300 euros", "1300"),
        ("€1300", "1300"),
        ("0", "0"),
    ],
)
def test_money_is_read_as_it_is_written(text, amount):
    assert ui.MoneyField().clean(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["1.300", "1,300", "13.000"])
def test_money_that_can_be_read_two_ways_is_asked_again(text):
    assert "peut se lire de deux façons" in refused(ui.MoneyField(), text)[0]


@pytest.mark.parametrize("text", ["NaN", "inf", "1e9", "12,345,6", "mille", "1300,505", "13 00", "١٣٠٠", "€"])
def test_money_that_cannot_be_read_says_how_to_write_it(text):
    assert "par exemple 900" in refused(ui.MoneyField(), text)[0]


def test_money_has_limits():
    assert "signe moins" in refused(ui.MoneyField(), "-5")[0]
    assert "trop grande" in refused(ui.MoneyField(), "9" * 12)[0]


@given(st.decimals(min_value=0, max_value=99_999_999, places=2))
def test_a_sum_shown_in_a_form_and_posted_untouched_changes_nothing(amount):
    field = ui.MoneyField(required=False)
    for language in ("fr", "en"):
        with translation.override(language):
            assert not field.has_changed(amount, field.prepare_value(amount))


@given(st.text(max_size=60))
def test_any_text_is_a_sum_or_refused(text):
    try:
        ui.MoneyField(required=False).clean(text)
    except forms.ValidationError:
        pass


def test_partial_dates_are_read_and_shown_again():
    field = ui.PartialDateField()
    assert field.clean("05/1987") == PartialDate(1987, 5)
    assert field.prepare_value(PartialDate(1987, 5)) == "05/1987"
    assert not field.has_changed(PartialDate(1987, 5), "mai 1987")


def test_dates_out_of_reason_are_named():
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert "futur" in refused(ui.PartialDateField(), f"{tomorrow:%d/%m/%Y}")[0]
    assert "ancienne" in refused(ui.PartialDateField(), "12/05/1700")[0]
    assert "lointaine" in refused(ui.DateField(allow_future=True), "31/12/9999")[0]
    assert "passée" in refused(ui.DateField(allow_future=True, allow_past=False), "01/01/2020")[0]
    assert ui.DateField(allow_future=True).clean(f"{tomorrow:%d/%m/%Y}") == tomorrow


def test_a_whole_date_needs_its_day():
    assert ui.DateField().clean("4 mai 1987") == dt.date(1987, 5, 4)
    assert "Il manque le jour" in refused(ui.DateField(), "05/1987")[0]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("A", "A"),
        ("  de  La Tour ", "de La Tour"),
        ("O\u200bka\u0000for\u202e", "Okafor"),
        ("Nguyễn", "Nguyễn"),
        ("Е\u0301катерина", "Е\u0301катерина"),
        ("王", "王"),
        ("e\u0301", "é"),
        ("a\tb\r\nc", "a b c"),
    ],
)
def test_names_keep_their_script_and_lose_what_is_not_seen(typed, kept):
    assert ui.NameField().clean(typed) == kept


def test_names_refuse_broken_text_and_too_long():
    assert "illisible" in refused(ui.NameField(), "Oka\ud800for")[0]
    assert "201 signes, 200 au plus" in refused(ui.NameField(), "a" * 201)[0]
    assert refused(ui.NameField(), "\u200b\u0000")


def test_a_text_keeps_its_lines():
    assert ui.TextField().clean("une\r\ndeux\u0007") == "une\ndeux"


def test_not_knowing_is_an_answer():
    field = ui.YesNoUnknownField()
    assert [field.clean(word) for word in ("yes", "no", "unknown")] == [True, False, None]
    assert refused(field, "")
    assert refused(field, "maybe")


def test_missing_answers_name_their_question_in_the_page_and_in_the_summary():
    form = Situation({})
    with translation.override("fr"):
        faults = list(ui.faults_of(form))
        html = form.render()
    assert [fault.message for fault in faults] == [
        "Il manque une réponse à «\u00a0Nom de naissance\u00a0».",
        "Il manque une réponse à «\u00a0Date de naissance\u00a0».",
        "Il manque une réponse à «\u00a0Vit-elle en couple ?\u00a0».",
        "Cochez «\u00a0La personne est informée\u00a0» pour continuer.",
    ]
    ids = {element.attrs.get("id") for element in read(html).elements}
    assert {fault.anchor for fault in faults} <= ids


def test_each_field_has_its_label_hint_and_fault_tied_to_it():
    with translation.override("fr"):
        page = read(Situation({"rent": "1.300", "name": "Okafor"}).render())
    controls = {element.attrs.get("id"): element for element in page.all("input", "textarea")}
    assert controls["id_rent"].attrs["aria-describedby"] == "id_rent_error"
    assert controls["id_rent"].attrs["aria-invalid"] == "true"
    assert controls["id_rent"].attrs["value"] == "1.300"
    assert controls["id_born"].attrs["aria-describedby"] == "id_born_helptext id_born_error"
    assert "aria-invalid" not in controls["id_name"].attrs
    legends = [legend.text.strip() for legend in page.all("legend")]
    assert legends == ["Vit-elle en couple ?"]
    labels = {label.attrs["for"]: " ".join(label.text.split()) for label in page.all("label")}
    assert labels["id_rent"].endswith("(facultatif)")
    assert "facultatif" not in labels["id_name"]


def test_what_was_typed_is_shown_escaped():
    html = Situation({"name": '"><script>alert(1)</script>'}).render()
    assert "<script>" not in html


def test_form_sets_are_summarised_form_by_form():
    many = forms.formset_factory(Situation, extra=0)
    posted = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-name": "A", "form-1-name": ""}
    anchors = [fault.anchor for fault in ui.faults_of(many(posted))]
    assert "id_form-1-name" in anchors
    assert "id_form-0-name" not in anchors
