"""A payment run as CSV, for bank portals and for the NHS ledger's people."""

import csv
import io

from budgets.exports.values import PaymentBatch, PaymentFile, checked_total, make_file

COLUMNS = (
    "batch_reference",
    "invoice_number",
    "payment_date",
    "payee_name",
    "sort_code",
    "account_number",
    "amount",
    "currency",
    "payment_reference",
    "budget_reference",
    "pays_for",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def payment_csv(batch: PaymentBatch) -> PaymentFile:
    """The run as CSV (UTF-8, one row a payment). RuleBroken when a payment must not go out."""
    total = checked_total(batch)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in batch.items:
        writer.writerow(
            [
                plain_text(batch.reference),
                plain_text(item.invoice),
                batch.pay_on.isoformat(),
                plain_text(item.payee.name),
                item.payee.sort_code,
                item.payee.eight_digits,
                f"{item.amount:.2f}",
                "GBP",
                plain_text(item.reference),
                plain_text(item.budget),
                plain_text(item.pays_for),
            ]
        )
    return make_file(f"payments-{batch.reference}.csv", "text/csv", out.getvalue().encode(), batch, total)


def plain_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes in front of =, +, -, @, tab and line end."""
    return f"'{text}" if text.startswith(_FORMULA) else text
