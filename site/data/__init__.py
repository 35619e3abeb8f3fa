"""Models, database opening and migrations."""

from __future__ import annotations

from navigator.data.base import BaseModel, Counter, Fact
from navigator.data.certificates import Certificate
from navigator.data.children import Child, LookAlike
from navigator.data.groups import Group, GroupFunding, GroupTeacher, ScheduleSlot
from navigator.data.mail import Attempt, Letter
from navigator.data.organizations import Organization, Teacher, Venue
from navigator.data.places import Municipality, Nominal, Settlement
from navigator.data.programs import Activity, Direction, Program, ProgramActivity, ProgramModule
from navigator.data.requests import Consent, ConsentText, Request, RequestMove
from navigator.data.staff import Account, Invitation, JournalLine, RecoveryCode, RequestNote, StaffSession
from navigator.data.versions import ProgramProposal, ProgramRemark, ProgramVersion

#: Every table, parents before children. A function of this module's name is what the migration runner reads.
MODELS: tuple[type[BaseModel], ...] = (
    Counter,
    Fact,
    Municipality,
    Nominal,
    Settlement,
    Organization,
    Venue,
    Teacher,
    Direction,
    Activity,
    Program,
    ProgramActivity,
    ProgramModule,
    Group,
    ScheduleSlot,
    GroupFunding,
    GroupTeacher,
    Child,
    LookAlike,
    Certificate,
    Request,
    RequestMove,
    ConsentText,
    Consent,
    Letter,
    Attempt,
    Account,
    RecoveryCode,
    Invitation,
    StaffSession,
    RequestNote,
    JournalLine,
    ProgramVersion,
    ProgramRemark,
    ProgramProposal,
)

__all__ = [
    "MODELS",
    "Account",
    "Activity",
    "Attempt",
    "BaseModel",
    "Certificate",
    "Child",
    "Consent",
    "ConsentText",
    "Counter",
    "Direction",
    "Fact",
    "Group",
    "GroupFunding",
    "GroupTeacher",
    "Invitation",
    "JournalLine",
    "Letter",
    "LookAlike",
    "Municipality",
    "Nominal",
    "Organization",
    "Program",
    "ProgramActivity",
    "ProgramModule",
    "ProgramProposal",
    "ProgramRemark",
    "ProgramVersion",
    "RecoveryCode",
    "Request",
    "RequestMove",
    "RequestNote",
    "ScheduleSlot",
    "Settlement",
    "StaffSession",
    "Teacher",
    "Venue",
]
