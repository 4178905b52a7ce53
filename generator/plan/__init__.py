"""The planner: what happens to each subscription, what has to be known, and what is to be done when."""

from generator.plan.as_json import as_json
from generator.plan.costs import Money
from generator.plan.make import make_plan
from generator.plan.subscriptions import NoRouteError
from generator.plan.value import Found, Goods, Plan, PlannedStep, Section, SubscriptionPlan, Untaken, Value

__all__ = [
    "Found",
    "Goods",
    "Money",
    "NoRouteError",
    "Plan",
    "PlannedStep",
    "Section",
    "SubscriptionPlan",
    "Untaken",
    "Value",
    "as_json",
    "make_plan",
]
