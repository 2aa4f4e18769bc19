"""Whom an enterprise is told through, where, with whose consent, and where papers may be served."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class ContactPerson(SQLModel, table=True):
    """Somebody of an enterprise, or its agent until the last day of an authorisation."""

    __tablename__ = "contact_person"

    id: int | None = Field(default=None, primary_key=True)
    party_id: int = Field(foreign_key="party.id", index=True)
    name: str = Field(max_length=100)
    role: str = Field(max_length=24)
    authorised_until: date | None = None
    authorisation: str = Field(default="", max_length=200)
    created_by: str = Field(default="", max_length=60)
    created_at: datetime
    ended_at: datetime | None = None
    erased_at: datetime | None = None


class Contact(SQLModel, table=True):
    """An address of somebody who is told: a person's id, or an enterprise's folder name.

    A bounced or ended one is not written to; one of an enterprise's person must be agreed to and
    confirmed first. None of them carries service: see ServiceAddress. Of a code that was sent only
    its salted digest is kept.
    """

    __table_args__ = (UniqueConstraint("owner", "kind", "address"),)

    id: int | None = Field(default=None, primary_key=True)
    owner: str = Field(max_length=80, index=True)
    kind: str = Field(max_length=12)
    address: str = Field(max_length=300)
    source: str = Field(default="", max_length=200)
    created_by: str = Field(default="", max_length=60)
    created_at: datetime
    confirmed_at: datetime | None = None
    confirmed_by: str = Field(default="", max_length=60)
    confirmation: str = Field(default="", max_length=200)
    bounced_at: datetime | None = None
    bounce_reason: str = Field(default="", max_length=300)
    ended_at: datetime | None = None
    person_id: int | None = Field(default=None, foreign_key="contact_person.id", index=True)
    consented_on: date | None = None
    consented_by: str | None = Field(default=None, max_length=100)
    consent_how: str | None = Field(default=None, max_length=200)
    code_digest: str | None = Field(default=None, max_length=64)
    code_salt: str | None = Field(default=None, max_length=32)
    code_until: datetime | None = None
    code_tries: int | None = None
    erased_at: datetime | None = None


class ContactEvent(SQLModel, table=True):
    """What was done with a contact, when and by whom; without a name, number or address in it."""

    __tablename__ = "contact_event"
    __table_args__ = (Index("ix_contact_event_contact", "contact_id", "verb", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    owner: str = Field(max_length=80, index=True)
    person_id: int | None = None
    contact_id: int | None = None
    verb: str = Field(max_length=20)
    actor_id: str = Field(max_length=60)
    at: datetime
    detail: str = Field(default="", max_length=500)


class ServiceAddress(SQLModel, table=True):
    """An electronic address of a signed 送达地址确认书; only there may a paper be served."""

    __tablename__ = "service_address"
    __table_args__ = (UniqueConstraint("party_id", "paper_no", "kind", "address"),)

    id: int | None = Field(default=None, primary_key=True)
    party_id: int = Field(foreign_key="party.id")
    paper_no: str = Field(max_length=100)
    kind: str = Field(max_length=12)
    address: str = Field(max_length=300)
    signed_on: date
    signed_by: str = Field(max_length=100)
    recorded_by: str = Field(max_length=60)
    recorded_at: datetime
    until: date | None = None
    end_reason: str = Field(default="", max_length=200)
    ended_by: str = Field(default="", max_length=60)
