"""Addresses of the law (`law`) and of its figures (`reference`). No household has an address here."""

from django.urls import include, path

from eligibility.views import law, reference

LAW = [
    path("", law.contents, name="contents"),
    path("changes/", law.changes, name="changes"),
    path("<str:version>/", law.contents, name="version"),
    path("<str:version>/<str:entry>/", law.article, name="article"),
]
REFERENCE = [
    path("", reference.changes, name="changes"),
    path("new/", reference.new, name="new"),
    path("<uuid:change>/", reference.change, name="change"),
    path("<uuid:change>/review/", reference.review, name="review"),
    path("<uuid:change>/submit/", reference.submit, name="submit"),
    path("<uuid:change>/withdraw/", reference.withdraw, name="withdraw"),
]
urlpatterns = [
    path("law/", include((LAW, "law"))),
    path("manage/reference/", include((REFERENCE, "reference"))),
]
