"""Models, database opening and migrations."""

from __future__ import annotations

from navigator.data.base import BaseModel, Counter, Fact
from navigator.data.certificates import Certificate
from navigator.data.children import Child, LookAlike
from navigator.data.groups import Group, GroupFunding, GroupTeacher, ScheduleSlot
from navigator.data.mail import Attempt, Letter
from navigator.data.organizations import Organization, Teacher, Venue
from navigator.data.pages import ContentPage, PageFile
from navigator.data.places import Municipality, Nominal, Settlement
from navigator.data.programs import Activity, Direction, Program, ProgramActivity, ProgramModule
from navigator.data.reports import MissedWord, MonthFigure, ReportPlan
from navigator.data.requests import Consent, ConsentText, Request, RequestMove
from navigator.data.reviews import QualityMark, QualityReview, Review, ReviewMove
from navigator.data.sheets import ColumnMapping, OutsideNumber, StaffSheet
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
    Review,
    ReviewMove,
    QualityReview,
    QualityMark,
    ContentPage,
    PageFile,
    StaffSheet,
    ColumnMapping,
    OutsideNumber,
    ReportPlan,
    MonthFigure,
    MissedWord,
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
    "ColumnMapping",
    "Consent",
    "ConsentText",
    "ContentPage",
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
    "MissedWord",
    "MonthFigure",
    "Municipality",
    "Nominal",
    "Organization",
    "OutsideNumber",
    "PageFile",
    "Program",
    "ProgramActivity",
    "ProgramModule",
    "ProgramProposal",
    "ProgramRemark",
    "ProgramVersion",
    "QualityMark",
    "QualityReview",
    "RecoveryCode",
    "ReportPlan",
    "Request",
    "RequestMove",
    "RequestNote",
    "Review",
    "ReviewMove",
    "ScheduleSlot",
    "Settlement",
    "StaffSession",
    "StaffSheet",
    "Teacher",
    "Venue",
]
