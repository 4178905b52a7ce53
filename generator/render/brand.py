"""How a house's own colour, logo and name come to the site, to paper and into a single file. Knows no files."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from markupsafe import Markup

from generator.model import Brand, Colour, Logo
from generator.render.environment import page_environment, rendered
from generator.text import ours

STYLE = "brand/brand.css"
"""Where the style of a brand stands in the built site, beside the languages; the logo stands beside it."""

_GROUNDS = {"on_light": Colour.of("#eff2f5"), "on_dark": Colour.of("#1f2731")}
"""The grounds of text with the least contrast: of code, in the light and in the dark scheme (assets/csp.css)."""

_KINDS = {"svg": "image/svg+xml", "png": "image/png"}


def brand_files(brand: Brand | None, templates: Mapping[str, str]) -> dict[str, bytes]:
    """What stands in the built site for a brand, by its path, the style first; nothing without one."""
    if brand is None:
        return {}
    colour = brand.colour
    tones = {name: ours(str(colour.readable_on(ground))) if colour else Markup() for name, ground in _GROUNDS.items()}
    values = {"colour": ours(str(colour)) if colour else None, "logo": brand.logo is not None, **tones}
    style = rendered(page_environment(templates), "brand.css.j2", **values)
    logo = {f"brand/logo.{brand.logo.ending}": brand.logo.content} if brand.logo else {}
    return {STYLE: style.encode(), **logo}


def brand_head(brand: Brand | None, language: str) -> Markup:
    """Logo and name at the head of a single file; nothing without them."""
    if brand is None or not (brand.logo or brand.name):
        return Markup()
    picture = Markup('<img alt="" src="{}">').format(logo_address(brand.logo)) if brand.logo else Markup()
    name = Markup.escape(str(brand.name[language])) if brand.name else Markup()
    return Markup('<header class="csp-brand">{}{}</header>\n').format(picture, name)


def site_name(brand: Brand | None, title: str, language: str) -> str:
    """The title of the site, as HTML, with the house's name before it."""
    if brand is None or brand.name is None:
        return title
    return Markup("{} · {}").format(str(brand.name[language]), ours(title))


def logo_address(logo: Logo) -> Markup:
    """The logo as an address that brings its picture along."""
    return ours(f"data:{_KINDS[logo.ending]};base64,{b64encode(logo.content).decode()}")
