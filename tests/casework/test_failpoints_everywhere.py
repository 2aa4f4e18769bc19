"""Every commit and every call to the world outside has a name of its own, and so a failpoint."""

import pytest

from tests.fault.scan import PARKING, scan, sources

BY_THE_RULES = {
    PARKING: (
        "async def read_run(client):\n    return await client.read_flow_run(1)\n"
        "async def _force(client):\n    await client.set_flow_run_state(1)\n"
        "async def finish(client):\n    await _force(client)\n"
    ),
    "flows/driver.py": (
        "async def show(client, turn):\n"
        "    await parking.read_run(client)\n"
        "    with outside('prefect:finish'):\n        await parking.finish(client)\n"
        "    await turn.write('settle', 1)\n"
    ),
    "notifications/channels/file.py": (
        "def send(path):\n    with outside('write_page'):\n        _write(path)\n"
        "def _write(path):\n    path.write_text('x')\n"
    ),
    "casework/act.py": "def act(db):\n    with db.writing('act') as session:\n        pass\n",
}

PLANTED = [
    ("casework/act.py", "session.commit()", "act.py:1: .commit() outside"),
    ("deploy/tool.py", "\nwith engine.begin() as c:\n    pass", "tool.py:2: .begin() outside"),
    ("casework/act.py", "with db.writing(name) as s:\n    pass", "act.py:1: a transaction without"),
    ("casework/two.py", "db.writing('act')", "'act' is taken by casework/act.py:2"),
    ("flows/a.py", "parking.finish(c)", "a.py:1: finish() is not inside"),
    ("flows/a.py", "client.delete_flow_run(1)", "a.py:1: delete_flow_run() is not inside"),
    ("flows/a.py", "turn.write(name, 1)", "a.py:1: a transaction without"),
    ("tasks/clients/a.py", "httpx.post('x')", "a.py:1: post() is not inside"),
    ("flows/a.py", "with outside(name):\n    pass", "a.py:1: an outside call without"),
    (
        "notifications/channels/a.py",
        "def send(p):\n    _w(p)\ndef _w(p):\n    os.replace(p, p)",
        "a.py:2: send() writes a file",
    ),
    (
        "flows/a.py",
        "with outside('prefect:x'):\n    def late():\n        parking.finish(c)",
        "a.py:3: finish() is not inside",
    ),
]


def test_every_commit_and_outside_call_of_the_program_has_its_own_name() -> None:
    found = scan(sources())

    assert [str(each) for each in found.violations] == []
    assert len(found.failpoints()) > 80


def test_code_by_the_rules_is_left_in_peace() -> None:
    found = scan(BY_THE_RULES)

    assert found.violations == []
    assert found.failpoints() == [
        "act:after-commit",
        "act:before-commit",
        "prefect:finish:after-call",
        "prefect:finish:before-call",
        "settle:after-commit",
        "settle:before-commit",
        "write_page:after-call",
        "write_page:before-call",
    ]


@pytest.mark.parametrize(("path", "code", "told"), PLANTED)
def test_a_place_without_its_failpoint_is_named(path: str, code: str, told: str) -> None:
    modules = {"casework/act.py": BY_THE_RULES["casework/act.py"], **BY_THE_RULES, path: code}

    found = scan(modules)

    assert [each for each in map(str, found.violations) if told in each] != []
