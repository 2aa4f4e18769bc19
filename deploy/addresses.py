"""Where a person's browser goes: Prefect's start page, and all open cases whatever their age."""

from urllib.parse import urlencode

from casework.run_view import OPEN
from deploy.prefect_server import HOST


def prefect_url(port: int) -> str:
    """Answer the address of the Prefect UI."""
    return f"http://{HOST}:{port}"


def runs_path(tag: str) -> str:
    """Answer the path of the runs that carry a tag, whenever they were created.

    Without ``range`` it is all time: the bare page hides runs created more than a week ago.
    """
    return f"/v2/runs?{urlencode({'tags': tag})}"


def open_cases_url(port: int) -> str:
    """Answer the page of all open cases."""
    return f"{prefect_url(port)}{runs_path(OPEN)}"
