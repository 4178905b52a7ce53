"""The planner: what happens to each subscription, what has to be known, and what is to be done when."""

from generator.plan.as_json import as_json
from generator.plan.costs import Money
from generator.plan.events import Event, events, in_freeze
from generator.plan.make import NoRulesError, make_plan
from generator.plan.subscriptions import NoRouteError
from generator.plan.value import (
    Found,
    Goods,
    Plan,
    PlannedStep,
    Section,
    SubscriptionPlan,
    Untaken,
    Value,
    days_in_words,
)

__all__ = [
    "Event",
    "Found",
    "Goods",
    "Money",
    "NoRouteError",
    "NoRulesError",
    "Plan",
    "PlannedStep",
    "Section",
    "SubscriptionPlan",
    "Untaken",
    "Value",
    "as_json",
    "days_in_words",
    "events",
    "in_freeze",
    "make_plan",
]
