"""The life cycle of one version of a plan: state → verb → next state.

Any step before authorisation can be returned with reasons, which makes it a
draft again: what the person agreed to must be what is approved.
"""

from careplans.enums import PlanState as P
from phb.core.lifecycle import LifeCycle

PLAN = LifeCycle(
    "plan",
    P.DRAFT,
    {
        P.DRAFT: {"share": P.SHARED, "withdraw": P.WITHDRAWN},
        P.SHARED: {"agree": P.AGREED_BY_PERSON, "return": P.DRAFT, "withdraw": P.WITHDRAWN},
        P.AGREED_BY_PERSON: {"approve_clinically": P.CLINICALLY_APPROVED, "return": P.DRAFT, "withdraw": P.WITHDRAWN},
        P.CLINICALLY_APPROVED: {"check_finance": P.FINANCE_CHECKED, "return": P.DRAFT, "withdraw": P.WITHDRAWN},
        P.FINANCE_CHECKED: {"authorise": P.AUTHORISED, "refuse": P.REFUSED, "return": P.DRAFT, "withdraw": P.WITHDRAWN},
        P.AUTHORISED: {"activate": P.ACTIVE, "withdraw": P.WITHDRAWN},
        P.ACTIVE: {"start_review": P.UNDER_REVIEW, "supersede": P.SUPERSEDED, "end": P.ENDED},
        P.UNDER_REVIEW: {"keep": P.ACTIVE, "supersede": P.SUPERSEDED, "end": P.ENDED},
        # The person may ask for a refusal to be looked at again (2013 Regulations, regulation 8(6A)).
        P.REFUSED: {"reconsider": P.FINANCE_CHECKED},
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

ALL = (PLAN,)
