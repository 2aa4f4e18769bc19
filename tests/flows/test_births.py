"""While a run is created no other work of its driver begins; a creation that fails ends too."""

import asyncio

import pytest

from flows.births import Births


def test_work_waits_until_the_last_of_two_births_has_ended() -> None:
    async def story() -> list[str]:
        births, told = Births(), []

        async def work() -> None:
            await births.none()
            told.append("work")

        with births.one():
            with births.one():
                waiting = asyncio.create_task(work())
                await asyncio.sleep(0)
            await asyncio.sleep(0)
            told.append("one still under way")
        await waiting
        return told

    assert asyncio.run(story()) == ["one still under way", "work"]


def test_a_birth_that_fails_holds_nobody() -> None:
    async def story() -> None:
        births = Births()
        with pytest.raises(TimeoutError), births.one():
            raise TimeoutError
        await asyncio.wait_for(births.none(), 1)

    asyncio.run(story())
