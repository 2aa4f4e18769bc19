"""What a duty is called where people see it carried out: a title, never a key."""

import pytest

from casework.run_story import errand_title


@pytest.mark.parametrize(
    ("duty", "title"),
    [
        (("notice", "serve:order_served", {"notice": "order_served"}), "通知当事人：限期整改提示"),
        (
            ("notice", "tell:approval_asked:notice_service", {"notice": "approval_asked"}),
            "告知：待您办理的申请",
        ),
        (("open_linked", "open:penalty", {"relation": "finding"}), "开启联动：发现问题"),
        (("feed_back", "announce:x", {}), "告知相关案件"),
    ],
)
def test_a_duty_is_called_by_its_title(duty: tuple[str, str, dict[str, str]], title: str) -> None:
    kind, name, payload = duty

    assert errand_title({"kind": kind, "name": name, "payload": payload}) == title
