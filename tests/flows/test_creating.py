"""A run that Prefect's server does not create in time is given up, to be asked for again."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from flows import parking


class Silent:
    """A client whose server takes the request and never answers."""

    async def create_flow_run_from_deployment(self, *_: Any, **__: Any) -> None:
        await asyncio.Event().wait()


def test_a_server_that_does_not_answer_is_not_waited_for_by_the_minute() -> None:
    async def create() -> None:
        await parking.create_parked_run(
            Silent(), uuid4(), key="甲:0", name="甲", tags=(), waiting_for="等待核实",
            parameters={}, within=0.05,
        )  # type: ignore[arg-type]  # fmt: skip

    with pytest.raises(TimeoutError):
        asyncio.run(create())
