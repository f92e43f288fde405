"""One class per file; gathered here for Django."""

from cases.models.absence import Absence
from cases.models.appeal import Appeal
from cases.models.application import Application
from cases.models.appointment import Appointment, AppointmentKind, CalendarFeed
from cases.models.assignment import Assignment
from cases.models.award import Award
from cases.models.case_file import CaseFile, CaseFileGroupPermission
from cases.models.clock_run import ClockRun
from cases.models.clock_warning import ClockWarning
from cases.models.commission import Advice, CommissionSession, Opinion
from cases.models.contact import Contact
from cases.models.correspondence import Correspondence
from cases.models.exceptional_access import ExceptionalAccess
from cases.models.letter import Letter
from cases.models.life_event import EventKind, LifeEvent
from cases.models.note import Note, NoteKind
from cases.models.piece_count import PieceCount
from cases.models.piece_remark import PieceRemark, PieceStudy, RemarkKind
from cases.models.plan import ActionPlan, Objective, PlanReview
from cases.models.recovery import Recovery, RecoveryKind
from cases.models.recovery_payment import RecoveryPayment
from cases.models.request import DocumentRequest
from cases.models.saved_filter import SavedFilter
from cases.models.sector_move import MovedFile, SectorMove
from cases.models.sending import Sending
from cases.models.share import Share, ShareDocument
from cases.models.task import Task, TaskKind

__all__ = [
    "Absence",
    "ActionPlan",
    "Advice",
    "Appeal",
    "Application",
    "Appointment",
    "AppointmentKind",
    "Assignment",
    "Award",
    "CalendarFeed",
    "CaseFile",
    "CaseFileGroupPermission",
    "ClockRun",
    "ClockWarning",
    "CommissionSession",
    "Contact",
    "Correspondence",
    "DocumentRequest",
    "EventKind",
    "ExceptionalAccess",
    "Letter",
    "LifeEvent",
    "Note",
    "NoteKind",
    "Objective",
    "MovedFile",
    "Opinion",
    "PieceCount",
    "PieceRemark",
    "PieceStudy",
    "PlanReview",
    "Recovery",
    "RecoveryKind",
    "RecoveryPayment",
    "RemarkKind",
    "SavedFilter",
    "SectorMove",
    "Sending",
    "Share",
    "ShareDocument",
    "Task",
    "TaskKind",
]
