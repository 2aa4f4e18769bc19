"""Bring a case database to this program's schema; an older program refuses a newer schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from models.session import Database
from rules.errors import PermitLoopError


class SchemaNewer(PermitLoopError):
    """数据库的结构比本程序新，请使用更新版本的程序。"""


class SchemaOlder(PermitLoopError):
    """数据库的结构比本程序旧，请先运行 permitloop migrate。"""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def migrate(db: Database) -> str:
    """Upgrade to this program's schema and answer its revision; SchemaNewer when it is ahead."""
    config = _config()
    if schema_of(db) not in (None, *known_schemas()):
        raise SchemaNewer(f"schema {schema_of(db)} is unknown to this program")
    with db.write_engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return str(head())


def schema_of(db: Database) -> str | None:
    """Answer the revision a database stands at, or None when it is empty."""
    with db.read_engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """Answer the revision of this program."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def known_schemas() -> list[str]:
    """Answer every revision this program can work from, the newest first."""
    return [each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()]


def require_schema(db: Database) -> None:
    """Refuse to work on a database of another schema; SchemaOlder or SchemaNewer."""
    current = schema_of(db)
    if current == head():
        return
    if current is None or current in known_schemas():
        raise SchemaOlder(
            f"数据库结构为 {current or '空'}，本程序需要 {head()}：请先运行 permitloop migrate"
        )
    raise SchemaNewer(f"数据库结构 {current} 比本程序（{head()}）新，请使用更新版本的程序")
