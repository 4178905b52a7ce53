"""What the glossary prints: the words of the guidance in every language."""

from __future__ import annotations

from typing import Any

from generator.guidance import Guidance
from generator.render.house import house_view
from generator.render.voice import Voice
from generator.text import Token, ours

View = dict[str, Any]


def glossary_view(guidance: Guidance, voice: Voice) -> list[View]:
    """Every term: in the page's language, in the other ones, and what it means."""
    return [
        {
            "id": Token(f"term-{term.id}"),
            "term": voice.say(term.term),
            "others": [other.say(term.term) for other in voice.others],
            "meaning": voice.say(term.meaning),
            "avoid": [ours(word) for word in term.avoid],
            "house": house_view(guidance.house, "terms", term.id, voice),
        }
        for term in guidance.terms
    ]
