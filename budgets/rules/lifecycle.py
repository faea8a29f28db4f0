"""The life cycles of budgets: one table each, state → verb → next state. The diagrams in the docs come from them."""

from budgets.enums import BudgetState as B
from budgets.enums import PaymentState as P
from budgets.enums import RunState as R
from budgets.enums import StatementState as S
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
        B.ENDING: {"close": B.CLOSED},
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
        V.AGREED: {"supersede": V.SUPERSEDED},
        V.SUPERSEDED: {},
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

ALL = (BUDGET, BUDGET_VERSION, PAYMENT, PAYMENT_RUN, STATEMENT)
