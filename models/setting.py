"""A district's settings, each version kept with who changed it and from when it holds."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class DistrictSetting(SQLModel, table=True):
    """One version of ``district.toml`` as it was loaded."""

    __tablename__ = "district_setting"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True, max_length=64)
    content: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    effective_on: date
    loaded_by: str = Field(max_length=40)
    loaded_at: datetime
