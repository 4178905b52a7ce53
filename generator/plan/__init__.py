"""The planner: what happens to each subscription, what has to be known, and what is to be done when."""

from generator.plan.as_json import as_json
from generator.plan.conflicts import Conflict, Pause, conflicts
from generator.plan.costs import Money
from generator.plan.events import Event, in_freeze
from generator.plan.facts import changed_terms
from generator.plan.letters import PlannedLetter, PlannedParagraph, planned_letters
from generator.plan.make import NoRulesError, make_plan
from generator.plan.portfolio import Clash, Course, Mention, Portfolio, Week
from generator.plan.portfolio_share import PortfolioShare, portfolio_share
from generator.plan.progress import seats_of
from generator.plan.recheck import Recheck
from generator.plan.section import RUNBOOK, Place, PlannedStep, Section, runbook_part
from generator.plan.steps import days_in_words
from generator.plan.subscriptions import NoRouteError
from generator.plan.value import (
    Found,
    Goods,
    Plan,
    SubscriptionPlan,
    Untaken,
    Value,
)
from generator.plan.waves import Part, Wave, waves_of

__all__ = [
    "RUNBOOK",
    "Clash",
    "Conflict",
    "Course",
    "Event",
    "Found",
    "Goods",
    "Mention",
    "Money",
    "NoRouteError",
    "NoRulesError",
    "Part",
    "Pause",
    "Place",
    "Plan",
    "PlannedLetter",
    "PlannedParagraph",
    "PlannedStep",
    "Portfolio",
    "PortfolioShare",
    "Recheck",
    "Section",
    "SubscriptionPlan",
    "Untaken",
    "Value",
    "Wave",
    "Week",
    "as_json",
    "changed_terms",
    "conflicts",
    "days_in_words",
    "in_freeze",
    "make_plan",
    "planned_letters",
    "portfolio_share",
    "runbook_part",
    "seats_of",
    "waves_of",
]
