"""Pages as text: templates and guidance texts are run here, once; only values that are safe to print get through."""

from generator.render.environment import broken_templates, unknown_variables
from generator.render.pages import Pages

__all__ = ["Pages", "broken_templates", "unknown_variables"]
