from eligibility.models.cases import Assessment, Case, Decision, DraftNote

__all__ = ["Assessment", "Case", "Decision", "DraftNote"]
