"""Sign-in and account pages: allauth's, without those that need an e-mail address."""

from __future__ import annotations

from django.urls import include, path, re_path

from learning.people import views

# No e-mail is sent by this service. The names stay, because allauth looks them up.
urlpatterns = [
    path("password/reset/", views.lost_password, name="account_reset_password"),
    path("email/", views.no_email, name="account_email"),
    path("confirm-email/", views.no_email, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", views.no_email, name="account_confirm_email"),
    path("login/code/confirm/", views.no_email, name="account_confirm_login_code"),
    path("password/reset/<path:rest>", views.no_email, name="account_no_reset"),
    path("", include("allauth.urls")),
]
