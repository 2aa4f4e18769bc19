"""Log lines take their own place on the root logger and leave everybody else's alone."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from deploy.driver import quietened
from deploy.log_lines import LineHandler, log_to, logging_to


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """Answer the root logger, which is put back as it was."""
    found = logging.getLogger()
    handlers, level = list(found.handlers), found.level
    yield found
    found.handlers[:] = handlers
    found.setLevel(level)


def test_a_second_call_replaces_the_first_and_leaves_other_handlers(root: logging.Logger) -> None:
    others = [each for each in root.handlers if not isinstance(each, LineHandler)]
    mine = logging.StreamHandler(StringIO())
    root.addHandler(mine)
    first, second = StringIO(), StringIO()

    log_to(first)
    log_to(second)
    logging.getLogger("permitloop.test").info("told")

    assert [each for each in root.handlers if not isinstance(each, LineHandler)] == [*others, mine]
    assert (first.getvalue(), second.getvalue().count("\n")) == ("", 1)


def test_another_handler_on_the_same_stream_makes_way(root: logging.Logger) -> None:
    stream = StringIO()
    root.addHandler(logging.StreamHandler(stream))

    log_to(stream)
    logging.getLogger("permitloop.test").warning("told")

    assert stream.getvalue().count("told") == 1


def test_logging_is_left_as_it_was_found(root: logging.Logger) -> None:
    before = list(root.handlers), root.level, logging.getLogger("apscheduler").level
    stream = StringIO()

    with logging_to(stream, "WARNING"):
        logging.getLogger("permitloop.test").info("not told")
        logging.getLogger("permitloop.test").warning("told")
    logging.getLogger("permitloop.test").warning("later")

    assert stream.getvalue().count("\n") == 1
    assert (list(root.handlers), root.level, logging.getLogger("apscheduler").level) == before


def test_the_engine_is_quiet_only_while_the_driver_drives() -> None:
    engine = logging.getLogger("prefect.flow_runs")
    before = engine.level

    with quietened():
        assert engine.level == logging.WARNING

    assert engine.level == before
