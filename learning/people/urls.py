"""Addresses of a person's own pages."""

from __future__ import annotations

from django.urls import path

from learning.people import slip_views, views

app_name = "people"

urlpatterns = [
    path("my-account/", views.account, name="account"),
    path("finished/", views.leave, name="leave"),
    path("my-four-words/", slip_views.slip, name="slip"),
    path("go-on/", slip_views.resume, name="resume"),
    path("new-password/", slip_views.new_password, name="new_password"),
]
