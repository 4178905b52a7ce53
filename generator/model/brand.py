"""How a house looks: its colour, logo and name, checked and frozen. Contrast as WCAG 2 reckons it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from generator.model.base import Frozen
from generator.model.fields import Name, Rule, matching, wrong
from generator.text import Pair, Text

ENOUGH = 4.5
"""Contrast of text with what is behind it; WCAG 2.2, success criterion 1.4.3 (AA)."""

_WHITE = (255, 255, 255)
_BLACK = (0, 0, 0)

Rgb = tuple[int, int, int]


@dataclass(frozen=True)
class Colour:
    """A colour on a screen: red, green and blue from 0 to 255."""

    rgb: Rgb

    def __str__(self) -> str:
        return "#{:02x}{:02x}{:02x}".format(*self.rgb)

    @classmethod
    def of(cls, text: str) -> Colour:
        """From ``#0b5cad``."""
        return cls((int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)))

    def contrast(self, other: Colour) -> float:
        """From 1 (the same) to 21 (black and white)."""
        darker, lighter = sorted((self._luminance, other._luminance))
        return (lighter + 0.05) / (darker + 0.05)

    def readable_on(self, ground: Colour) -> Colour:
        """The nearest tone that text may have on ``ground``: itself, or darker on a light one, else lighter."""
        end = _BLACK if ground.contrast(BLACK) > ground.contrast(WHITE) else _WHITE
        tones = (self._towards(end, share) for share in range(256))
        return next((tone for tone in tones if tone.contrast(ground) >= ENOUGH), Colour(end))

    def _towards(self, end: Rgb, share: int) -> Colour:
        """Mixed with ``share`` of 255 parts of another one."""
        red, green, blue = (
            (channel * (255 - share) + last * share) // 255 for channel, last in zip(self.rgb, end, strict=True)
        )
        return Colour((red, green, blue))

    @property
    def _luminance(self) -> float:
        red, green, blue = (_linear(channel / 255) for channel in self.rgb)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


WHITE, BLACK = Colour(_WHITE), Colour(_BLACK)


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _colour(value: Any) -> Colour:
    """A colour that white text can be read on."""
    if not isinstance(value, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise wrong("brand-colour")  # without quotes it is a comment, and there is no value
    colour = Colour.of(value)
    better = colour.readable_on(WHITE)
    if better != colour:
        raise wrong("brand-contrast", contrast=f"{int(colour.contrast(WHITE) * 10) / 10}", better=str(better))
    return colour


class BrandFile(Frozen):
    """``brand/brand.yaml``: what is left out stays as the program brings it. ``logo``: a file beside it."""

    colour: Annotated[Colour, Rule(_colour, {"type": "string"})] | None = None
    logo: (
        Annotated[str, matching("brand-logo", r"[A-Za-z0-9][A-Za-z0-9_.-]{0,60}\.(?:svg|png)", str, {"type": "string"})]
        | None
    ) = None
    name: Name | None = None


@dataclass(frozen=True)
class Logo:
    """A picture that is safe to show; ``ending``: svg or png."""

    ending: str
    content: bytes


@dataclass(frozen=True)
class Brand:
    """How a house looks; None where it leaves that to the program."""

    colour: Colour | None
    logo: Logo | None
    name: Pair[Text] | None
