"""Addresses of the classes, under /teach/."""

from __future__ import annotations

from django.urls import path

from learning.classes import views
from learning.classes.roster import views as roster
from learning.classes.signin import teacher_views as door

app_name = "classes"

urlpatterns = [
    path("", views.classroom_list, name="list"),
    path("new/", views.create, name="create"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/progress.csv", views.csv, name="csv"),
    path("<uuid:pk>/learners/", views.roster, name="roster"),
    path("<uuid:pk>/learners/<uuid:learner>/", views.learner, name="learner"),
    path("<uuid:pk>/learners/<uuid:learner>/remove/", views.remove, name="remove"),
    path("<uuid:pk>/assign/", views.assign, name="assign"),
    # Names from a file (learning.classes.roster)
    path("<uuid:pk>/learners/import/", roster.import_names, name="import"),
    path("<uuid:pk>/learners/<uuid:learner>/rename/", roster.rename, name="rename"),
    # Coming in (learning.classes.signin)
    path("<uuid:pk>/window/", door.window, name="window"),
    path("<uuid:pk>/board/", door.board, name="board"),
    path("<uuid:pk>/cards/", door.cards, name="cards"),
    path("<uuid:pk>/cards/new/", door.new_cards, name="new_cards"),
    path("<uuid:pk>/learners/<uuid:learner>/number/", door.number, name="number"),
]
