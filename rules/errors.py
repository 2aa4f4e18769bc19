"""The root of every error this program raises on purpose; each kind lives beside what raises it."""

from inspect import getdoc


class PermitLoopError(Exception):
    """办理未成功，请联系系统管理员。"""

    def __init__(self, message: str | None = None) -> None:
        """Take a sentence, else the class docstring."""
        super().__init__(message or getdoc(type(self)) or type(self).__name__)
