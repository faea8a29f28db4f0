from phb.core.models.base import TenantModel
from phb.core.models.organisations import Membership, Organisation, Place, Policy, Succession, Team, User
from phb.core.models.people import (
    Arrangement,
    Assignment,
    ContactBy,
    Declaration,
    Format,
    Grant,
    NamedStaff,
    Person,
    sort_name,
)
from phb.core.models.records import AuditEvent, AuditHead, Document, IdempotencyKey, Job, Move

__all__ = [
    "Arrangement",
    "Assignment",
    "AuditEvent",
    "AuditHead",
    "ContactBy",
    "Declaration",
    "Document",
    "Format",
    "Grant",
    "IdempotencyKey",
    "Job",
    "Membership",
    "Move",
    "NamedStaff",
    "Organisation",
    "Person",
    "Place",
    "Policy",
    "Succession",
    "Team",
    "TenantModel",
    "User",
    "sort_name",
]
