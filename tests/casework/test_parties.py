"""The name of an enterprise is what a paper shows, and nothing that hides in it."""

import pytest

from casework.parties import PartyUnknown, enter_party
from models.session import Database
from tests.casework.bureau import NOW

USCC = "91110000802100433B"


@pytest.mark.parametrize(
    "name",
    [
        "虚构\u2028有限公司", "虚构\u2029有限公司", "虚构\u200b有限公司", "虚构\u200f有限公司",
        "\u200b\u200b", "\ufeff虚构有限公司", "虚构\u202e有限公司", "虚构\u00ad有限公司",
    ],
)  # fmt: skip
def test_a_name_with_signs_that_nobody_sees_is_refused(sqlite_db: Database, name: str) -> None:
    with pytest.raises(PartyUnknown, match="不含"), sqlite_db.writing("test_party") as session:
        enter_party(session, USCC, name, NOW)
