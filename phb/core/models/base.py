"""What every table of an organisation has in common."""

from typing import ClassVar

from django.db import models

from phb.core.lifecycle import LifeCycle


class TenantModel(models.Model):
    """A row that belongs to one organisation and is seen by no other.

    The class attributes tell `phb.core.database.guard` how the database protects the table:

    * `audited`: each insert, update and delete leaves an event in the trail.
    * `append_only`: rows are never changed or removed, by anybody.
    * `life_cycle`: only the moves of this table may change `state`.
    * `own_rows`: SQL for rows that a user may read before an organisation is chosen.
    * `written_by_database`: the application may read only; triggers write.
    """

    audited: ClassVar[bool] = True
    append_only: ClassVar[bool] = False
    written_by_database: ClassVar[bool] = False
    life_cycle: ClassVar[LifeCycle | None] = None
    own_rows: ClassVar[str] = ""

    organisation = models.ForeignKey(
        "core.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False, editable=False
    )

    class Meta:
        abstract = True
