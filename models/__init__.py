"""What is true: rows without decisions, importing every table so that metadata is whole."""

from models.calendar import CalendarNotice
from models.case import CaseEvent, CaseFile, CaseLink, CaseRun, CaseSequence, EventText, Recusal
from models.clock import Clock, ClockRung, ClockValue
from models.contact import Contact, ContactEvent, ContactPerson, ServiceAddress
from models.delegation import Delegation
from models.informant import Informant
from models.interference import Interference, ProtectedReading
from models.outbox import DutyRow, InboxItem, Notice
from models.party import Officer, Party, Permit
from models.register_head import RegisterHead
from models.sending import ChannelState, Delivery, Digest
from models.service import ServiceRecord
from models.setting import DistrictSetting
from models.wording import NoticeWording

__all__ = [
    "CalendarNotice",
    "CaseEvent",
    "CaseFile",
    "CaseLink",
    "CaseRun",
    "CaseSequence",
    "ChannelState",
    "Clock",
    "ClockRung",
    "ClockValue",
    "Contact",
    "ContactEvent",
    "ContactPerson",
    "Delegation",
    "Delivery",
    "Digest",
    "DistrictSetting",
    "DutyRow",
    "EventText",
    "InboxItem",
    "Informant",
    "Interference",
    "Notice",
    "NoticeWording",
    "Officer",
    "Party",
    "Permit",
    "ProtectedReading",
    "Recusal",
    "RegisterHead",
    "ServiceAddress",
    "ServiceRecord",
]
