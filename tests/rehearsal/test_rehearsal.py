"""Every walk of the plan, against the real casework, relay, sweep, files and Prefect."""

from pathlib import Path

from deploy.rehearse import own_server, rehearse


def test_every_path_of_every_procedure_is_walked_and_seen(tmp_path: Path) -> None:
    # Not the session's server: the list names every run that Prefect knows.
    with own_server(tmp_path) as server:
        held = rehearse(tmp_path, server, print, all_runs=False).held(prefect=True)

    assert (held.not_exercised, held.unexpected) == ((), ())
