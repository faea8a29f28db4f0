"""The life cycles of plans: of a version, and of what stands around it. State → verb → next state.

Any step before authorisation can be returned with reasons, which makes it a
draft again: what the person agreed to must be what is approved.
"""

from careplans.enums import CommentState as T
from careplans.enums import ConcernState as N
from careplans.enums import LibraryChangeState as LC
from careplans.enums import LibraryFileState as LF
from careplans.enums import LibraryState as L
from careplans.enums import MeasureState as M
from careplans.enums import PanelState as B
from careplans.enums import PlanState as P
from careplans.enums import PriceState as PR
from careplans.enums import ReviewState as R
from phb.core.lifecycle import LifeCycle

PLAN = LifeCycle(
    "plan",
    P.DRAFT,
    {
        # A small correction goes straight into force: the coordinator puts it there, and the database checks that it is small.
        # So does a plan that was agreed in another system: who takes it did not bring it, and the database checks that too.
        P.DRAFT: {"share": P.SHARED, "correct": P.ACTIVE, "bring_in": P.ACTIVE, "withdraw": P.WITHDRAWN},
        P.SHARED: {"agree": P.AGREED_BY_PERSON, "return": P.DRAFT, "withdraw": P.WITHDRAWN},
        P.AGREED_BY_PERSON: {"approve_clinically": P.CLINICALLY_APPROVED, "return": P.DRAFT, "withdraw": P.WITHDRAWN},
        P.CLINICALLY_APPROVED: {"check_finance": P.FINANCE_CHECKED, "return": P.DRAFT, "withdraw": P.WITHDRAWN},
        P.FINANCE_CHECKED: {"authorise": P.AUTHORISED, "refuse": P.REFUSED, "return": P.DRAFT, "withdraw": P.WITHDRAWN},
        P.AUTHORISED: {"activate": P.ACTIVE, "withdraw": P.WITHDRAWN},
        P.ACTIVE: {"start_review": P.UNDER_REVIEW, "supersede": P.SUPERSEDED, "end": P.ENDED},
        P.UNDER_REVIEW: {"keep": P.ACTIVE, "supersede": P.SUPERSEDED, "end": P.ENDED},
        # The person may ask for a refusal to be looked at again (2013 Regulations, regulation 8(6A)).
        # Or the coordinator takes it off the table, to write another.
        P.REFUSED: {"reconsider": P.FINANCE_CHECKED, "withdraw": P.WITHDRAWN},
        P.SUPERSEDED: {},
        P.ENDED: {},
        P.WITHDRAWN: {},
    },
    groups={
        "can_be_edited": frozenset({P.DRAFT, P.SHARED}),
        "being_approved": frozenset({P.AGREED_BY_PERSON, P.CLINICALLY_APPROVED, P.FINANCE_CHECKED}),
        "in_force": frozenset({P.ACTIVE, P.UNDER_REVIEW}),
        "frozen": frozenset({P.AUTHORISED, P.ACTIVE, P.UNDER_REVIEW, P.SUPERSEDED, P.ENDED, P.REFUSED, P.WITHDRAWN}),
    },
)

REVIEW = LifeCycle(
    "review of a plan",
    R.ASKED,
    {
        # The person may ask for a review at any time; the board decides whether one is held, with reasons.
        R.ASKED: {"hold": R.OPEN, "decline": R.DECLINED},
        R.OPEN: {"complete": R.COMPLETED, "cancel": R.CANCELLED},
        R.COMPLETED: {},
        R.CANCELLED: {},
        R.DECLINED: {},
    },
)

COMMENT = LifeCycle(
    "comment",
    T.OPEN,
    {T.OPEN: {"settle": T.SETTLED}, T.SETTLED: {"open_again": T.OPEN}},
)

CONCERN = LifeCycle(
    "safeguarding concern",
    N.OPEN,
    {N.OPEN: {"close": N.CLOSED}, N.CLOSED: {"open_again": N.OPEN}},
)

LIBRARY_ITEM = LifeCycle(
    "library entry",
    L.PROPOSED,
    {
        L.PROPOSED: {"approve": L.IN_USE, "reject": L.REJECTED},
        L.IN_USE: {"retire": L.RETIRED},
        L.REJECTED: {"propose_again": L.PROPOSED},
        L.RETIRED: {"propose_again": L.PROPOSED},
    },
)

LIBRARY_PRICE = LifeCycle(
    "library price",
    PR.PROPOSED,
    {PR.PROPOSED: {"approve": PR.APPROVED, "reject": PR.REJECTED}, PR.APPROVED: {}, PR.REJECTED: {}},
)

LIBRARY_CHANGE = LifeCycle(
    "correction of a library entry",
    LC.PROPOSED,
    {LC.PROPOSED: {"approve": LC.APPROVED, "reject": LC.REJECTED}, LC.APPROVED: {}, LC.REJECTED: {}},
)

LIBRARY_FILE = LifeCycle(
    "file of the library",
    LF.CHECKED,
    {
        LF.CHECKED: {"hand_over": LF.PROPOSED, "discard": LF.DISCARDED},
        LF.PROPOSED: {"take": LF.TAKEN, "discard": LF.DISCARDED},
        LF.TAKEN: {},
        LF.DISCARDED: {},
    },
)

PANEL = LifeCycle(
    "panel",
    B.PLANNED,
    {B.PLANNED: {"hold": B.HELD, "cancel": B.CANCELLED}, B.HELD: {}, B.CANCELLED: {}},
)

MEASURE = LifeCycle(
    "measure",
    M.DRAFT,
    {M.DRAFT: {"take_up": M.IN_USE, "retire": M.RETIRED}, M.IN_USE: {"retire": M.RETIRED}, M.RETIRED: {}},
)

ALL = (PLAN, REVIEW, COMMENT, CONCERN, LIBRARY_ITEM, LIBRARY_PRICE, LIBRARY_CHANGE, LIBRARY_FILE, PANEL, MEASURE)
