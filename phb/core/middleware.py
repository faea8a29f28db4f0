"""Every request: an id, one transaction bound to the actor's organisation, the access table, the trail."""

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError, transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.module_loading import import_string

from phb.core import audit
from phb.core.access import Open
from phb.core.errors import NotVisible, RuleBroken
from phb.core.requests import routes, rule_for, seated
from phb.core.tenancy import act_as, act_as_nobody

log = structlog.get_logger("phb.request")
Answer = Callable[[HttpRequest], HttpResponse]
# NUL is no text to the database, a lone surrogate none to anybody.
STRANGE = re.compile("[\x00\ud800-\udfff]")
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
SIGNED_IN_AT = "signed_in_at"
SIGN_IN_STEPS = (ReauthenticationRequired, ImmediateHttpResponse)
# Asked by a page, not by a person: these do not keep a session alive.
POLLED = {"progress"}
# What an account without a second factor may open: enrolment, and the way out.
ENROLMENT = {
    "mfa_activate_totp",
    "account_logout",
    "account_reauthenticate",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "javascript-catalog",
}


class RequestIdMiddleware:
    """Gives each request an id, says it back, and writes one log line without personal data."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get("X-Request-Id", "")
        request.request_id = sent if REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)
        began = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-Id"] = request.request_id
        match = request.resolver_match
        if match is not None and not match.view_name.startswith("health"):
            log.info(
                "answered",
                method=request.method,
                route=match.view_name,
                status=response.status_code,
                ms=round((time.perf_counter() - began) * 1000),
            )
        return response


# For answers that no page's own policy reached: files, redirects and errors from before the pages.
NOTHING_RUNS = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class HeadersMiddleware:
    """Headers of every answer that the framework does not set itself. It stands outside the framework's own."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Content-Security-Policy", NOTHING_RUNS)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        return response


class IntakeMiddleware:
    """Refuses what is too large, and characters that no text has, before a page reads them (section 3.7)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_upload = request.content_type == "multipart/form-data"
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + (settings.UPLOAD_LARGEST_BYTES if is_upload else 0)
        if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
            raise RequestDataTooBig
        for sent in (request.GET, request.POST):
            for name, values in sent.lists():
                if any(STRANGE.search(text) for text in (name, *values)):
                    raise BadRequest
        return self.get_response(request)


class ActorMiddleware:
    """Binds the request to one actor and lets only listed routes through.

    All of it happens inside one transaction: the organisation is told with SET LOCAL, what was
    read is written to the trail at the end, and an error takes everything back.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None
        if request.path.startswith("/health/"):
            return self.get_response(request)  # must answer while the database is away
        try:
            return self._bound(request)
        except (OperationalError, InterfaceError) as error:
            log.error("database away", error=type(error).__name__)
            return unavailable(request)

    def _bound(self, request: HttpRequest) -> HttpResponse:
        """The answer, made inside one transaction of the actor's organisation."""
        if request.user.is_authenticated and self._too_old(request):
            logout(request)
        audit.begin()
        with transaction.atomic():
            act_as_nobody(request.user.pk, request.request_id)
            if request.user.is_authenticated:
                request.actor = seated(request, request.request_id)
                if request.actor is not None:
                    act_as(request.actor)
            response = _whole(self.get_response(request))
            if getattr(request, "failed", False) or response.status_code >= 500:
                transaction.set_rollback(True)
            elif request.actor is not None and not transaction.get_rollback():
                audit.write_reads(request.actor)
        if request.user.is_authenticated or request.actor is not None:
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True, private=True)
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        name = request.resolver_match.view_name
        listed = routes().get(name)
        if not listed:
            raise Http404
        rule = rule_for(name, request.method or "")
        if rule is None:
            return HttpResponseNotAllowed(sorted(listed))
        if isinstance(rule, Open) and not rule.signed_in:
            return None
        if not request.user.is_authenticated:
            return self._sign_in(request)
        if name not in POLLED:
            request.session.modified = True  # idle time begins anew; a page that polls by itself is not a person
        if name not in ENROLMENT and not is_mfa_enabled(request.user):
            return redirect("mfa_activate_totp")
        if isinstance(rule, Open):
            return None
        if request.actor is None:
            return redirect("no_seat")
        if not rule.allow(request.actor.role):
            raise Http404
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, SIGN_IN_STEPS):
            return None  # not a failure: allauth's own middleware answers these
        request.failed = True
        if isinstance(error, NotVisible):
            not_found: Any = get_resolver().resolve_error_handler(404)
            return not_found(request, exception=error)
        if isinstance(error, RuleBroken):
            return import_string(settings.RULE_BROKEN_VIEW)(request, error)
        if isinstance(error, OperationalError | InterfaceError):
            return unavailable(request)
        if isinstance(error, Http404 | PermissionDenied | BadRequest):
            return None
        log.error(
            "failed",
            route=request.resolver_match.view_name if request.resolver_match else "",
            error=type(error).__name__,
            where=_where(error),
        )
        return None

    @staticmethod
    def _sign_in(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": "Sign in first."}, status=401)
        return redirect_to_login(request.get_full_path())

    @staticmethod
    def _too_old(request: HttpRequest) -> bool:
        """Whether the sign-in is more than 12 hours old, however busy the session was."""
        began = request.session.setdefault(SIGNED_IN_AT, int(time.time()))
        return time.time() - began > settings.SESSION_LONGEST_SECONDS


def unavailable(request: HttpRequest) -> HttpResponse:
    """Says that the database is away and nothing was saved, without asking it anything. 503, try again in 30 seconds."""
    words = (
        "The service cannot reach its records at the moment. What you just sent was not saved. Try again in a minute."
    )
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse({"detail": words}, status=503)
    else:
        response = HttpResponse(get_template("503.html").template.render({"words": words}), status=503)
    response["Retry-After"] = "30"
    return response


def _whole(response: HttpResponse) -> HttpResponse:
    """A streamed answer, read to its end while the organisation is still told (I33)."""
    if not response.streaming or isinstance(response, FileResponse):
        return response
    whole = HttpResponse(b"".join(response), status=response.status_code)
    for name, value in response.items():
        whole[name] = value
    return whole


def _where(error: Exception) -> str:
    """File and line of the failure, never its values."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}"
