"""Addresses for these tests: the frame's, ours, and two pages as other apps would write them."""

from django.http import HttpResponse
from django.urls import include, path

from nps.accounts.models import Agent
from nps.accounts.proof import recent_proof_required


def protected(request):
    return HttpResponse("protected")


@recent_proof_required
def sensitive(request):
    return HttpResponse(f"done: {request.POST.get('reason', '')}, agents: {Agent.objects.count()}")


handler403 = "nps.ui.views.permission_denied"
handler404 = "nps.ui.views.page_not_found"
handler429 = "nps.accounts.views.too_many"
urlpatterns = [
    path("", include("nps.accounts.urls")),
    path("", include("nps.ui.urls")),
    path("protected/", protected),
    path("sensitive/", sensitive),
]
