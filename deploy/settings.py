"""What an installation may set, from the environment or a .env file; anything unknown is named."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from deploy.channel_settings import ChannelSettings
from rules.errors import PermitLoopError

PREFIX = "PERMITLOOP_"
_CRON_SIGNS = frozenset("0123456789*/,-")
SECRET = ("_URL", "_PASSWORD", "_SECRET", "_ROBOT", "_BASE")
CHECKOUT = Path(__file__).resolve().parent.parent


class SettingsWrong(PermitLoopError):
    """设置有误，请按提示改正环境变量或 .env 文件。"""


class Settings(ChannelSettings):
    """Every setting, each with the line that documents it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file_encoding="utf-8", extra="ignore")

    home: Path = Field(
        default=CHECKOUT / "var", description="数据目录：数据库、通知外发箱、日志、备份都在其中"
    )
    database_url: str = Field(
        default="",
        description="案件数据库；空为数据目录中的 SQLite，办公室可用 postgresql+psycopg://…",
    )
    prefect_port: int = Field(default=4200, ge=1, le=65535, description="Prefect 界面的本机端口")
    gate_port: int = Field(
        default=4201, ge=1, le=65535, description="监管界面（只读的 Prefect 界面）的端口"
    )
    gate_host: str = Field(
        default="127.0.0.1",
        description="监管界面在哪个地址上；对局内网开放时用内网地址，并在前面加 HTTPS",
    )
    prefect_database_url: str = Field(
        default="", description="Prefect 自己的数据库；空为数据目录中的 SQLite"
    )
    prefect_keep_days: int = Field(
        default=90,
        ge=2,
        le=3650,
        description="Prefect 中已结束的运行、在办案件的任务记录和引擎日志保留几天",
    )
    prefect_keep_states: int = Field(
        default=60, ge=10, le=10000, description="每个在办案件的运行保留最近多少个状态"
    )
    docket_cron: str = Field(default="30 7 * * *", description="每日待办何时运行（cron，北京时间）")
    console_port: int = Field(default=8080, ge=1, le=65535, description="业务界面的本机端口")
    district_file: Path | None = Field(
        default=None, description="本区设置 district.toml；空为不载入"
    )
    demo: bool = Field(default=True, description="数据库为空时载入虚构的示范区")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="日志级别"
    )
    person: str = Field(default="", description="命令行办理人的工号，同 --as")
    now_file: Path | None = Field(
        default=None, description="演练用：此文件中的时刻当作现在，每次读取"
    )
    failpoint: str = Field(default="", description="故障测试用：在此处终止进程，平时为空")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not url:
            return url
        try:
            driver = make_url(url).drivername
        except ArgumentError:
            raise ValueError("不是数据库地址，如 sqlite:////路径/permitloop.db") from None
        if driver not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
            raise ValueError("只支持 sqlite 和 postgresql+psycopg")
        return url

    @field_validator("docket_cron")
    @classmethod
    def _five_fields(cls, cron: str) -> str:
        fields = cron.split()
        if len(fields) != 5 or not all(set(each) <= _CRON_SIGNS for each in fields):
            raise ValueError("应为五段 cron，如 30 7 * * *（每天 7:30）")
        return cron

    @field_validator("district_file")
    @classmethod
    def _district_is_there(cls, path: Path | None) -> Path | None:
        if path is not None and not path.is_file():
            raise ValueError(f"没有这个文件：{path}")
        return path

    @property
    def database(self) -> str:
        """Answer the address of the case database, the default one included."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'permitloop.db'}"


def load_settings(dotenv: Path = Path(".env")) -> Settings:
    """Read the environment and the .env file; SettingsWrong names the first variable that is off.

    The environment wins over the file.
    """
    _refuse_strangers(os.environ, "环境变量")
    _refuse_strangers(_from_file(dotenv), f"{dotenv} 中的")
    try:
        return Settings(_env_file=dotenv)  # type: ignore[call-arg]
    except ValidationError as wrong:
        raise SettingsWrong(_sentence(wrong)) from None


def documented() -> dict[str, str]:
    """Answer every variable and its one line, for the README and the example file."""
    return {
        f"{PREFIX}{name.upper()}": field.description or ""
        for name, field in Settings.model_fields.items()
    }


def defaults() -> dict[str, str]:
    """Answer what each variable is where nobody sets it, as it would be written."""
    return {
        f"{PREFIX}{name.upper()}": _written(field.default)
        for name, field in Settings.model_fields.items()
    }


def _written(value: object) -> str:
    if isinstance(value, Path):
        return str(value.relative_to(CHECKOUT))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _from_file(path: Path) -> dict[str, str | None]:
    if not path.is_file():
        return {}
    try:
        return dotenv_values(path, encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SettingsWrong(f"{path} 不能读取，请存为 UTF-8 文本") from None


def _refuse_strangers(given: Mapping[str, str | None], where: str) -> None:
    known = sorted(documented())
    # Without the prefix: all names share it, and would all look alike.
    own = [each.removeprefix(PREFIX) for each in known]
    for name in sorted(given):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = get_close_matches(name.upper().removeprefix(PREFIX), own, n=1)
            hint = f"，是否应为 {PREFIX}{near[0]}？" if near else "，可用的有：" + "、".join(known)
            raise SettingsWrong(f"{where} {name} 不是本程序的设置{hint}")


def _sentence(wrong: ValidationError) -> str:
    first = wrong.errors()[0]
    if not first["loc"]:
        return _why(first["type"], first)
    name = f"{PREFIX}{str(first['loc'][0]).upper()}"
    # An address may carry a password.
    said = "" if name.endswith(SECRET) else f"“{first['input']}”"
    return f"{name} 的值{said}不对：{_why(first['type'], first)}"


def _why(kind: str, first: Mapping[str, object]) -> str:
    context = first.get("ctx")
    limits = context if isinstance(context, dict) else {}
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = limits.get("ge", limits.get("le"))
        more = "不小于" if kind.startswith("greater") else "不大于"
        return "应在 1 到 65535 之间" if bound in (1, 65535) else f"应{more} {bound}"
    if kind == "literal_error":
        return f"应为 {limits.get('expected')}".replace(" or ", " 或 ")
    if kind.startswith(("float_", "int_")):
        return "应为数字" if kind.startswith("float_") else "应为整数"
    if kind.startswith("bool_"):
        return "应为 true 或 false"
    if kind == "value_error":
        return str(limits.get("error", first.get("msg")))
    return str(first.get("msg"))
