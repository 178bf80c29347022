"""Getting four words, and going on with them on another device."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kit.qr import qr_svg
from kit.throttle import client_address, hit
from learning.people import devices, guests, rules, slips
from learning.people.forms import NewPasswordForm, SlipForm
from learning.people.models import Learner, ResumeSlip

SLIPS_A_DAY = 20
TRIES_AN_HOUR = 120  # of words that no slip begins with: a class shares one address
BY_SLIP = "signed_in_by_slip"  # in the session: when; a new password may be chosen for a quarter of an hour
NEW_PASSWORD = dt.timedelta(minutes=15)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def slip(request: HttpRequest) -> HttpResponse:
    """Say what the four words are for; make them, and show them once."""
    learner = request.learner  # type: ignore[attr-defined]
    by_card = devices.find(request) is not None
    if not rules.may_have_slip(learner, by_card=by_card):
        return render(request, "people/slip_none.html", {"by_card": by_card})
    context: dict[str, Any] = {"slip": ResumeSlip.objects.filter(learner=learner).first()}
    if request.method == "POST":
        if not hit(f"slip:{learner.pk}", SLIPS_A_DAY, 86400):
            return render(request, "people/slip.html", {**context, "too_often": True}, status=429)
        try:
            words = slips.make_slip(learner=learner, language=get_language() or "fr")
        except slips.NotForStaff:
            return render(request, "people/slip.html", {**context, "for_staff": True}, status=403)
        path = f"{reverse('people:resume')}?words={'-'.join(words)}"
        context |= {
            "words": words,
            "qr": qr_svg(request.build_absolute_uri(path), title=_("Square code of your four words")),
        }
    return render(request, "people/slip.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Ask for the four words; open the learning they belong to. An address that holds them opens nothing by itself."""
    if request.method != "POST":
        words = request.GET.get("words", "")[:200].replace("-", " ")
        return render(request, "people/resume.html", {"form": SlipForm(initial={"words": words}), "scanned": bool(words)})
    form = SlipForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            return _come_in(request, slips.use_slip(chosen=form.cleaned_data["words"]))
        except slips.Wait:
            form.add_error("words", _("These words were tried too often. Wait ten minutes, then try again."))
            status = 429
        except slips.NoSuchSlip:
            if hit(f"resume:{client_address(request)}", TRIES_AN_HOUR, 3600):
                form.add_error("words", _("No slip has these four words. Look at each word of your slip, and at the order."))
            else:
                form.add_error("words", _("Too many words were tried from here. Wait an hour, or ask a person."))
                status = 429
    return render(request, "people/resume.html", {"form": form}, status=status)


def _come_in(request: HttpRequest, learner: Learner) -> HttpResponse:
    """Open a learner on this device: the account's, with its second step if it has one, or the guest's cookie."""
    before = guests.learner_from_cookie(request)
    if learner.user:
        response: HttpResponse = perform_login(
            request, learner.user, email_verification="none", redirect_url=reverse("people:new_password")
        )
        request.session[BY_SLIP] = timezone.now().isoformat()
        return response
    if request.user.is_authenticated:
        # Somebody is signed in here: the slip's answers may be theirs.
        guests.ask_about(request, learner)
        return HttpResponseRedirect(reverse("progress:merge"))
    request.session.flush()  # whoever was here before, with a card too, has left
    request.learner = learner  # type: ignore[attr-defined]
    other = before if before and before.pk != learner.pk else None
    guests.ask_about(request, other)
    address = reverse("progress:merge") if other and other.last_active_on else reverse("progress:mine")
    response = HttpResponseRedirect(address)
    guests.remember(request=request, response=response, learner=learner)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Let a person who came in by four words choose a new password, for a quarter of an hour."""
    came = request.session.get(BY_SLIP, "")
    user: Any = request.user
    if not user.is_authenticated or not came or timezone.now() - dt.datetime.fromisoformat(came) > NEW_PASSWORD:
        raise Http404
    form: SetPasswordForm[Any] = NewPasswordForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, user)
        del request.session[BY_SLIP]
        messages.success(request, _("Your new password is saved."))
        return HttpResponseRedirect(reverse("progress:mine"))
    return render(request, "people/new_password.html", {"form": form}, status=400 if form.errors else 200)
