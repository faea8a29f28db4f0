"""Pages for what went wrong. None says anything of the thing that was asked for."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from phb.core.errors import RuleBroken


def _page(request: HttpRequest, status: int, template: str, detail: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": detail}, status=status)
    return render(request, template, {"request_id": getattr(request, "request_id", "")}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "400.html", "This request could not be understood.")


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, "403.html", "This is not allowed.")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, "404.html", "Not found.")


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500, "500.html", "Something went wrong on our side. Nothing was saved.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403, "403_csrf.html", "The page was open too long. Go back, reload it and send it again.")


def rule_broken(request: HttpRequest, error: RuleBroken) -> HttpResponse:
    """A rule refused what was asked and no form was there to show it on: the sentence, and the way back."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": error.message}, status=400)
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = ""  # whoever sent us here from elsewhere is not who leads back
    context = {"message": error.message, "came_from": back}
    return render(request, "rule_broken.html", context, status=400)
