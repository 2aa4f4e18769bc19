"""Who stands in for whom while they are away, from which day until which, and who set it."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class Delegation(SQLModel, table=True):
    """A deputy for a period; it ends by itself after ``until_on``, or earlier at ``ended_at``.

    ``both``: the one who is away is told too; else notices go to the deputy alone.
    """

    id: int | None = Field(default=None, primary_key=True)
    giver_id: str = Field(foreign_key="officer.id", max_length=40, index=True)
    deputy_id: str = Field(foreign_key="officer.id", max_length=40)
    from_on: date
    until_on: date = Field(index=True)
    both: bool = True
    reason: str = Field(default="", max_length=500)
    set_by: str = Field(max_length=40)
    set_at: datetime
    ended_by: str = Field(default="", max_length=40)
    ended_at: datetime | None = None
