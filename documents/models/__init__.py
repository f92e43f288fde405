"""What the vault keeps, one subject a file."""

from documents.models.content import Content
from documents.models.document import RejectionReason, ScanVerdict, State, SupportingDocument
from documents.models.redaction import Redaction

__all__ = ["Content", "Redaction", "RejectionReason", "ScanVerdict", "State", "SupportingDocument"]
