"""The counter's addresses. No name stands in one: what was searched is posted, who was found is opaque."""

from django.urls import path

from nps.people import views

app_name = "people"
urlpatterns = [
    path("search/", views.search_page, name="search"),
    path("found/<str:token>/", views.found, name="found"),
    path("new/", views.new, name="new"),
]
