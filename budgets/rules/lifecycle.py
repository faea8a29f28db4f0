"""The life cycles of budgets: one table each, state → verb → next state. The diagrams in the docs come from them."""

from budgets.enums import AmountTableState as T
from budgets.enums import BudgetFileState as F
from budgets.enums import BudgetState as B
from budgets.enums import ContingencyState as C
from budgets.enums import PaymentState as P
from budgets.enums import RunState as R
from budgets.enums import SplitState as SP
from budgets.enums import StatementState as S
from budgets.enums import UpliftItemState as UI
from budgets.enums import UpliftState as U
from budgets.enums import VersionState as V
from phb.core.lifecycle import LifeCycle

# Stopping a payment is never automatic: each verb is somebody's recorded decision.
BUDGET = LifeCycle(
    "budget",
    B.SETTING_UP,
    {
        B.SETTING_UP: {"start": B.ACTIVE, "close": B.CLOSED},
        B.ACTIVE: {"pause": B.PAUSED, "end": B.ENDING},
        B.PAUSED: {"resume": B.ACTIVE, "end": B.ENDING},
        # An end that was recorded by mistake is withdrawn before the final account.
        B.ENDING: {"close": B.CLOSED, "reopen": B.ACTIVE},
        B.CLOSED: {},
    },
    groups={"open": frozenset({B.SETTING_UP, B.ACTIVE, B.PAUSED, B.ENDING}), "pays": frozenset({B.ACTIVE})},
)

BUDGET_VERSION = LifeCycle(
    "budget version",
    V.INDICATIVE,
    {
        V.INDICATIVE: {"propose": V.PROPOSED, "supersede": V.SUPERSEDED, "withdraw": V.WITHDRAWN},
        V.PROPOSED: {"agree": V.AGREED, "return": V.INDICATIVE, "supersede": V.SUPERSEDED, "withdraw": V.WITHDRAWN},
        V.AGREED: {"supersede": V.SUPERSEDED, "undo": V.WITHDRAWN},
        V.SUPERSEDED: {"restore": V.AGREED, "undo": V.WITHDRAWN},
        V.WITHDRAWN: {},
    },
    groups={"drives_payments": frozenset({V.AGREED}), "frozen": frozenset({V.AGREED, V.SUPERSEDED, V.WITHDRAWN})},
)

# A failed payment does not count as paid; it is put right and scheduled again.
PAYMENT = LifeCycle(
    "payment",
    P.SCHEDULED,
    {
        P.SCHEDULED: {"hold": P.HELD, "propose": P.PROPOSED, "cancel": P.CANCELLED},
        P.HELD: {"lift_hold": P.SCHEDULED, "cancel": P.CANCELLED},
        P.PROPOSED: {"release": P.RELEASED, "hold": P.HELD, "take_out": P.SCHEDULED},
        P.RELEASED: {"export": P.EXPORTED, "hold": P.HELD, "take_out": P.SCHEDULED},
        P.EXPORTED: {"confirm": P.PAID, "reject": P.REJECTED},
        P.REJECTED: {"reissue": P.SCHEDULED, "cancel": P.CANCELLED},
        P.PAID: {"recall": P.REJECTED},
        P.CANCELLED: {},
    },
    groups={
        "in_a_run": frozenset({P.PROPOSED, P.RELEASED, P.EXPORTED}),
        "money_may_have_moved": frozenset({P.EXPORTED, P.PAID}),
        "waiting": frozenset({P.SCHEDULED, P.HELD, P.REJECTED}),
    },
)

PAYMENT_RUN = LifeCycle(
    "payment run",
    R.DRAFT,
    {
        R.DRAFT: {"propose": R.PROPOSED, "withdraw": R.WITHDRAWN},
        R.PROPOSED: {"release": R.RELEASED, "return": R.DRAFT, "withdraw": R.WITHDRAWN},
        R.RELEASED: {"export": R.EXPORTED, "withdraw": R.WITHDRAWN},
        R.EXPORTED: {"confirm": R.CONFIRMED},
        R.CONFIRMED: {},
        R.WITHDRAWN: {},
    },
    groups={"open": frozenset({R.DRAFT, R.PROPOSED, R.RELEASED, R.EXPORTED}), "may_change": frozenset({R.DRAFT})},
)

STATEMENT = LifeCycle(
    "statement",
    S.REQUESTED,
    {
        S.REQUESTED: {"make": S.MADE, "fail": S.FAILED},
        S.FAILED: {"retry": S.REQUESTED},
        S.MADE: {"issue": S.ISSUED, "remake": S.REQUESTED},
        S.ISSUED: {"supersede": S.SUPERSEDED},
        S.SUPERSEDED: {},
    },
    groups={"frozen": frozenset({S.ISSUED, S.SUPERSEDED})},
)

AMOUNT_TABLE = LifeCycle(
    "amount table",
    T.PROPOSED,
    {
        T.PROPOSED: {"approve": T.IN_USE, "refuse": T.REFUSED},
        T.IN_USE: {"end": T.ENDED},
        T.REFUSED: {},
        T.ENDED: {},
    },
    groups={"usable": frozenset({T.IN_USE, T.ENDED})},
)

# Whatever funders think of a split, payments go on: a dispute is settled between them.
FUNDING_SPLIT = LifeCycle(
    "funding split",
    SP.PROPOSED,
    {
        SP.PROPOSED: {"agree": SP.AGREED, "dispute": SP.DISPUTED, "withdraw": SP.WITHDRAWN},
        SP.DISPUTED: {"settle": SP.AGREED, "withdraw": SP.WITHDRAWN},
        SP.AGREED: {"dispute": SP.DISPUTED, "withdraw": SP.WITHDRAWN},
        SP.WITHDRAWN: {},
    },
    groups={"counts": frozenset({SP.AGREED})},
)

CONTINGENCY_USE = LifeCycle(
    "use of contingency",
    C.ASKED,
    {
        C.ASKED: {"approve": C.APPROVED, "refuse": C.REFUSED, "withdraw": C.WITHDRAWN},
        C.APPROVED: {"give_back": C.RETURNED},
        C.REFUSED: {},
        C.WITHDRAWN: {},
        C.RETURNED: {},
    },
    groups={"takes_up": frozenset({C.ASKED, C.APPROVED})},
)

UPLIFT = LifeCycle(
    "uplift",
    U.DRAFT,
    {
        U.DRAFT: {"propose": U.PROPOSED, "withdraw": U.WITHDRAWN},
        U.PROPOSED: {"approve": U.APPROVED, "return": U.DRAFT, "withdraw": U.WITHDRAWN},
        U.APPROVED: {"apply": U.APPLYING, "withdraw": U.WITHDRAWN},
        U.APPLYING: {"finish": U.APPLIED, "undo": U.UNDOING},
        U.APPLIED: {"undo": U.UNDOING},
        U.UNDOING: {"finish_undo": U.UNDONE},
        U.UNDONE: {},
        U.WITHDRAWN: {},
    },
    groups={"open": frozenset({U.DRAFT, U.PROPOSED, U.APPROVED, U.APPLYING, U.UNDOING})},
)

UPLIFT_ITEM = LifeCycle(
    "budget of an uplift",
    UI.WAITING,
    {
        UI.WAITING: {"apply": UI.APPLIED, "block": UI.BLOCKED},
        UI.BLOCKED: {"unblock": UI.WAITING},
        UI.APPLIED: {"undo": UI.UNDONE, "keep": UI.KEPT},
        UI.KEPT: {"undo": UI.UNDONE},
        UI.UNDONE: {},
    },
)

BUDGET_FILE = LifeCycle(
    "file of budgets",
    F.CHECKED,
    {
        F.CHECKED: {"take": F.TAKING, "refuse": F.REFUSED},
        F.TAKING: {"finish": F.TAKEN, "stop": F.CHECKED},
        F.TAKEN: {"undo": F.UNDOING},
        F.UNDOING: {"finish_undo": F.UNDONE, "stop": F.TAKEN},
        F.UNDONE: {},
        F.REFUSED: {},
    },
)

ALL = (
    BUDGET,
    BUDGET_VERSION,
    PAYMENT,
    PAYMENT_RUN,
    STATEMENT,
    AMOUNT_TABLE,
    FUNDING_SPLIT,
    CONTINGENCY_USE,
    UPLIFT,
    UPLIFT_ITEM,
    BUDGET_FILE,
)
