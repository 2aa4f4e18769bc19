"""The server's garbage is collected where nobody waits for it: a stall of SQLite shows why."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from deploy.prefect_process import due_generation

STALL = textwrap.dedent(
    """
    import asyncio, gc, os, sys
    import aiosqlite
    from deploy.prefect_process import collect_apart

    async def main(path):
        one = await aiosqlite.connect(path, isolation_level=None)
        other = await aiosqlite.connect(path, isolation_level=None, timeout=4)
        await one.execute("pragma journal_mode=wal")
        await one.execute("create table t (x)")
        await one.executemany("insert into t values (?)", [(each,) for each in range(99)])
        kept = [await other.execute("select 1")]
        kept.append(kept)
        await other.commit()
        await one.execute("begin immediate")
        waiting = asyncio.create_task(other.execute("begin immediate"))
        await asyncio.sleep(0.5)
        del kept
        if gc.isenabled():
            gc.collect()
        junk = [[] for _ in range(500_000)]
        await asyncio.sleep(1)
        await one.commit()
        print(await asyncio.wait_for(asyncio.gather(waiting, return_exceptions=True), 30))

    if sys.argv[1] == "apart":
        collect_apart()
    asyncio.run(main(sys.argv[2]))
    sys.stdout.flush()
    os._exit(0)
    """
)


def play(how: str, folder: Path) -> str:
    """Answer what a program says in which a cursor in garbage meets a wait for the write lock."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", STALL, how, str(folder / "stall.db")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def test_who_holds_the_write_lock_can_give_it_back_while_a_cursor_is_collected(
    tmp_path: Path,
) -> None:
    said = play("apart", tmp_path)

    assert "aiosqlite.cursor.Cursor" in said
    assert "locked" not in said


def test_collected_by_the_event_loop_everybody_waits_until_sqlite_gives_up(
    tmp_path: Path,
) -> None:
    # The collector must meet the wait, which is a matter of moments: three tries.
    tries = (tmp_path / str(each) for each in range(3))

    assert any("database is locked" in play("as Python does", each) for each in tries)


@pytest.mark.parametrize(
    ("count", "generation"),
    [((700, 11, 11), None), ((701, 0, 0), 0), ((701, 11, 0), 1), ((701, 0, 11), 2)],
)
def test_what_is_due_is_what_python_would_collect(
    count: tuple[int, int, int], generation: int | None
) -> None:
    assert due_generation(count, (700, 10, 10)) == generation
