"""Who decides each benefit, where the by-law says it, and the opinions it names: read back in its text."""

from datetime import date

import pytest

from eligibility import law
from eligibility.authorities import GENERAL, NAMED, OPINIONS, article_of, authority_of, opinions_on
from eligibility.rules import BENEFITS
from eligibility.wording import AUTHORITIES
from nps.accounts.models import Authority

TITLES = sorted({(title.by_law, title.authority) for benefit in BENEFITS for title in benefit.titles})


def test_every_authority_has_its_name_in_the_text_its_words_and_its_delegations():
    assert set(NAMED) == set(AUTHORITIES) == set(Authority.values)


@pytest.mark.parametrize(("title", "authority"), TITLES)
@pytest.mark.parametrize("since", law.versions(), ids=str)
def test_each_title_names_its_authority_in_an_article_of_its_own(title, authority, since):
    article = article_of(title, authority, since)
    if title not in law.text(since).entries:
        assert article == GENERAL
        return
    entry, _space, number = article.rpartition(" ")
    assert entry == title
    said = " ".join(law.text(since).entry(title).article(number).words)
    assert any(name in said.replace("'", "’") for name in NAMED[authority])


@pytest.mark.parametrize(
    "asks", [one for found in OPINIONS.values() for one in found], ids=lambda a: a.article
)
def test_each_opinion_stands_in_the_text_and_says_whether_it_comes_before(asks):
    entry, number = asks.article.split(" ")
    said = " ".join(law.text(law.versions()[-1]).entry(entry).article(number).words)
    assert "avis" in said
    assert asks.before == ("après avis" in said)


def test_every_article_of_the_text_that_asks_for_an_opinion_is_listed():
    found = {
        f"{entry.code} {article.number}"
        for entry in law.text(date(2019, 9, 1)).entries.values()
        for article in entry.articles
        if any(f"{word} avis" in " ".join(article.words) for word in ("après",))
        or "l’avis, à titre consultatif" in " ".join(article.words)
    }
    assert found == {one.article for several in OPINIONS.values() for one in several}


def test_homeless_people_have_their_own_authority_where_a_district_would_decide():
    homeless = {"housing": {"tenure": "homeless"}}
    assert authority_of({"authority": "director"}, homeless) == "permanence"
    assert authority_of({"authority": "management"}, homeless) == "management"
    assert authority_of({"authority": "director"}, {"housing": {"tenure": "tenant"}}) == "director"
    assert authority_of({}, {}) == "director"


def test_a_derogation_of_the_check_may_be_submitted_under_its_article():
    right = {
        "by_law": "II-1.1",
        "conditions": [
            {"article": "II-3.1 d/2", "basis": "derogation"},
            {"article": "I-A 2", "basis": "declared"},
        ],
    }
    assert [one.article for one in opinions_on(right)] == ["II-1.1 d/5", "II-3.1 d/2", "I-B 5"]
