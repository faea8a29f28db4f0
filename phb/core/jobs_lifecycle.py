"""The life of a job. Set aside means: three tries failed, a person looks at it."""

from phb.core.lifecycle import LifeCycle

JOB = LifeCycle(
    name="Job",
    initial="waiting",
    moves={
        "waiting": {"lease": "leased"},
        "leased": {"finish": "done", "give_back": "waiting", "set_aside": "set_aside"},
        "set_aside": {"retry": "waiting"},
        "done": {},
    },
)
