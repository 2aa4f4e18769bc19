"""Records the hash of each new version of a table; a version once recorded is never rewritten."""

import json
from pathlib import Path

from rules.procedures import PROCEDURES

FILE = Path(__file__).parent / "table_hashes.json"


def recorded() -> dict[str, str]:
    """Answer the committed hashes, by "key v1"."""
    known: dict[str, str] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    return known


def running() -> dict[str, str]:
    """Answer the hashes of the tables that run, by "key v1"."""
    return {f"{key} v{version}": each.table_hash() for (key, version), each in PROCEDURES.items()}


if __name__ == "__main__":
    FILE.write_text(json.dumps(running() | recorded(), indent=2, sort_keys=True) + "\n", "utf-8")
