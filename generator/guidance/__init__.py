"""The guidance: tables of clauses, facts, routes, reasons, steps, findings and words, and the checks over them."""

from generator.guidance.checks import FILES, build, item_name, pairs
from generator.guidance.guidance import ADDED, REPLACED, Guidance, holds
from generator.guidance.letters import Letter, Paragraph
from generator.guidance.rows import Anchored, Clause, Finding, Phase, Route, Step
from generator.guidance.vocabulary import FACTS, FINDING_VARIABLES, LETTER_VARIABLES, STEP_VARIABLES

__all__ = [
    "ADDED",
    "FACTS",
    "FILES",
    "FINDING_VARIABLES",
    "LETTER_VARIABLES",
    "REPLACED",
    "STEP_VARIABLES",
    "Anchored",
    "Clause",
    "Finding",
    "Guidance",
    "Letter",
    "Paragraph",
    "Phase",
    "Route",
    "Step",
    "build",
    "holds",
    "item_name",
    "pairs",
]
