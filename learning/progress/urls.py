from __future__ import annotations

from django.urls import path

from learning.progress import offline_views, start_views, views

app_name = "progress"
urlpatterns = [
    path("answers/later/", offline_views.send, name="replay"),
    path("answers/<uuid:lesson_key>/<uuid:activity_id>/", views.answer, name="answer"),
    path("lessons/<uuid:lesson_key>/finished/", views.finish, name="finish"),
    path("kept/<uuid:module_key>/", offline_views.module, name="keep"),
    path("passerelle.webmanifest", offline_views.manifest, name="manifest"),
    path("my-learning/", views.mine, name="mine"),
    path("where-to-start/", start_views.start, name="start"),
    path("where-to-start/keep/", start_views.keep, name="keep_path"),
    path("my-learning/whose/", views.merge, name="merge"),
]
