"""Addresses of giving, following and running a class; part of the classes' addresses, under /teach/."""

from __future__ import annotations

from django.urls import path

from learning.classes.follow.views import beside, giving, grid, learner, team

urlpatterns = [
    # The progress
    path("<uuid:pk>/", grid.detail, name="detail"),
    path("<uuid:pk>/needs/", grid.needs, name="needs"),
    path("<uuid:pk>/progress.csv", grid.csv, name="csv"),
    path("<uuid:pk>/progress.pdf", grid.sheet, name="sheet"),
    # Giving
    path("<uuid:pk>/assign/", giving.assign, name="assign"),
    path("<uuid:pk>/given/", giving.given, name="given"),
    path("<uuid:pk>/given/copy/", giving.copy, name="copy"),
    path("<uuid:pk>/given/<int:number>/", giving.change, name="change"),
    path("<uuid:pk>/given/<int:number>/withdraw/", giving.withdraw, name="withdraw"),
    # One learner, small groups
    path("<uuid:pk>/learners/<uuid:learner>/", learner.learner, name="learner"),
    path("<uuid:pk>/learners/<uuid:learner>/move/", learner.move, name="move"),
    path("<uuid:pk>/learners/<uuid:learner>/notes/<int:number>/delete/", learner.delete_note, name="delete_note"),
    path("<uuid:pk>/small-groups/", learner.small_groups, name="small_groups"),
    path("<uuid:pk>/small-groups/<int:number>/", learner.small_group, name="small_group"),
    path("<uuid:pk>/small-groups/<int:number>/delete/", learner.delete_group, name="delete_group"),
    # Sitting beside somebody
    path("<uuid:pk>/learners/<uuid:learner>/beside/", beside.choose, name="beside"),
    path("<uuid:pk>/learners/<uuid:learner>/beside/<uuid:lesson>/", beside.lesson, name="beside_lesson"),
    path("beside/", beside.start, name="beside_stranger"),
    path("beside/end/", beside.end, name="beside_end"),
    path("beside/<uuid:lesson>/", beside.stranger_lesson, name="beside_stranger_lesson"),
    # Who runs it, the end of the year
    path("<uuid:pk>/settings/", team.settings, name="settings"),
    path("<uuid:pk>/settings/invite/", team.invite, name="invite"),
    path("<uuid:pk>/settings/hand-over/", team.hand_over, name="hand_over"),
    path("<uuid:pk>/settings/invitations/<int:number>/take-back/", team.take_back, name="take_back"),
    path("<uuid:pk>/settings/teachers/<int:user>/remove/", team.remove, name="remove_teacher"),
    path("<uuid:pk>/settings/archive/", team.archive, name="archive"),
    path("invitations/<int:number>/", team.invitation, name="invitation"),
]
