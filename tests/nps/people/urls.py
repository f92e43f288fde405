"""The counter alone, with a stand-in for the floor above."""

from django.http import HttpResponse
from django.urls import include, path


def above(request, person):
    return HttpResponse(f"{person} {request.GET.get('household', '')}")


urlpatterns = [
    path("", include("nps.ui.urls")),
    path("", include("nps.accounts.urls")),
    path("people/", include("nps.people.urls")),
    path("above/<uuid:person>/", above, name="above"),
]

handler403 = "nps.ui.views.permission_denied"
handler404 = "nps.ui.views.page_not_found"
