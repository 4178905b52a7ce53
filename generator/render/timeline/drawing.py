"""Where the parts of a picture stand. Knows no plans and no customers.

What depends on the length of words takes the longest of all languages: a picture is the same in every language, only
its words differ, so that it is laid out once. Lengths are units of the picture, as many as pixels where it has its full
width.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from markupsafe import Markup

from generator.render.phrases import inserted, joined
from generator.render.timeline.axis import Axis, Wanted, axis_of, cut_to, heads_of, placed, text_width
from generator.render.timeline.picture import (
    HATCHED,
    NAMES,
    ON_TOP,
    SHAPES,
    THIN,
    Bar,
    Line,
    Mark,
    Picture,
    Track,
    Words,
)
from generator.render.voice import Voice
from generator.text import Pair, Token, ours

View = dict[str, Any]

WIDTH = 820

_HEAD, _TICK, _APART, _MARGIN = 42, 18, 12, 6
_LINE, _ONE_LINE, _TWO_LINES, _BAR = 16, 25, 37, 10
_WORDS_LINE, _LEGEND_LINE, _SIGN = 16, 20, 24
_FAR = 70  # the most that words and their mark are apart
_BASE = 4  # from the middle of a line down to where its words stand

_ALIKE = {int, Token, bool}
"""What is the same in every language, as most of a picture is."""


def in_language(laid_out: Any, voice: Voice) -> Any:
    """What the template prints of a picture in one language."""
    kind = type(laid_out)
    if kind is dict:
        return {key: value if type(value) in _ALIKE else in_language(value, voice) for key, value in laid_out.items()}
    if kind is list:
        return [in_language(value, voice) for value in laid_out]
    return inserted(laid_out[voice.language]) if kind is Pair else laid_out


def drawn(picture: Picture, voice: Voice) -> View:
    """A picture laid out, with its words in the languages of the voice and of all others."""
    widest = max((_width(name) for track in picture.tracks for name in track.names), default=0)
    names = _MARGIN + (picture.names or min(NAMES, round(widest) + 1))
    axis = axis_of(picture.days, names + _TICK, WIDTH)
    tops = _tops(picture.tracks)
    bands = [(bar, name) for bar, name in picture.bands if _rect(bar, axis, 0, 0)]
    below = tops[-1] + _MARGIN
    band_names, below = _band_names(bands, axis, below, voice)
    kinds = [bar.kind for bar, _ in bands] + [kind for track in picture.tracks for kind in _kinds(track, axis)]
    legend, height = _legend({kind: picture.legend[kind] for kind in picture.legend if kind in kinds}, below, voice)
    return {
        "id": Token(picture.id),
        "title": picture.title,
        "told": list(picture.told),
        "width": WIDTH,
        "height": height,
        "links": any(track.link for track in picture.tracks),
        "shapes": [{"kind": Token(kind), "outline": ours(SHAPES[kind][1])} for kind in SHAPES if kind in kinds],
        **_heads(axis, tops[-1], voice),
        "bands": [_rect(bar, axis, _HEAD, tops[-1] - _HEAD) | {"said": bar.said} for bar, _ in bands],
        "band_names": band_names,
        "tracks": [_track(track, top, names, axis, voice) for track, top in zip(picture.tracks, tops, strict=False)],
        "legend": legend,
    }


def _shown(text: Words, voice: Voice, width: float | None = None) -> Words:
    """Words as they stand in a picture, cut to a width; Chinese in a page of another language is marked as such."""
    return Pair.of({own.language: _marked(cut_to(text[own.language], width), own) for own in voice.every})


def _marked(said: str, own: Voice) -> str:
    return joined(Markup('<tspan lang="zh-TW">{}</tspan>'), said) if own.is_foreign(said) else said


def _width(text: Words) -> float:
    return max(map(text_width, text.said))


def _height(track: Track) -> int:
    return _TWO_LINES if len(track.names) > 1 else _ONE_LINE


def _tops(tracks: Sequence[Track]) -> list[int]:
    """Where each track begins, and where the last one ends."""
    tops, below = [], _HEAD
    for track in tracks:
        below += _APART * track.apart
        tops.append(below)
        below += _height(track)
    return [*tops, below]


# ---- Above and below the tracks ------------------------------------------------------------------------------------


def _heads(axis: Axis, bottom: int, voice: Voice) -> View:
    """The names of months and days, and the lines under them: those of the upper line stronger."""
    heads = heads_of(axis)
    ends = [*(axis.start(day) for day in heads.upper_days[1:]), axis.right]
    upper = []
    for day, end in zip(heads.upper_days, ends, strict=True):
        said = _day_in(heads.upper, day, voice)
        if axis.start(day) + _width(said) * 1.1 + _MARGIN <= end:
            upper.append({"x": axis.start(day) + 3, "text": said})
    strong = [axis.start(day) for day in heads.upper_days if axis.start(day) > axis.left]
    weak = [axis.start(day) for day in heads.lower_days if axis.start(day) not in strong]
    place = axis.middle if heads.lower == "day" and axis.day_width >= 20 else axis.start
    lower = [(place(day), _day_in(heads.lower, day, voice)) for day in heads.lower_days]
    return {
        "upper": upper,
        "lower": [{"x": x, "text": text} for x, text in lower if axis.left + 8 <= x <= axis.right - 8],
        "strong": ours("".join(f"M{x} 6V{bottom}" for x in strong)),
        "weak": ours("".join(f"M{x} {_HEAD - 4}V{bottom}" for x in weak)),
    }


def _day_in(pattern: str, day: date, voice: Voice) -> Words:
    return Pair.of({own.language: own.day_in("timeline", pattern, day) for own in voice.every})


def _band_names(bands: Sequence[tuple[Bar, Words]], axis: Axis, below: int, voice: Voice) -> tuple[list[View], int]:
    """The name of each band below it, on as many lines as they need to stay apart, and where the last line ends."""
    ends: list[float] = []
    names = []
    for bar, name in bands:
        width = min(_width(name), axis.right - axis.left)
        rect = _rect(bar, axis, 0, 0)
        middle = rect["x"] + rect["width"] / 2
        middle = min(max(middle, axis.left + width / 2), axis.right - width / 2)
        free = next((line for line, end in enumerate(ends) if end + _MARGIN <= middle - width / 2), len(ends))
        ends[free : free + 1] = [middle + width / 2]
        names.append({"x": round(middle), "y": below + free * _WORDS_LINE + 10, "text": _shown(name, voice, width)})
    return names, below + len(ends) * _WORDS_LINE


def _legend(kinds: Mapping[str, Words], below: int, voice: Voice) -> tuple[list[View], int]:
    """What each kind of bar and mark is, in as many lines as that takes, and how high the picture is with them."""
    x, y, items = 0, below + _LEGEND_LINE, []
    for kind, name in kinds.items():
        width = round(_SIGN + 6 + _width(name))
        if x and x + width > WIDTH:
            x, y = 0, y + _LEGEND_LINE
        mark = kind in SHAPES
        sign = {"kind": Token(kind), "x": x + _SIGN // 2, "y": y} if mark else _box(kind, x + 1, y - 5, _SIGN - 2, _BAR)
        items.append({"mark": mark, "sign": sign, "x": x + _SIGN + 6, "y": y + _BASE, "text": _shown(name, voice)})
        x += width + 18
    return items, y + _LEGEND_LINE // 2


# ---- Tracks --------------------------------------------------------------------------------------------------------


def _track(track: Track, top: int, names: int, axis: Axis, voice: Voice) -> View:
    middles = [top + _height(track) // 2 + round((line - (len(track.names) - 1) / 2) * _LINE) for line in range(2)]
    lines = list(zip(track.lines, middles, strict=False))
    marks = [(*one, y) for line, y in lines for one in _seen(line, axis)]
    return {
        "said": track.said,
        "link": track.link,
        "names": [
            {"x": names, "y": y + _BASE, "text": _shown(name, voice, names - _MARGIN)}
            for name, y in zip(track.names, middles, strict=False)
        ],
        "done": {"x": names + _TICK // 2, "y": middles[0]} if track.done else None,
        "zones": [
            rect | {"said": bar.said} for bar in track.zones if (rect := _rect(bar, axis, top + 3, _height(track) - 6))
        ],
        "bars": [rect for line, y in lines for bar in line.bars if (rect := _rect(bar, axis, y - _BAR // 2, _BAR))],
        "marks": [
            {"kind": Token(kind), "x": x, "y": y, "said": mark.said}
            for mark, kind, x, y in sorted(marks, key=lambda seen: seen[1] in ON_TOP)
        ],
        "texts": [text for line, y in lines for text in _texts(line, y, axis, voice)],
    }


def _kinds(track: Track, axis: Axis) -> Iterator[str]:
    """What can be seen of a track, for the legend."""
    for bar in chain(track.zones, *(line.bars for line in track.lines)):
        if _rect(bar, axis, 0, 0):
            yield bar.kind
    for line in track.lines:
        yield from (kind for _, kind, _ in _seen(line, axis))
    if track.done:
        yield "done"


def _rect(bar: Bar, axis: Axis, top: int, height: int) -> View:
    """A bar as a rectangle; empty where nothing of it is in the picture."""
    first, last = bar.first or axis.first, bar.last or axis.last
    if last < first or last < axis.first or axis.last < first:
        return {}
    start = axis.start(first)
    return _box(bar.kind, start, top, max(axis.end(last) - start, 3), height)


def _box(kind: str, x: int, y: int, width: int, height: int) -> View:
    if kind in THIN:
        y, height = y + height // 2 - 1, 2
    return {
        "kind": Token(kind),
        "x": x,
        "y": y,
        "width": width,
        "height": height,
        "hatched": kind in HATCHED,
        "said": None,
    }


def _reach(kind: str) -> int:
    return SHAPES[kind][0]


def _seen(line: Line, axis: Axis) -> list[tuple[Mark, str, int]]:
    """The marks of a line in the picture: what shape, and where; what is outside of it is an arrow at the edge."""
    seen: list[tuple[Mark, str, int]] = []
    for mark in sorted(line.marks, key=lambda mark: mark.day):
        if axis.shows(mark.day):
            x = axis.middle(mark.day)
            if mark.apart and seen:
                x = max(x, seen[-1][2] + mark.apart)
            seen.append((mark, mark.kind, x))
        elif mark.far:
            kind = "before" if mark.day < axis.first else "after"
            x = axis.left + _reach(kind) if kind == "before" else axis.right - _reach(kind)
            seen.append((mark, kind, x))
    return seen


def _texts(line: Line, y: int, axis: Axis, voice: Voice) -> Iterator[View]:
    """The words beside the marks of a line and beside its bar, where there is room for them."""
    bars = [(rect["x"], rect["x"] + rect["width"]) for bar in line.bars if (rect := _rect(bar, axis, 0, 0))]
    wordings, wanted = [], []
    for mark, kind, x in _seen(line, axis):
        wordings.append((mark.far,) if mark.far and not axis.shows(mark.day) else mark.texts)
        own = (x - _reach(kind), x + _reach(kind))
        wanted.append(Wanted(*_with_bar(own, bars), own, _widths(wordings[-1]), mark.sides))
    if line.texts and bars:
        whole = (min(start for start, _ in bars), max(end for _, end in bars))
        wordings.append(line.texts)
        wanted.append(Wanted(*whole, whole, _widths(line.texts), ("right", "left")))
    for texts, place in zip(wordings, placed(wanted, bars, axis.left, axis.right), strict=True):
        if place:
            text = _shown(texts[place.wording], voice)
            yield {"x": place.x, "y": y + _BASE, "at_end": place.anchor == "end", "text": text}


def _with_bar(own: tuple[int, int], bars: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """A mark and as much of the bar under it as words can pass over without being far from the mark."""
    start, end = own
    for low, high in bars:
        if low < own[1] and own[0] < high:
            start = min(start, low) if own[0] - low <= _FAR else start
            end = max(end, high) if high - own[1] <= _FAR else end
    return start, end


def _widths(texts: Sequence[Words]) -> tuple[float, ...]:
    return tuple(_width(text) for text in texts)
