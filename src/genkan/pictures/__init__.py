"""Pictures of days: the way out, the six small multiples, the sleep raster, the fan of the next weeks."""

from genkan.pictures.canvas import STYLES, Canvas, Label
from genkan.pictures.fan import fan
from genkan.pictures.multiples import small_multiples
from genkan.pictures.raster import sleep_raster
from genkan.pictures.timeline import timeline
from genkan.pictures.way_out import way_out

__all__ = ["STYLES", "Canvas", "Label", "fan", "sleep_raster", "small_multiples", "timeline", "way_out"]
