from __future__ import annotations

from django.urls import path

from learning.paper import card_views, views

app_name = "paper"
urlpatterns = [
    path("print/lesson/<uuid:key>.pdf", views.lesson, name="lesson"),
    path("print/module/<uuid:key>.pdf", views.module, name="module"),
    path("print/my-sheet.pdf", views.my_sheet, name="my_sheet"),
    path("code/", views.code, name="code"),
    path("print/four-words.pdf", views.slip, name="slip"),
    path("print/cards/<uuid:classroom>.pdf", card_views.cards, name="cards"),
    path("print/notice/<uuid:classroom>.pdf", card_views.notice, name="notice"),
]
