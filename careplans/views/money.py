"""Follow a pound: from each line of the plan up to its outcomes and needs, and from each need down to its pounds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from careplans.selectors.chain import chain_of
from careplans.views.common import case_context, may_write, opened, staff_only


@staff_only
def money(request: HttpRequest, version_id: int) -> HttpResponse:
    """Both ways on one page, with the same totals; what leads nowhere stands first."""
    version = opened(request, version_id, "followed the money of your plan")
    chain = chain_of(version)
    context = {**case_context(request, version), "chain": chain, "trace": chain.trace, "writing": may_write(request.actor, version)}  # fmt: skip
    return render(request, "careplans/money.html", context)
