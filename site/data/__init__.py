"""Models, database opening and migrations."""

from __future__ import annotations

from navigator.data.base import BaseModel, Counter, Fact
from navigator.data.groups import Group, GroupFunding, GroupTeacher, ScheduleSlot
from navigator.data.organizations import Organization, Teacher, Venue
from navigator.data.places import Municipality, Nominal, Settlement
from navigator.data.programs import Activity, Direction, Program, ProgramActivity, ProgramModule

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
)

__all__ = [
    "MODELS",
    "Activity",
    "BaseModel",
    "Counter",
    "Direction",
    "Fact",
    "Group",
    "GroupFunding",
    "GroupTeacher",
    "Municipality",
    "Nominal",
    "Organization",
    "Program",
    "ProgramActivity",
    "ProgramModule",
    "ScheduleSlot",
    "Settlement",
    "Teacher",
    "Venue",
]
