"""Time of our documents beside bare WeasyPrint on the same HTML, style and tags, in one run.

    .venv/bin/python -m bench.documents

Prints the median of twelve, in milliseconds, and how many times faster ours is.
"""

import statistics
import time
from collections.abc import Callable
from functools import partial

from weasyprint import CSS, HTML

from careplans.documents import easy_read, part_for
from phb.core.pdf import presses, to_html
from phb.core.pdf.engine import FONTS, STYLES
from tests.documents import samples

ROUNDS = 12
DOCUMENTS = {
    "statement, 1 page": ("statement", samples.sample_statement()),
    "statement, 40 lines": ("statement", samples.statement_of(40)),
    "decision letter": ("letter", samples.sample_letter()),
    "indicative amount": ("indicative", samples.sample_indicative()),
    "care plan, 7 pages": ("care_plan", samples.sample_plan()),
    "care plan, one page": ("care_plan_summary", samples.sample_plan()),
    "care plan, easy read": ("care_plan_easy", easy_read(samples.sample_plan())),
    "care plan, provider": ("care_plan_provider", part_for(samples.sample_plan(), "Moorside Nursing")),
    "care plan, 60 services": ("care_plan", samples.plan_with_sixty_services()),
}


def bare(html: str) -> bytes:
    """WeasyPrint as its manual says: a new style sheet and font configuration for each document."""
    style = (STYLES / "print.css").read_text("utf-8").replace("phb-asset:", f"{FONTS.as_uri()}/")
    html = html.replace("phb-asset:", f"{STYLES.as_uri()}/images/")
    return HTML(string=html).write_pdf(stylesheets=[CSS(string=style)], pdf_variant="pdf/ua-1")


def milliseconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def main() -> None:
    print(f"{'':24}{'HTML':>8}{'ours':>8}{'bare':>8}{'times':>8}")
    for name, (template, document) in DOCUMENTS.items():
        html = to_html(f"documents/{template}.html", document, title="x")
        presses.print(html)  # the first of each is slower
        bare(html)
        rounds = [
            (
                milliseconds(partial(to_html, f"documents/{template}.html", document, title="x")),
                milliseconds(partial(presses.print, html)),
                milliseconds(partial(bare, html)),
            )
            for _ in range(ROUNDS)
        ]
        made, ours, plain = (statistics.median(column) for column in zip(*rounds, strict=True))
        print(f"{name:24}{made:8.1f}{ours:8.0f}{plain:8.0f}{plain / (made + ours):8.2f}")


if __name__ == "__main__":
    main()
