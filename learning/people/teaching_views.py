"""How teachers come to be, and what administrators do for people: requests, invitations, a new password."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kit.throttle import client_address, hit
from learning.people import links, rules
from learning.people.models import OneTimeLink, TeacherRequest
from learning.people.teaching_forms import AnswerForm, InvitationForm, LinkPasswordForm, TeachForm, WayBackForm

REQUESTS_AN_HOUR = 5
LINKS_AN_HOUR = 60
KIND = OneTimeLink.Kind
View = Callable[..., HttpResponse]


def administrators_only(view: View) -> View:
    """For administrators with a second step; for anybody else who is signed in, there is no such page."""

    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rules.may_manage_people(request.user):
            raise Http404
        if rules.lacks_second_factor(request.user) and not settings.PASSERELLE_DEMO:
            messages.warning(request, _("Set up a second step first: it protects everybody’s lessons and data."))
            return HttpResponseRedirect(reverse("mfa_index"))
        return view(request, *args, **kwargs)

    return wrapped


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def teach(request: HttpRequest) -> HttpResponse:
    """Say how one comes to teach here, and take a request."""
    user: Any = request.user
    policy = settings.PASSERELLE_TEACHER_SIGNUP
    if rules.is_teacher(user):
        return HttpResponseRedirect(reverse("classes:list"))
    waiting = None
    if user.is_authenticated:
        waiting = TeacherRequest.objects.filter(user=user, accepted__isnull=True).first()
    may_ask = user.is_authenticated and policy != "invite" and not waiting
    if request.method == "POST" and not user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    form = TeachForm(request.POST if request.method == "POST" and may_ask else None)
    if may_ask and form.is_bound and form.is_valid():
        if not hit(f"teach:{user.pk}", REQUESTS_AN_HOUR, 3600):
            return render(request, "429.html", status=429)
        asked = links.ask_to_teach(user=user, words=form.cleaned_data["words"])
        if asked is None:
            messages.success(request, _("You can open a group now."))
            return HttpResponseRedirect(reverse("classes:list"))
        messages.success(request, _("Your request is sent. Come back to this page in a few days to see the answer."))
        return HttpResponseRedirect(reverse("people:teach"))
    context = {"form": form, "policy": policy, "waiting": waiting, "may_ask": may_ask}
    return render(request, "people/teach.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to teach; it is accepted by pressing the button, never by opening the link."""
    link = _link(request, KIND.TEACHER, token)
    if isinstance(link, HttpResponse):
        return link
    user: Any = request.user
    if request.method == "POST":
        if not user.is_authenticated:
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
        if not rules.is_teacher(user):
            if not links.accept_invitation(link=link, user=user):
                return _dead(request)
            messages.success(request, _("You can open a group now."))
        return HttpResponseRedirect(reverse("classes:list"))
    context = {"link": link, "is_teacher_already": rules.is_teacher(user), "back": urlencode({"next": request.path})}
    return render(request, "people/invitation.html", context)


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def link_password(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody who lost the password choose a new one, with the link of an administrator."""
    link = _link(request, KIND.PASSWORD, token)
    if isinstance(link, HttpResponse):
        return link
    form = LinkPasswordForm(request.POST if request.method == "POST" else None, user=link.user)
    if form.is_bound and form.is_valid():
        if not links.choose_password(link=link, password=form.cleaned_data["password1"]):
            return _dead(request)
        messages.success(request, _("Your new password is saved. Sign in with it."))
        return HttpResponseRedirect(reverse("account_login"))
    return render(request, "people/link_password.html", {"form": form, "name": link.user and link.user.get_username()})


def _link(request: HttpRequest, kind: str, token: str) -> OneTimeLink | HttpResponse:
    """Return the link of a token, or the page that says that it does not work."""
    if not hit(f"links:{client_address(request)}", LINKS_AN_HOUR, 3600):
        return render(request, "429.html", status=429)
    return links.find(kind=kind, token=token) or _dead(request)


def _dead(request: HttpRequest) -> HttpResponse:
    # The same page for a link that never was, was used, or is too old.
    return render(request, "people/dead_link.html", status=404)


# Administrators


@administrators_only
@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    """Show who asks to teach and which links were made."""
    return _manage(request)


def _manage(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "requests": TeacherRequest.objects.filter(accepted__isnull=True).select_related("user"),
        "links": OneTimeLink.objects.filter(used_at__isnull=True).select_related("user", "made_by")[:100],
        "invitation_form": InvitationForm(prefix="invite"),
        "way_back_form": WayBackForm(prefix="back"),
        "policy": settings.PASSERELLE_TEACHER_SIGNUP,
        **more,
    }
    return render(request, "people/manage.html", context, status=status)


@administrators_only
@require_POST
def answer_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse a request to teach."""
    asked = get_object_or_404(TeacherRequest.objects.select_related("user"), pk=pk, accepted__isnull=True)
    form = AnswerForm(request.POST)
    if form.is_valid():
        accept = form.cleaned_data["answer"] == AnswerForm.ACCEPT
        links.answer_request(request=asked, administrator=request.user, accept=accept)  # type: ignore[arg-type]
        said = _("%s may teach now.") if accept else _("The request of %s is refused.")
        messages.success(request, said % asked.user.get_username())
    return HttpResponseRedirect(reverse("people:manage"))


@administrators_only
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Make an invitation to teach and show its link, once."""
    form = InvitationForm(request.POST, prefix="invite")
    if not form.is_valid():
        return _manage(request, invitation_form=form, form=form)
    link, token = links.make(
        kind=KIND.TEACHER,
        made_by=request.user,  # type: ignore[arg-type]
        note=form.cleaned_data["note"],
    )
    return _show_link(request, link, "people:invitation", token)


@administrators_only
@require_POST
def way_back(request: HttpRequest) -> HttpResponse:
    """Make a link for a new password, for somebody who stands in front of the administrator or has called."""
    form = WayBackForm(request.POST, prefix="back")
    if not form.is_valid():
        return _manage(request, way_back_form=form, form=form)
    user = form.cleaned_data["username"]
    if form.cleaned_data["second_step"]:
        Authenticator.objects.filter(user=user).delete()
    link, token = links.make(kind=KIND.PASSWORD, made_by=request.user, user=user)  # type: ignore[arg-type]
    return _show_link(request, link, "people:link_password", token)


def _show_link(request: HttpRequest, link: OneTimeLink, name: str, token: str) -> HttpResponse:
    address = f"{settings.PASSERELLE_URL}{reverse(name, args=[token])}"
    return render(request, "people/link.html", {"link": link, "address": address})


@administrators_only
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link useless before its time."""
    get_object_or_404(OneTimeLink, pk=pk, used_at__isnull=True).delete()
    messages.success(request, _("The link no longer works."))
    return HttpResponseRedirect(reverse("people:manage"))
