"""Which version of the program this is."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """Answer the installed version, or ``checkout`` where the program runs uninstalled."""
    try:
        return version("permitloop")
    except PackageNotFoundError:
        return "checkout"
