"""Teams in sentences are called as the reader's language calls them, nested sentences included."""

from __future__ import annotations

from api.team_names import names_in, with_names
from geo.sentences import Sentence
from tests import town


def test_a_team_is_called_by_its_name_in_the_language() -> None:
    inner = Sentence("{code} from {giver} to {taker}.",
                     {"code": "JS-01", "giver": "巡查一组", "taker": "巡查二组"})  # fmt: skip
    whole = Sentence("{this} {count}", {"this": inner, "count": 2})
    said = with_names(whole, names_in("en", town.team_rows()))
    assert str(said) == "JS-01 from Team 1 to Team 2. 2"
    assert with_names(whole, names_in("zh_CN", town.team_rows())) == whole
