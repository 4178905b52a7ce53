"""Two sets of plans in, what is different out."""

from generator.review.compare import CustomerChange, changed_customers

__all__ = ["CustomerChange", "changed_customers"]
