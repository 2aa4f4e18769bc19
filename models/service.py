"""Completed service of papers (送达): the only thing that starts a clock running from service."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class ServiceRecord(SQLModel, table=True):
    """A 送达回证 or its electronic equal: paper, method, day, by whom, to whom, proof."""

    __tablename__ = "service_record"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    seq: int
    paper: str = Field(max_length=200)
    method: str = Field(max_length=20)
    served_on: date
    served_by: str = Field(max_length=200)
    received_by: str = Field(max_length=200)
    proof: str = Field(max_length=500)
    created_at: datetime
