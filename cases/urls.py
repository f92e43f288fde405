"""Addresses of the work: opaque references, never a name."""

from django.urls import path

from cases.partners import views as partner
from cases.views import applications, awards, documents, exports, files, household, rights, shares, situation

app_name = "cases"

urlpatterns = [
    path("", files.my_day, name="my_day"),
    path("cases/", files.case_list, name="list"),
    path("cases/for-person/<uuid:person>/", files.for_person, name="for-person"),
    path("cases/<str:reference>/", files.case, name="case"),
    path("cases/<str:reference>/information/", files.information, name="information"),
    path("cases/<str:reference>/move/<str:name>/", files.move_case, name="move_case"),
    path("cases/<str:reference>/close/", files.close, name="close"),
    path("cases/<str:reference>/household/", household.household, name="household"),
    path("cases/<str:reference>/household/move/", household.move_home, name="move_home"),
    path("cases/<str:reference>/household/mandate/<uuid:person>/", household.add_mandate, name="add_mandate"),
    path("cases/<str:reference>/situation/", situation.situation, name="situation"),
    path("cases/<str:reference>/rights/", rights.latest, name="rights"),
    path("cases/<str:reference>/rights/<uuid:check>/", rights.check, name="rights_check"),
    path("cases/<str:reference>/applications/", applications.of_case, name="applications"),
    path("cases/<str:reference>/applications/prepare/", applications.prepare, name="prepare_applications"),
    path("applications/<str:reference>/", applications.application, name="application"),
    path("applications/<str:reference>/receive/", applications.receive, name="receive"),
    path("applications/<str:reference>/move/<str:name>/", applications.move_on, name="move_application"),
    path("applications/<str:reference>/propose/", applications.propose, name="propose"),
    path("applications/<str:reference>/withdraw/", applications.withdraw, name="withdraw"),
    path("applications/<str:reference>/decide/", applications.decide, name="decide"),
    path("decisions/", applications.waiting, name="decisions"),
    path("cases/<str:reference>/awards/", awards.of_case, name="awards"),
    path("awards/<str:reference>/end/", awards.end, name="end_award"),
    path("cases/<str:reference>/documents/", documents.ledger, name="documents"),
    path("cases/<str:reference>/documents/ask/", documents.ask, name="ask"),
    path("cases/<str:reference>/documents/add/", documents.add, name="add_document"),
    path("requests/<str:reference>/waive/", documents.waive, name="waive_request"),
    path("documents/to-check/", documents.to_check, name="to_check"),
    path("documents/<uuid:reference>/check/", documents.check, name="check_document"),
    path("documents/<uuid:reference>/file/", documents.download, name="document_file"),
    path("cases/<str:reference>/shares/", shares.of_case, name="shares"),
    path("cases/<str:reference>/shares/new/", shares.new, name="share_new"),
    path("cases/<str:reference>/shares/new/<int:step>/", shares.step, name="share_step"),
    path("cases/<str:reference>/shares/<uuid:share>/<str:move>/", shares.move_share, name="share_move"),
    path("cases/<str:reference>/journal/", exports.journal, name="journal"),
    path("cases/<str:reference>/exports/", exports.exports, name="exports"),
    path("verify/", exports.verify, name="verify"),
    path("partner/", partner.partner_list, name="partner_list"),
    path("partner/cases/<uuid:share>/", partner.partner_case, name="partner_case"),
    path(
        "partner/cases/<uuid:share>/documents/<uuid:reference>/",
        partner.partner_document,
        name="partner_document",
    ),
]
