"""Locks that belong to no row: what must not be done twice at the same time."""

from sqlalchemy import func, select
from sqlmodel import Session


def one_at_a_time(session: Session, key: str) -> None:
    """Let a second opener of the same key wait for the first; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
