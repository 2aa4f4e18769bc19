"""The office's own words for its notices, every version with who wrote it, from when, and why."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class NoticeWording(SQLModel, table=True):
    """One version of a notice's templates; a part that is None is the program's own."""

    __tablename__ = "notice_wording"
    __table_args__ = (UniqueConstraint("notice", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    notice: str = Field(max_length=60)
    number: int
    body: str | None = None
    subject: str | None = None
    sms: str | None = None
    sha256: str = Field(max_length=64)
    effective_on: date
    reason: str = Field(max_length=300)
    made_by: str = Field(max_length=60)
    made_at: datetime
