"""Words for people: nothing the code can say stays without them."""

import re
from pathlib import Path

from cases.words import NEEDS
from eligibility.rules import proofs


def test_every_need_of_the_rules_has_its_words():
    source = Path(proofs.__file__).read_text(encoding="utf-8")
    said = set(re.findall(r'"([A-ZÉ][^"\n]{5,40})", "[IV]+-[^"]+"|"([A-ZÉ][^"\n]{5,40})", article', source))
    reasons = {first or second for first, second in said}
    assert len(reasons) >= 10
    assert reasons <= set(NEEDS)
