"""Who reported or petitioned: apart from the case, and erasable without breaking a chain."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Informant(SQLModel, table=True):
    """An informant's identity, of one case; never joined to by lists, sheets, papers or searches.

    ``digest`` is the salted digest under which the case's event knows the row. A correction is a
    new row: the newest of a case is the one that counts.
    """

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    name: str = Field(max_length=100)
    phone: str = Field(default="", max_length=50)
    address: str = Field(default="", max_length=300)
    wants_feedback: bool = True
    salt: str = Field(max_length=32)
    digest: str = Field(max_length=64)
    recorded_by: str = Field(foreign_key="officer.id", max_length=40)
    recorded_at: datetime
