"""The pages of the law and of its figures: no household is shown here (docs/decisions/0011)."""
