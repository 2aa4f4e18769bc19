"""Registers that only grow: who meddled in a case, and who read what is protected."""

from datetime import date, datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel


class Interference(SQLModel, table=True):
    """One entry of the register of interference (干预过问), chained to the one before.

    The database refuses to change or delete a row.
    """

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(unique=True)
    case_id: int | None = Field(default=None, foreign_key="case_file.id", index=True)
    who: str = Field(max_length=100)
    post: str = Field(default="", max_length=200)
    what: str = Field(max_length=2000)
    occurred_on: date
    recorded_by: str = Field(foreign_key="officer.id", max_length=40)
    at: datetime
    canonical: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class ProtectedReading(SQLModel, table=True):
    """That somebody read, or tried to read, an identity or the register, and why; chained.

    ``kind``: informant, interference, readings or contact. The database refuses to change or
    delete a row.
    """

    __tablename__ = "protected_reading"

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(unique=True)
    kind: str = Field(max_length=20)
    case_id: int | None = Field(default=None, foreign_key="case_file.id", index=True)
    reader_id: str = Field(max_length=40, index=True)
    reason: str = Field(max_length=500)
    refused: bool = False
    at: datetime
    canonical: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)
