"""One class per file; gathered here for Django."""

from cases.models.absence import Absence
from cases.models.application import Application
from cases.models.assignment import Assignment
from cases.models.award import Award
from cases.models.case_file import CaseFile, CaseFileGroupPermission
from cases.models.exceptional_access import ExceptionalAccess
from cases.models.letter import Letter
from cases.models.piece_count import PieceCount
from cases.models.piece_remark import PieceRemark, PieceStudy, RemarkKind
from cases.models.request import DocumentRequest
from cases.models.saved_filter import SavedFilter
from cases.models.share import Share, ShareDocument
from cases.models.task import Task, TaskKind

__all__ = [
    "Absence",
    "Application",
    "Assignment",
    "Award",
    "CaseFile",
    "CaseFileGroupPermission",
    "DocumentRequest",
    "ExceptionalAccess",
    "Letter",
    "PieceCount",
    "PieceRemark",
    "PieceStudy",
    "RemarkKind",
    "SavedFilter",
    "Share",
    "ShareDocument",
    "Task",
    "TaskKind",
]
