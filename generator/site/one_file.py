"""Several built pages as one file of HTML that needs nothing else: to be sent by mail, and opened from anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

_ARTICLE = re.compile(r"<article\b[^>]*>(.*?)</article>", re.DOTALL)
_BODY = re.compile(r"<body\b[^>]*>")
_STYLES = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
_NAMES = ("id", "for", "aria-labelledby", "aria-describedby", "aria-controls")
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True)
class OneFile:
    """What goes into it besides the pages.

    ``read``: gives a file of the site by its path, None where there is none. ``address``: of the site, or ''.
    ``scripts``: paths of those that it runs, in their order. ``head``: HTML above the pages, '' = nothing.
    """

    language: str
    title: str
    note: str
    read: Callable[[str], bytes | None]
    address: str
    scripts: tuple[str, ...]
    head: str = ""

    def html(self, customer: str, pages: Mapping[str, str]) -> str:
        """``pages``: a page's path on the site → its HTML, in reading order; all lie in one folder.

        Links between the pages lead within the file; what leads elsewhere leads to the site, or nowhere without one.
        """
        names = [_name(path) for path in pages]
        sections = "\n".join(
            f'<article class="md-content__inner md-typeset csp-one-page" id="{_name(path)}">\n'
            f"{_rewritten(_article(page), path, names, self.address)}</article>"
            for path, page in pages.items()
        )
        first_path, first = next(iter(pages.items()))
        styles = "\n".join(self._text(urljoin(first_path, link)) for link in _STYLES.findall(first))
        scripts = ";\n".join(self._text(path) for path in self.scripts)
        body = _BODY.search(first)
        return (
            f'<!doctype html>\n<html lang="{self.language}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
            '<meta name="robots" content="noindex">\n'
            f"<title>{escape(self.title)}</title>\n<style>\n{_inline(styles)}\n</style>\n</head>\n"
            f'{(body[0] if body else "<body>")[:-1]} data-customer="{customer}">\n{self.head}'
            f'<main class="md-main csp-one-file"><div class="md-grid">\n'
            f'<p class="csp-rules md-typeset">{escape(self.note)}</p>\n{sections}\n</div></main>\n'
            f"<script>\n{_inline(scripts)}\n</script>\n</body>\n</html>\n"
        )

    def _text(self, path: str) -> str:
        found = self.read(path)
        if found is None:
            raise FileNotFoundError(path)  # the page names it: a bug of ours
        return re.sub(r"(?:/\*|//)# sourceMappingURL=.*", "", found.decode())


def _name(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".html")


def _article(page: str) -> str:
    found = _ARTICLE.search(page)
    return found[1] if found else ""


def _tag(name: str) -> str:
    return "div" if name == "nav" else name


def _inline(text: str) -> str:
    """A style or script whose element it cannot end."""
    return text.replace("</", "<\\/")


def _rewritten(article: str, path: str, names: Iterable[str], address: str) -> str:
    reader = _Reader(_name(path), tuple(names), urljoin(address, path) if address else "")
    reader.feed(article)
    reader.close()
    return "".join(reader.parts)


@dataclass
class _Reader(HTMLParser):
    """Copies an article; its ids get the page's name in front, since other pages have the same ones.

    The box in which Material's script lets a table scroll stands in the file; a page's navigation is no landmark.
    """

    page: str
    names: tuple[str, ...]
    address: str
    parts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=False)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.parts.append('<div class="md-typeset__scrollwrap" tabindex="0"><div class="md-typeset__table">')
        self.parts.append(f"<{_tag(tag)}{''.join(self._attribute(name, value) for name, value in attrs)}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(f"<{tag}{''.join(self._attribute(name, value) for name, value in attrs)}/>")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{_tag(tag)}>")
        if tag == "table":
            self.parts.append("</div></div>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")

    def _attribute(self, name: str, value: str | None) -> str:
        if value is None:
            return f" {name}"
        if name in _NAMES:
            value = " ".join(f"{self.page}--{one}" for one in value.split())
        elif name in ("href", "xlink:href"):
            found = self._link(value)
            if found is None:
                return ""
            value = found
        else:
            value = value.replace("url(#", f"url(#{self.page}--")
        return f' {name}="{escape(value)}"'

    def _link(self, link: str) -> str | None:
        """Where a link leads in this file, or on the site; None where it leads nowhere any more."""
        place, _, anchor = link.partition("#")
        name = self.page if not place else _name(place)
        if not place or (place == f"{name}.html" and name in self.names):
            return f"#{name}--{anchor}" if anchor else f"#{name}"
        if _OUTSIDE.match(link):
            return link
        return urljoin(self.address, link) if self.address else None
