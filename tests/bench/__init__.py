"""The benchmark: ``python -m tests.bench --sizes 100 300 --only ours plain``."""

from .customers import fabricate

__all__ = ["fabricate"]
