"""What a run works with for one turn: database, services, clock, and the lease it stands under."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from casework import runs
from casework.runs import RunLease
from models.session import Database
from rules.errors import PermitLoopError
from tasks.deliver import Services

T = TypeVar("T")


class RunLeaseLost(PermitLoopError):
    """Another driver follows this case now; nothing more is written for it here."""


class NoTurn(PermitLoopError):
    """A case's flow was started by hand; only the driver executes it, under a lease."""


@dataclass(frozen=True)
class Turn:
    """One claimed run and what it is carried on with."""

    db: Database
    services: Services
    lease: RunLease

    @property
    def now(self) -> datetime:
        """Answer the present instant."""
        return self.services.clock()

    async def read(self, look: Callable[[Session], T]) -> T:
        """Answer what a look at the case database finds, off the event loop."""
        return await asyncio.to_thread(self._read, look)

    async def write(self, name: str, verb: Callable[[Session], T]) -> T:
        """Do one writing transaction, off the event loop."""
        return await asyncio.to_thread(self._write, name, verb)

    async def guard(self) -> None:
        """Raise RunLeaseLost unless the lease still holds; asked before each write to Prefect."""
        if not await self.read(lambda session: runs.still_mine(session, self.lease)):
            raise RunLeaseLost(f"run row {self.lease.id} is no longer held by {self.lease.owner}")

    def _read(self, look: Callable[[Session], T]) -> T:
        with self.db.reading() as session:
            return look(session)

    def _write(self, name: str, verb: Callable[[Session], T]) -> T:
        with self.db.writing(name) as session:
            return verb(session)


# Prefect hands a flow plain values alone, and rebuilds what it is given; so this goes beside it.
_TURN: ContextVar[Turn] = ContextVar("permitloop_turn")


@contextmanager
def taking(turn: Turn) -> Iterator[None]:
    """Let the flow and tasks started in the block work with ``turn``."""
    token = _TURN.set(turn)
    try:
        yield
    finally:
        _TURN.reset(token)


def present_turn() -> Turn:
    """Answer the turn that is being taken; NoTurn where somebody started the flow by hand."""
    turn = _TURN.get(None)
    if turn is None:
        raise NoTurn
    return turn
