"""Pictures of time as SVG: of one customer's plan, and of all customers. Days in, places on the picture out."""

from generator.render.timeline.views import Row, portfolio_timeline, timeline_view

__all__ = ["Row", "portfolio_timeline", "timeline_view"]
