"""The copy a partner is given is drawn while the partner acts: how pages stand and what is hidden must be read.

Where the boxes are tells nothing the black on the page does not; why and by whom stay with the service.
"""

from django.db import migrations

from nps.row_security import OpenRows


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_share_consented_by"),
        ("documents", "0004_row_security_of_redactions"),
    ]
    operations = [
        migrations.RunSQL(
            "grant select (turns) on documents_supportingdocument to nps_partner",
            "revoke select (turns) on documents_supportingdocument from nps_partner",
        ),
        OpenRows(
            "documents_redaction",
            partner="cases_partner_sees_document(document_id)",
            columns={
                "partner": ("id", "document_id", "page", '"left"', "top", '"right"', "bottom", "removed_at")
            },
        ),
    ]
