"""Addresses of the types of documents and of trusted signatures. No household has an address here."""

from django.urls import include, path

from documents import trust_views, views

TYPES = [
    path("", views.types, name="list"),
    path("new/", views.new, name="new"),
    path("versions/<uuid:version>/", views.version, name="version"),
    path("versions/<uuid:version>/decide/", views.decide, name="decide"),
    path("versions/<uuid:version>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:code>/", views.one, name="type"),
    path("<slug:code>/change/", views.change, name="change"),
]
SEALS = [
    path("", trust_views.signers, name="list"),
    path("new/", trust_views.add, name="add"),
    path("<int:signer>/withdraw/", trust_views.withdraw, name="withdraw"),
]
urlpatterns = [
    path("manage/documents/", include((TYPES, "types"))),
    path("manage/seals/", include((SEALS, "seals"))),
]
