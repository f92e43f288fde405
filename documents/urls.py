"""Addresses of the types of documents. No household has an address here."""

from django.urls import include, path

from documents import views

TYPES = [
    path("", views.types, name="list"),
    path("new/", views.new, name="new"),
    path("versions/<uuid:version>/", views.version, name="version"),
    path("versions/<uuid:version>/decide/", views.decide, name="decide"),
    path("versions/<uuid:version>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:code>/", views.one, name="type"),
    path("<slug:code>/change/", views.change, name="change"),
]
urlpatterns = [path("manage/documents/", include((TYPES, "types")))]
