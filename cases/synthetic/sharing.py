"""Some files of the synthetic caseload are shared with an agency. The rows of files are not made here."""

from datetime import date

from django.contrib.auth.models import Permission

from cases import clocks
from cases.models import CaseFile, Share, ShareDocument
from cases.models.case_file import CaseFileGroupPermission
from cases.models.share import Section
from cases.permissions import SECTION_PERMISSION
from cases.synthetic.register import uid
from cases.synthetic.telling import entry
from cases.workflow.case_file import CaseFileState as F
from nps.journal.models import Entry

SHARED = 0.1  # of files in processing or follow-up
SPECIMEN = "SPÉCIMEN"


def share_some(batch, cases: list[CaseFile], on: date) -> None:
    """One file in ten is shared with an agency for three months: identity, decisions and one piece."""
    accepted = {d.household_id: d for d, _ in batch.documents if d.state == "accepted"}
    found = Permission.objects.filter(codename__in=SECTION_PERMISSION.values())
    granted = {permission.codename: permission for permission in found}
    shares, told = [], []
    for case in cases:
        if case.state in (F.PROCESSING, F.FOLLOW_UP) and batch.draw.random() < SHARED:
            share = Share(
                public_id=uid(batch.draw), case=case, agency=batch.draw.choice(batch.office.agencies),
                purpose=SPECIMEN, legal_basis=SPECIMEN, sections=sorted(Section.values), starts_on=on,
                ends_on=clocks.months_after(on, 3), consent="oral", consented_on=on, shared_by=case.referent,
            )  # fmt: skip
            shares.append(share)
    Share.objects.bulk_create(shares)
    pieces = [(s, accepted[s.case.household_id]) for s in shares if s.case.household_id in accepted]
    ShareDocument.objects.bulk_create(ShareDocument(share=s, document=d) for s, d in pieces)
    CaseFileGroupPermission.objects.bulk_create(
        CaseFileGroupPermission(
            permission=granted[SECTION_PERMISSION[section]], group_id=s.agency.group_id, content_object=s.case
        )
        for s in shares
        for section in s.sections
    )
    given = {s.pk: [d.pk] for s, d in pieces}
    for s in shares:
        data = {
            "agency": s.agency.code, "sections": s.sections, "documents": given.get(s.pk, []),
            "from": s.starts_on.isoformat(), "until": s.ends_on.isoformat(),
        }  # fmt: skip
        told.append(entry(batch.draw, "share.open", s.shared_by, s, s.case.reference, data, on, ""))
    Entry.objects.bulk_create(told)
