"""A channel that answers what a test wrote down for it, and then that it sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from notifications.channels import Promise
from notifications.channels.parcel import Address, Answer, Parcel, Terms, Went
from rules.vocabulary import Audience


@dataclass
class Scripted:
    """Keeps what it was given; ``answers`` are used up one a parcel."""

    name: str
    answers: list[Answer] = field(default_factory=list)
    given: list[Parcel] = field(default_factory=list)
    title: str = "测试通道"

    @property
    def terms(self) -> Terms:
        """Answer terms without a rate, for whoever is told."""
        return Terms(
            promise=Promise.EFFECTIVELY_ONCE, per_second=0.0, batch=50, receipt="",
            address=Address.PERSON, audiences=frozenset(Audience), statutory=True,
        )  # fmt: skip

    def send(self, parcels: Sequence[Parcel], now: datetime, seconds: float) -> list[Answer]:
        """Answer as written down."""
        self.given += parcels
        return [self.answers.pop(0) if self.answers else Answer(Went.SENT) for _ in parcels]
