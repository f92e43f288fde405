"""The site's addresses: English, stable in both languages, never a name in them."""

from django.urls import include, path

urlpatterns = [
    path("", include("nps.ui.urls")),
    path("", include("nps.accounts.urls")),
    path("people/", include("nps.people.urls")),
    path("", include("documents.urls")),
    path("", include("eligibility.urls")),
    path("", include("cases.urls")),
]

handler400 = "nps.ui.views.bad_request"
handler403 = "nps.ui.views.permission_denied"
handler404 = "nps.ui.views.page_not_found"
handler429 = "nps.accounts.views.too_many"
handler500 = "nps.ui.views.server_error"
