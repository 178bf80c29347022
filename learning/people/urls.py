"""Addresses of a person's own pages."""

from __future__ import annotations

from django.urls import path

from learning.people import data_views, slip_views, teaching_views, views

app_name = "people"

urlpatterns = [
    path("my-account/", views.account, name="account"),
    path("my-account/sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("finished/", views.leave, name="leave"),
    path("my-data/", data_views.data, name="data"),
    path("my-data/file.json", data_views.data_json, name="data_json"),
    path("my-data/file.pdf", data_views.data_pdf, name="data_pdf"),
    path("my-data/name/", data_views.name, name="data_name"),
    path("my-data/erase/", data_views.erase, name="data_erase"),
    path("my-data/keep/", data_views.keep, name="data_keep"),
    path("teach-here/", teaching_views.teach, name="teach"),
    path("invitation/<str:token>/", teaching_views.invitation, name="invitation"),
    path("new-password/<str:token>/", teaching_views.link_password, name="link_password"),
    path("people/", teaching_views.manage, name="manage"),
    path("people/requests/<int:pk>/", teaching_views.answer_request, name="answer_request"),
    path("people/invite/", teaching_views.invite, name="invite"),
    path("people/way-back/", teaching_views.way_back, name="way_back"),
    path("people/links/<int:pk>/withdraw/", teaching_views.withdraw, name="withdraw"),
    path("my-four-words/", slip_views.slip, name="slip"),
    path("go-on/", slip_views.resume, name="resume"),
    path("new-password/", slip_views.new_password, name="new_password"),
]
