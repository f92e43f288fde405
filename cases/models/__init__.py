"""One class per file; gathered here for Django."""

from cases.models.application import Application
from cases.models.award import Award
from cases.models.case_file import CaseFile, CaseFileGroupPermission
from cases.models.letter import Letter
from cases.models.piece_count import PieceCount
from cases.models.piece_remark import PieceRemark, PieceStudy, RemarkKind
from cases.models.request import DocumentRequest
from cases.models.share import Share, ShareDocument

__all__ = [
    "Application",
    "Award",
    "CaseFile",
    "CaseFileGroupPermission",
    "DocumentRequest",
    "Letter",
    "PieceCount",
    "PieceRemark",
    "PieceStudy",
    "RemarkKind",
    "Share",
    "ShareDocument",
]
