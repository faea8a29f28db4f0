from budgets.models.budgets import Agreement, Budget, BudgetLine, BudgetVersion, Indicative, PayeeAccount
from budgets.models.ledger import Balance, Entry, LedgerAccount, Leg
from budgets.models.payments import Payment, PaymentRun, Schedule
from budgets.models.spend import BankAccount, BankImport, BankLine, Statement, StatementRun

__all__ = [
    "Agreement",
    "Balance",
    "BankAccount",
    "BankImport",
    "BankLine",
    "Budget",
    "BudgetLine",
    "BudgetVersion",
    "Entry",
    "Indicative",
    "LedgerAccount",
    "Leg",
    "PayeeAccount",
    "Payment",
    "PaymentRun",
    "Schedule",
    "Statement",
    "StatementRun",
]
