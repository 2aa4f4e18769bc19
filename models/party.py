"""Enterprises, their permits, and the people of the bureau."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class Party(SQLModel, table=True):
    """An enterprise, known by its USCC (GB 32100-2015, 18 signs)."""

    id: int | None = Field(default=None, primary_key=True)
    uscc: str = Field(index=True, unique=True, max_length=18)
    uscc_valid: bool = True
    name: str = Field(max_length=200)
    industry: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=300)
    area: str = Field(default="", max_length=100)
    contact: str = Field(default="", max_length=100)
    phone: str = Field(default="", max_length=50)
    credit: str = Field(default="", max_length=20)
    eco_code: str = Field(default="", max_length=20)
    created_at: datetime


class Permit(SQLModel, table=True):
    """A discharge permit or registration (HJ 608-2017: 22 signs)."""

    id: int | None = Field(default=None, primary_key=True)
    permit_no: str = Field(index=True, unique=True, max_length=40)
    party_id: int = Field(foreign_key="party.id", index=True)
    unit_name: str = Field(default="", max_length=200)
    category: str = Field(max_length=20)
    industry: str = Field(default="", max_length=200)
    province: str = Field(default="", max_length=50)
    city: str = Field(default="", max_length=50)
    valid_from: date
    valid_to: date = Field(index=True)
    issued_on: date
    status: str = Field(default="in_force", max_length=20, index=True)
    terms: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    content_hash: str = Field(default="", max_length=64)
    created_at: datetime
    updated_at: datetime


class Officer(SQLModel, table=True):
    """Somebody who can sign in: bureau people, enterprise users, police, procuratorate, court."""

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=100)
    roles: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    section: str = Field(default="", max_length=100)
    certificate_no: str = Field(default="", max_length=40)
    certificate_until: date | None = None
    party_id: int | None = Field(default=None, foreign_key="party.id")
    active: bool = True
