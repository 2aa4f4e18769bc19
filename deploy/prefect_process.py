"""Prefect's server as a program whose garbage is collected where nobody waits for it.

On SQLite the collector can stop the whole server: run on the event loop's thread, it frees a
cursor that an old error's traceback still holds, and for that waits for the cursor's connection.
The connection's own thread waits for the database's write lock, and who holds the lock waits for
the event loop. Nothing moves until SQLite gives up, which Prefect lets it do after 60 seconds.
Collected on a thread of its own, that thread alone waits.
"""

import gc
import threading
import time

LOOK_SECONDS = 0.1
"""How often it looks; a busy server makes some thousand objects in this time."""


def collect_apart() -> threading.Thread:
    """Stop collecting garbage wherever a thread happens to be, and do it on a thread of its own."""
    gc.disable()
    collector = threading.Thread(target=_collect_for_ever, name="garbage", daemon=True)
    collector.start()
    return collector


def _collect_for_ever() -> None:
    while True:
        time.sleep(LOOK_SECONDS)
        generation = due_generation(gc.get_count(), gc.get_threshold())
        if generation is not None:
            gc.collect(generation)


def due_generation(count: tuple[int, int, int], threshold: tuple[int, int, int]) -> int | None:
    """Answer the oldest generation whose count is past its threshold, as Python itself would."""
    if count[0] <= threshold[0]:
        return None
    due = [each for each in (1, 2) if count[each] > threshold[each]]
    return max(due, default=0)


def main() -> None:
    """Run Prefect's command line with the arguments of this process."""
    from prefect.cli import app  # heavy, and of no use to who reads this module

    collect_apart()
    app()


if __name__ == "__main__":
    main()
