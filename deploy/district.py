"""A district as data: read district.toml, whole and checked, as the case database takes it."""

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path

import rfc8785
from pydantic import ValidationError

from casework.district import District, DistrictUser
from deploy.district_faults import place_in_toml, problems_of, sentence
from deploy.district_schema import DistrictFile
from rules.errors import PermitLoopError
from rules.vocabulary import R

MOST_BYTES = 5 * 1024 * 1024


class DistrictWrong(PermitLoopError):
    """本区设置有误，没有载入，请按提示改正 district.toml。"""

    def __init__(self, problems: list[str]) -> None:
        """Keep each problem apart; the message has one a line."""
        self.problems = problems
        super().__init__("\n".join(problems))


def read_district(path: Path) -> DistrictFile:
    """Read a district.toml; DistrictWrong lists every problem, each with its place."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DistrictWrong([f"{path.name} 超过 {MOST_BYTES // 2**20} MB，不是本区设置文件"])
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise DistrictWrong([f"{path.name} 的编码有误，请存为 UTF-8"]) from None
    except OSError:
        raise DistrictWrong([f"没有这个文件或不能读取：{path}"]) from None
    return parse_district(text)


def parse_district(text: str) -> DistrictFile:
    """Answer the district that a TOML text states; DistrictWrong lists every problem."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise DistrictWrong([f"不是有效的 TOML：{place_in_toml(str(wrong))}"]) from None
    try:
        district = DistrictFile.model_validate(raw)
    except ValidationError as wrong:
        raise DistrictWrong([sentence(each, raw) for each in wrong.errors()]) from None
    found = list(problems_of(district))
    if found:
        raise DistrictWrong(found)
    return district


def as_loaded(district: DistrictFile) -> District:
    """Answer the district as the case database takes it."""
    content = district.model_dump(mode="json")
    return District(
        content=content,
        sha256=hashlib.sha256(rfc8785.dumps(content)).hexdigest(),
        effective_on=district.effective_on,
        users=tuple(_users(district)),
    )


def _users(district: DistrictFile) -> Iterator[DistrictUser]:
    for each in district.officers:
        yield DistrictUser(
            each.id, each.name, tuple(each.roles), each.section,
            each.certificate_no, each.certificate_until, each.active,
        )  # fmt: skip
    for user in district.enterprise_users:
        yield DistrictUser(
            user.id, user.name, (str(R.ENTERPRISE),), active=user.active, uscc=user.uscc
        )
