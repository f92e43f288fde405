"""The by-law's text: whole, addressable, cited truly; what two versions have not in common."""

from datetime import date

import pytest

from eligibility import engine, law
from eligibility.law import changes
from eligibility.law.citations import Citation, benefits_citing, citations, figures_citing, stands
from eligibility.parameters import Version, published
from eligibility.situation import Situation
from eligibility.versions import law as applied
from tests.eligibility.households import NAMES, household

DAYS = (date(2018, 4, 15), date(2018, 7, 1), date(2019, 10, 1), date(2024, 3, 15))
LAST = date(2019, 9, 1)


@pytest.mark.parametrize(
    ("since", "entries", "articles"),
    [("2016-02-01", 54, 492), ("2018-04-01", 52, 458), ("2018-06-01", 52, 457), ("2019-09-01", 52, 458)],
)
def test_each_version_is_whole(since, entries, articles):
    text = law.text(date.fromisoformat(since))
    assert len(text.entries) == entries
    assert sum(len(entry.articles) for entry in text.entries.values()) == articles
    assert all(article.words for entry in text.entries.values() for article in entry.articles)


def test_an_article_is_read_by_its_number():
    article = law.text(LAST).entry("II-2.1").article("b/1")
    assert article.paragraphs == ("Le demandeur doit être le titulaire du bail du logement.",)
    assert article.heading == "b/ CONDITIONS D’ATTRIBUTION"
    with pytest.raises(law.NoText):
        law.text(LAST).entry("II-2.1").article("z/9")
    with pytest.raises(law.NoText):
        law.text(date(2017, 1, 1))


def test_anchors_stand_once_in_an_entry():
    for since in law.versions():
        for entry in law.text(since).entries.values():
            anchors = [article.anchor for article in entry.articles]
            assert len(set(anchors)) == len(anchors), (since, entry.code)


def test_the_text_of_a_day():
    assert law.in_force(date(2019, 8, 31)) == date(2018, 6, 1)
    assert law.in_force(LAST) == LAST
    assert law.in_force(date(2010, 1, 1)) == law.versions()[0]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("IV-2.2 d/2, d/3", [("IV-2.2", "d/2"), ("IV-2.2", "d/3")]),
        ("I-A 2", [("I-A", "2")]),
        (
            "annexe 2018-01-01, II 1.1 d/2 and III 1.1 d/2 (unchanged)",
            [("II-1.1", "d/2"), ("III-1.1", "d/2")],
        ),
        ("II 4.1 to 4.3 c/2", [("II-4.1", "c/2"), ("II-4.2", "c/2"), ("II-4.3", "c/2")]),
        ("openfisca-paris 5.5.15, parameters/paris/plfm/premier_plafond_plfm.yaml", []),
    ],
)
def test_citations_are_read_as_rules_and_annexes_write_them(words, told):
    assert citations(words) == tuple(Citation(*one) for one in told)


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_every_article_a_condition_cites_is_in_the_text_of_its_day(on):
    cited = set(benefits_citing(on))
    for name in NAMES:
        known = household(name)
        known["persons"] = [p for p in known["persons"] if p.get("birth_date", "") < on.isoformat()]
        result = engine.check(Situation.from_json(known), on=on, national=False)
        for right in result.rights:
            for condition in right.conditions:
                assert citations(condition.article), f"{right.code}: {condition.article}"
                cited.update(citations(condition.article))
    text = law.text(date.fromisoformat(applied(on)["reglement"]))
    assert [c for c in sorted(cited) if not stands(c, text)] == []


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_every_article_a_figure_cites_is_in_the_text_of_its_day(on):
    text = law.text(date.fromisoformat(applied(on)["reglement"]))
    cited = figures_citing(published(), on)
    assert [c for c in sorted(cited) if not stands(c, text)] == []
    assert "paris_logement.ceiling.without_child" in cited["II-2.1", "b/2"]


def test_nothing_changes_within_one_version():
    assert changes.article_changes(LAST, date(2026, 1, 1)) == ()


def test_articles_added_removed_and_modified_are_told_word_by_word():
    found = {
        (change.entry.code, change.article.anchor): change
        for change in changes.article_changes(date(2018, 4, 1), LAST)
    }
    assert found["III-3.1", "d-2"].kind == changes.ADDED
    assert found["II-3.1", "b-3"].kind == changes.REMOVED
    renamed = found["II-3.1", "a-4"]
    assert renamed.kind == changes.MODIFIED
    removed = [piece.words for piece in renamed.pieces if piece.kind == changes.REMOVED]
    assert removed == ["Navigo Émeraude Améthyste"]
    assert ("II-2.1", "b-3") not in found


def test_pieces_rebuild_both_texts():
    for change in changes.article_changes(date(2016, 2, 1), LAST):
        kept = {
            side: " ".join(piece.words for piece in change.pieces if piece.kind in (side, changes.SAME))
            for side in (changes.REMOVED, changes.ADDED)
        }
        side = changes.REMOVED if change.kind == changes.REMOVED else changes.ADDED
        assert kept[side].split() == change.article.words


def test_figures_that_change_say_from_what_to_what_and_by_which_text():
    new = Version(date(2030, 1, 1), 1500.0, "délibération 2029 DASES 1")
    figures = published().with_versions({"paris_logement.ceiling.without_child": new})
    found = changes.figure_changes(figures, date(2029, 1, 1), date(2030, 12, 31))
    assert found == (changes.FigureChange("paris_logement.ceiling.without_child", 1400, new),)
    first = changes.figure_changes(published(), date(2018, 12, 31), date(2019, 1, 1))
    assert [change.after.value for change in first if change.name == "paris_solidarite.elderly.single"] == [
        980
    ]
