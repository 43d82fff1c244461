"""Pictures of days: the way out, the six small multiples, the sleep raster."""

from genkan.pictures.canvas import STYLES, Canvas, Label
from genkan.pictures.multiples import small_multiples
from genkan.pictures.raster import sleep_raster
from genkan.pictures.timeline import timeline
from genkan.pictures.way_out import way_out

__all__ = ["STYLES", "Canvas", "Label", "sleep_raster", "small_multiples", "timeline", "way_out"]
