"""Pictures: the way out, the small multiples, the sleep raster, the fan, stones; the family, the circle."""

from genkan.pictures.canvas import STYLES, Canvas, Label
from genkan.pictures.circle import circle
from genkan.pictures.fan import fan
from genkan.pictures.genogram import genogram
from genkan.pictures.multiples import small_multiples
from genkan.pictures.raster import sleep_raster
from genkan.pictures.stones import Mark, stones
from genkan.pictures.timeline import timeline
from genkan.pictures.way_out import way_out

__all__ = [
    "STYLES",
    "Canvas",
    "Label",
    "Mark",
    "circle",
    "fan",
    "genogram",
    "sleep_raster",
    "small_multiples",
    "stones",
    "timeline",
    "way_out",
]
