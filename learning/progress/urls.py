from __future__ import annotations

from django.urls import path

from learning.progress import views

app_name = "progress"
urlpatterns = [
    path("answers/<uuid:lesson_key>/<uuid:activity_id>/", views.answer, name="answer"),
    path("lessons/<uuid:lesson_key>/finished/", views.finish, name="finish"),
    path("my-learning/", views.mine, name="mine"),
    path("my-learning/whose/", views.merge, name="merge"),
]
