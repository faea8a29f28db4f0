from budgets.models.amounts import AmountTable
from budgets.models.budgets import Agreement, Budget, BudgetLine, BudgetVersion, Indicative, PayeeAccount
from budgets.models.changes import BudgetChange, Reckoning
from budgets.models.files import BudgetFile, BudgetFileItem
from budgets.models.funding import ContingencyUse, Contribution, Funder, FundingShare, FundingSplit
from budgets.models.ledger import Balance, Entry, LedgerAccount, Leg
from budgets.models.payments import Payment, PaymentRun, Schedule
from budgets.models.spend import BankAccount, BankImport, BankLine, Statement, StatementRun
from budgets.models.uplifts import Uplift, UpliftItem
from budgets.models.years import BudgetYear, ContractRelease, SourceContract

__all__ = [
    "Agreement",
    "AmountTable",
    "Balance",
    "BankAccount",
    "BankImport",
    "BankLine",
    "Budget",
    "BudgetChange",
    "BudgetFile",
    "BudgetFileItem",
    "BudgetLine",
    "BudgetVersion",
    "BudgetYear",
    "ContingencyUse",
    "ContractRelease",
    "Contribution",
    "Entry",
    "Funder",
    "FundingShare",
    "FundingSplit",
    "Indicative",
    "LedgerAccount",
    "Leg",
    "PayeeAccount",
    "Payment",
    "PaymentRun",
    "Reckoning",
    "Schedule",
    "SourceContract",
    "Statement",
    "StatementRun",
    "Uplift",
    "UpliftItem",
]
