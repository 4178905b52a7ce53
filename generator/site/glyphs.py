"""What a browser is asked about its glyphs, as it prints boxes without a word: a script put into the copy it prints.

Knows how to ask and how to read the answer; starts no browser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from generator.render import TAIWAN_FONTS

_NOTHING_FROM_OUTSIDE = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:\">"
)

_SCRIPT = r"""<script>{
  document.currentScript.remove();
  const page = document.documentElement;
  const answer = {characters: [], chinese: [], taiwan: false, outside: []};
  const tell = () => { page.dataset.answer = encodeURIComponent(JSON.stringify(answer)); };

  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const pen = canvas.getContext("2d", {willReadFrequently: true});
  const drawn = (character, font) => {
    pen.clearRect(0, 0, 64, 64);
    pen.font = "20px " + font;
    pen.fillText(character, 20, 40);
    return canvas.toDataURL();
  };
  const width = (font) => {
    pen.font = "40px " + font;
    return pen.measureText("mmmwwwiii 0123 Qq").width;
  };
  const installed = (name) =>
    ["monospace", "serif"].some((other) => width(`"${name}", ${other}`) !== width(other));

  addEventListener("securitypolicyviolation", (event) => { answer.outside.push(event.blockedURI); tell(); });
  addEventListener("load", () => {
    const font = getComputedStyle(document.body).fontFamily;
    const box = drawn("\u{2A6EF}", font);  // a code point that was never given out
    const used = [...new Set(page.textContent)].filter((one) => !/[\p{Z}\p{Cc}\p{Cf}\p{DI}]/u.test(one));
    answer.characters = used.filter((one) => drawn(one, font) === box);
    answer.chinese = used.filter((one) => /\p{Script=Han}/u.test(one));
    answer.taiwan = TAIWAN_FONTS.some(installed);
    tell();
  });
}</script>""".replace("TAIWAN_FONTS", json.dumps(TAIWAN_FONTS))
"""Draws every character of the page and compares it with a missing one; a font is there if it changes a width."""

_ANSWER = re.compile(r'<html[^>]* data-answer="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """``missing`` and ``chinese`` are characters; ``outside`` holds the addresses that were asked for and refused."""

    missing: tuple[str, ...]
    chinese: tuple[str, ...]
    has_taiwan_font: bool
    outside: tuple[str, ...]


def with_question(html: str) -> str:
    """The paper with our script, and after it the rule that nothing else runs and nothing is fetched."""
    start, head, rest = html.partition("<head>")
    if not head:
        raise ValueError("a paper has a <head>")
    return f"{start}{head}{_SCRIPT}{_NOTHING_FROM_OUTSIDE}{rest}"


def answer_in(page: str) -> Answer | None:
    """What the script found, from the page as it was after it ran; None = it did not run."""
    found = _ANSWER.search(page)
    if not found:
        return None
    told = json.loads(unquote(found[1]))
    return Answer(_all(told["characters"]), _all(told["chinese"]), bool(told["taiwan"]), _all(told["outside"]))


def _all(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))
