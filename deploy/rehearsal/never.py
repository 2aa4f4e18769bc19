"""What a table holds and no rehearsal can reach, each with the reason; a reviewer reads this list."""

from collections.abc import Mapping

NEVER: Mapping[str, str] = {}
