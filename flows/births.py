"""While a run is created, its driver begins no other work.

On SQLite Prefect refuses to create a run (503) whenever another write falls between its look and
its own write, and its client asks again only seconds later: work that never rests would starve it.
"""

import asyncio
import contextlib
from collections.abc import Iterator


class Births:
    """How many runs a driver is creating now, and a wait for none."""

    def __init__(self) -> None:
        """Begin with none."""
        self._under_way = 0
        self._none = asyncio.Event()
        self._none.set()

    @contextlib.contextmanager
    def one(self) -> Iterator[None]:
        """Create a run in the block, however it ends."""
        self._under_way += 1
        self._none.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._none.set()

    async def none(self) -> None:
        """Wait until no run is being created."""
        await self._none.wait()
