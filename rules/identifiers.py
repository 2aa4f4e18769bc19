"""The numbers that name an enterprise, a permit and an outlet, and whether they are well formed."""

import re

USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 signs of a USCC: no I, O, S, V, Z (GB 32100-2015)."""

USCC_LENGTH = 18
PERMIT_LENGTH = 22
_WEIGHTS = tuple(3**place % 31 for place in range(USCC_LENGTH - 1))
_PERMIT = re.compile(r"[0-9A-Z]{18}[0-9]{3}[A-Z]")
_OUTLET = re.compile(r"(?:D[AW]|YS)[0-9]{3}")
_AREA = re.compile(r"[0-9]{6}")


def uscc_check_sign(body: str) -> str:
    """Answer the 18th sign for the first 17 (GB 32100-2015 §4.6); ValueError on a foreign sign."""
    if len(body) != USCC_LENGTH - 1:
        raise ValueError(f"a USCC body has 17 signs, not {len(body)}")
    total = sum(
        weight * USCC_SIGNS.index(sign) for weight, sign in zip(_WEIGHTS, body, strict=True)
    )
    return USCC_SIGNS[-total % 31]


def uscc_problem(uscc: str) -> str | None:
    """Answer in Chinese what is wrong with a USCC, or None."""
    if len(uscc) != USCC_LENGTH:
        return f"统一社会信用代码应为18位，现为{len(uscc)}位"
    strangers = [sign for sign in uscc if sign not in USCC_SIGNS]
    if strangers:
        return f"统一社会信用代码含有不允许的字符“{strangers[0]}”"
    if uscc_check_sign(uscc[:-1]) != uscc[-1]:
        return "统一社会信用代码校验位不符，请与营业执照核对"
    return None


def permit_no_problem(permit_no: str) -> str | None:
    """Answer in Chinese what keeps a string from being a permit number, or None.

    Eighteen signs of the unit, three digits of the site, one letter (HJ 608-2017). The unit's own
    check sign is not asked here: real permits carry wrong ones.
    """
    if len(permit_no) != PERMIT_LENGTH:
        return f"许可证编号应为22位，现为{len(permit_no)}位"
    if not _PERMIT.fullmatch(permit_no):
        return "许可证编号应为18位统一社会信用代码、3位顺序码和1位字母"
    return None


def uscc_of(permit_no: str) -> str:
    """Answer the USCC that a permit number begins with."""
    return permit_no[:USCC_LENGTH]


def outlet_code_problem(code: str) -> str | None:
    """Answer in Chinese what keeps a string from being an outlet code, or None (HJ 608-2017)."""
    if _OUTLET.fullmatch(code):
        return None
    return f"排放口编号“{code}”应为DA、DW或YS加3位数字，如DA001"


def area_code_problem(code: str) -> str | None:
    """Answer in Chinese what keeps a string from being an area code, or None (GB/T 2260)."""
    return None if _AREA.fullmatch(code) else f"行政区划代码“{code}”应为6位数字"
