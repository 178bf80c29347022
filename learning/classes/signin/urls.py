"""Addresses of the door, for learners."""

from __future__ import annotations

from django.urls import path, re_path

from learning.classes.signin import learner_views

app_name = "cards"

urlpatterns = [
    path("card/", learner_views.enter, name="enter"),
    path("card/over/", learner_views.over, name="over"),
    path("card/hello/", learner_views.hello, name="hello"),
    re_path(r"^card/(?P<code>[0-9A-Za-z]{4,8}-[0-9A-Za-z]{18})/$", learner_views.card, name="card"),
    path("join/", learner_views.join, name="join"),
]
