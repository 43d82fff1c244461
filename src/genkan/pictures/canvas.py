"""A sheet of quiet shapes and labels that becomes SVG for a page, a file on its own, or print.

Colours are *tones*: on a page they are class names that the site's one file of tokens fills (so dark
follows the device), in a file on its own they are written into it, on paper they are literal. Letters
are kept apart from shapes, because printed documents set their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

STYLES = Path(__file__).parent / "static"


def tokens_in(css: str) -> dict[str, str]:
    """The colours declared in a piece of CSS, by tone."""
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", css))


_LIGHT_CSS, _DARK_CSS = (STYLES / "tokens.css").read_text(encoding="utf-8").split("@media", 1)
LIGHT = tokens_in(_LIGHT_CSS)
DARK = tokens_in(_DARK_CSS)
FONTS = "'Noto Sans','Noto Sans Thai','Noto Sans CJK JP',system-ui,sans-serif"


@dataclass(frozen=True, slots=True)
class Label:
    """A short text. ``anchor`` is start, middle or end; ``y`` is the baseline."""

    x: float
    y: float
    text: str
    size: float = 12.0
    tone: str = "quiet"
    anchor: str = "start"
    bold: bool = False


@dataclass(slots=True)
class Canvas:
    """A sheet of ``width`` × ``height`` units, drawn in the order things are added."""

    width: float
    height: float
    title: str
    describes: str
    lang: str
    shapes: list[str] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        tone: str,
        opacity: float = 1.0,
        round_: float = 0,
    ) -> None:
        """A filled rectangle."""
        corner = f' rx="{_n(round_)}"' if round_ else ""
        self.shapes.append(f"<rect {_placed(x, y, width, height)}{corner}{_fill(tone, opacity)}/>")

    def tiles(
        self, places: Sequence[tuple[float, float, float, float]], tone: str, opacity: float = 1.0
    ) -> None:
        """Many rectangles (x, y, width, height) of one tone, as one shape."""
        if places:
            path = "".join(f"M{_n(x)} {_n(y)}h{_n(w)}v{_n(h)}h{_n(-w)}z" for x, y, w, h in places)
            self.shapes.append(f'<path d="{path}"{_fill(tone, opacity)}/>')

    def line(
        self,
        points: Sequence[tuple[float, float]],
        tone: str,
        width: float = 1.0,
        opacity: float = 1.0,
        dash: str = "",
    ) -> None:
        """An open line through the points."""
        if len(points) < 2:
            return
        path = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        fade = f' stroke-opacity="{_n(opacity)}"' if opacity < 1 else ""
        self.shapes.append(
            f'<path d="{path}" fill="none" {{s:{tone}}} stroke-width="{_n(width)}"{fade}{dashes}/>'
        )

    def area(self, points: Sequence[tuple[float, float]], tone: str, opacity: float) -> None:
        """A filled shape through the points."""
        path = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points) + "Z"
        self.shapes.append(f'<path d="{path}"{_fill(tone, opacity)}/>')

    def dot(self, x: float, y: float, radius: float, tone: str, opacity: float = 1.0) -> None:
        """A filled circle."""
        self.shapes.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"{_fill(tone, opacity)}/>')

    def dots(self, points: Sequence[tuple[float, float]], radius: float, tone: str, opacity: float) -> None:
        """Many filled circles of one size and tone, as one shape: very short lines with round ends."""
        if points:
            path = "".join(f"M{_n(x)} {_n(y)}h.1" for x, y in points)
            self.shapes.append(
                f'<path d="{path}" fill="none" {{s:{tone}}} stroke-width="{_n(2 * radius)}" '
                f'stroke-linecap="round" stroke-opacity="{_n(opacity)}"/>'
            )

    def ring(self, x: float, y: float, radius: float, tone: str) -> None:
        """An open circle on paper."""
        self.shapes.append(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" '
            f'{{f:paper}} {{s:{tone}}} stroke-width="1.3"/>'
        )

    def diamond(self, x: float, y: float, radius: float, tone: str) -> None:
        """A filled diamond."""
        self.area([(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], tone, 1.0)

    def hatch(self, x: float, y: float, width: float, height: float) -> None:
        """Where nobody heard anything: slanted lines, or a pale tint where they would not fit."""
        if width < 12 or height < 6:
            self.box(x, y, width, height, "unknown", 0.16)
            return
        step, lean = 6.0, height
        parts: list[str] = []
        at = x - lean + step
        while at < x + width:
            left, right = max(at, x), min(at + lean, x + width)
            if right > left:
                parts.append(
                    f"M{_n(left)} {_n(y + height - (left - at))}L{_n(right)} {_n(y + height - (right - at))}"
                )
            at += step
        if parts:
            self.shapes.append(
                f'<path d="{"".join(parts)}" fill="none" '
                f'{{s:unknown}} stroke-width="0.7" stroke-opacity="0.55"/>'
            )

    def label(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 12.0,
        tone: str = "quiet",
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """A short text with its baseline at ``y``."""
        self.labels.append(Label(x, y, text, size, tone, anchor, bold))

    def link(self, x: float, y: float, width: float, height: float, href: str, says: str) -> None:
        """A place that can be tapped."""
        self.links.append(
            f"<a href={quoteattr(href)}><title>{escape(says)}</title>"
            f'<rect {_placed(x, y, width, height)} fill-opacity="0"/></a>'
        )

    # ── as SVG ──

    def on_page(self, identity: str) -> str:
        """For a page of ours: classes, no colours, no style. ``identity`` keeps ids apart."""
        return self._svg(identity, "page", texts=True, links=True)

    def alone(self) -> str:
        """A file of its own, light and dark with the device, letters included."""
        return self._svg("picture", "alone", texts=True, links=False)

    def for_print(self) -> str:
        """Shapes only, in the light colours; the letters are in ``labels``."""
        return self._svg("picture", "print", texts=False, links=False)

    def _svg(self, identity: str, mode: str, texts: bool, links: bool) -> str:
        body = "".join(self.shapes)
        if texts:
            body += "".join(_text(label) for label in self.labels)
        if links:
            body += "".join(self.links)
        role = "group" if links and self.links else "img"  # a picture with links inside is a group
        style = ""
        background = ""
        if mode == "alone":
            style = f"<style>{_rules(LIGHT)}@media(prefers-color-scheme:dark){{{_rules(DARK)}}}</style>"
            background = f'<rect width="{_n(self.width)}" height="{_n(self.height)}" {{f:paper}}/>'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(self.width)} {_n(self.height)}" '
            f'width="{_n(self.width)}" height="{_n(self.height)}" lang="{self.lang}" role="{role}" '
            f'aria-labelledby="{identity}-t {identity}-d" class="picture">'
            f'<title id="{identity}-t">{escape(self.title)}</title>'
            f'<desc id="{identity}-d">{escape(self.describes)}</desc>'
            f"{style}{_toned(background + body, mode)}</svg>"
        )


def _n(value: float) -> str:
    return "0" if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")


def _placed(x: float, y: float, width: float, height: float) -> str:
    return f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'


def text_width(text: str, size: float) -> float:
    """About how wide a text will be: full-width signs are square, Thai marks above and below are free."""
    ems = 0.0
    for sign in text:
        code = ord(sign)
        if code >= 0x2E80:
            ems += 1.0
        elif code == 0x0E31 or 0x0E34 <= code <= 0x0E3A or 0x0E47 <= code <= 0x0E4E:
            continue
        else:
            ems += 0.56
    return ems * size


def _fill(tone: str, opacity: float) -> str:
    fade = f' fill-opacity="{opacity:.2f}"' if opacity < 1 else ""
    return f" {{f:{tone}}}{fade}"


def _text(label: Label) -> str:
    weight = ' font-weight="600"' if label.bold else ""
    anchor = f' text-anchor="{label.anchor}"' if label.anchor != "start" else ""
    words = escape(label.text).replace("{", "(").replace("}", ")")
    place = f'x="{_n(label.x)}" y="{_n(label.y)}" font-size="{_n(label.size)}"'
    return f"<text {place} {{f:{label.tone}}}{anchor}{weight}>{words}</text>"


def _toned(body: str, mode: str) -> str:
    for tone in LIGHT if mode != "print" else ():  # an element has one class attribute: both at once first
        body = body.replace(f"{{f:paper}} {{s:{tone}}}", f'class="f-paper s-{tone}"')
    for tone, colour in LIGHT.items():
        if mode == "print":
            fill, stroke = f'fill="{colour}"', f'stroke="{colour}"'
        else:
            fill, stroke = f'class="f-{tone}"', f'class="s-{tone}"'
        body = body.replace(f"{{f:{tone}}}", fill).replace(f"{{s:{tone}}}", stroke)
    return body


def _rules(colours: dict[str, str]) -> str:
    rules = "".join(
        f".f-{tone}{{fill:{colour}}}.s-{tone}{{stroke:{colour}}}" for tone, colour in colours.items()
    )
    return f"text{{font-family:{FONTS}}}{rules}"
