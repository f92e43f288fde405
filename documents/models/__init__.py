"""What the vault keeps, one subject a file."""

from documents.models.administration_call import AdministrationCall, Basis, Manner
from documents.models.content import Content
from documents.models.document import (
    WAITING,
    QuarantineReason,
    RejectionReason,
    ScanVerdict,
    State,
    SupportingDocument,
)
from documents.models.reading import Method, Reading, TrustedSigner
from documents.models.redaction import Redaction
from documents.models.resemblance import Resemblance
from documents.models.type_version import TypeAct, TypeStep, TypeVersion
from documents.models.upload import Upload, UploadPart, UploadPiece, UploadState

__all__ = [
    "WAITING",
    "AdministrationCall",
    "Basis",
    "Content",
    "Manner",
    "Method",
    "Reading",
    "QuarantineReason",
    "Redaction",
    "RejectionReason",
    "Resemblance",
    "ScanVerdict",
    "State",
    "SupportingDocument",
    "TrustedSigner",
    "TypeAct",
    "TypeStep",
    "TypeVersion",
    "Upload",
    "UploadPart",
    "UploadPiece",
    "UploadState",
]
