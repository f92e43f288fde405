"""What the vault keeps, one subject a file."""

from documents.models.content import Content
from documents.models.document import RejectionReason, ScanVerdict, State, SupportingDocument

__all__ = ["Content", "RejectionReason", "ScanVerdict", "State", "SupportingDocument"]
