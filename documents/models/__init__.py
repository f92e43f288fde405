"""What the vault keeps, one subject a file."""

from documents.models.content import Content
from documents.models.document import RejectionReason, ScanVerdict, State, SupportingDocument
from documents.models.redaction import Redaction
from documents.models.resemblance import Resemblance
from documents.models.type_version import TypeAct, TypeStep, TypeVersion

__all__ = [
    "Content",
    "Redaction",
    "RejectionReason",
    "Resemblance",
    "ScanVerdict",
    "State",
    "SupportingDocument",
    "TypeAct",
    "TypeStep",
    "TypeVersion",
]
