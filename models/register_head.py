"""How far each register that only grows has grown: its length and its last hash."""

from sqlmodel import Field, SQLModel


class RegisterHead(SQLModel, table=True):
    """The head of one register: beside it, so that a register cut at its end is noticed."""

    __tablename__ = "register_head"

    register_name: str = Field(primary_key=True, max_length=40)
    number: int
    hash: str = Field(max_length=64)
