"""Every procedure the program runs, proved sound when this is imported."""

from rules.grammar import Procedure
from rules.procedures.cancellation import CANCELLATION
from rules.procedures.complaint import COMPLAINT
from rules.procedures.court_enforcement import COURT_ENFORCEMENT
from rules.procedures.damage_compensation import DAMAGE_COMPENSATION
from rules.procedures.detention import DETENTION
from rules.procedures.forfeiture import FORFEITURE
from rules.procedures.linked_task import LINKED_TASK
from rules.procedures.listed_supervision import LISTED_SUPERVISION
from rules.procedures.litigation import LITIGATION
from rules.procedures.penalty import PENALTY
from rules.procedures.permit import PERMIT
from rules.procedures.petition import PETITION
from rules.procedures.preservation import PRESERVATION
from rules.procedures.production_order import PRODUCTION_ORDER
from rules.procedures.public_interest import PUBLIC_INTEREST
from rules.procedures.reconsideration import RECONSIDERATION
from rules.procedures.registration import REGISTRATION
from rules.procedures.revocation import REVOCATION
from rules.procedures.seizure import SEIZURE
from rules.procedures.supervision import SUPERVISION
from rules.procedures.transfer import TRANSFER
from rules.procedures.violation import VIOLATION
from rules.procedures.withdrawal import WITHDRAWAL
from rules.soundness import prove, prove_together

_TABLES: tuple[Procedure, ...] = (
    PERMIT,
    REGISTRATION,
    SUPERVISION,
    LINKED_TASK,
    VIOLATION,
    CANCELLATION,
    REVOCATION,
    WITHDRAWAL,
    FORFEITURE,
    PENALTY,
    COMPLAINT,
    PETITION,
    LITIGATION,
    PRESERVATION,
    PRODUCTION_ORDER,
    RECONSIDERATION,
    SEIZURE,
    COURT_ENFORCEMENT,
    TRANSFER,
    DETENTION,
    DAMAGE_COMPENSATION,
    LISTED_SUPERVISION,
    PUBLIC_INTEREST,
)

PROCEDURES: dict[tuple[str, int], Procedure] = {
    (table.key, table.version): table for table in _TABLES
}
"""Each version of each procedure, by key and version."""

for _table in _TABLES:
    prove(_table, frozenset(table.key for table in _TABLES))
prove_together(_TABLES)


def latest(key: str) -> Procedure | None:
    """Answer the newest version of a procedure, or None when there is no such procedure."""
    versions = [table for table in _TABLES if table.key == key]
    return max(versions, key=lambda table: table.version, default=None)
