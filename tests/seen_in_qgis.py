"""What QGIS sees in a GeoPackage, as JSON, and a picture of it.

Run by the system's Python, which has QGIS: `python3 tests/seen_in_qgis.py FILE.gpkg OUT.png`.
"""

import json
import os
import sys
from collections import Counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QImage

# From the top of the map down.
LAYERS = ("stops", "hazards", "legs", "hazard_lines", "hazard_areas", "streets", "boundary")


def colours_of(image):
    """Each colour "#rrggbb" of more than 20 pixels."""
    bits = image.constBits()
    bits.setsize(image.byteCount())
    found = Counter(memoryview(bits).cast("B").cast("I"))
    return sorted(f"#{pixel & 0xFFFFFF:06x}" for pixel, n in found.items() if n > 20)


def main(file, picture):
    app = QgsApplication([], False)
    app.initQgis()
    layers = [QgsVectorLayer(f"{file}|layername={name}", name, "ogr") for name in LAYERS]
    seen = {}
    for layer in layers:
        renderer = layer.renderer()
        labels = layer.labeling()
        seen[layer.name()] = {
            "valid": layer.isValid(),
            "count": layer.featureCount(),
            "crs": layer.crs().authid(),
            "type": QgsWkbTypes.displayString(layer.wkbType()),
            "drawn_by": renderer.type() if renderer else None,
            "field": getattr(renderer, "classAttribute", lambda: "")(),
            "labels": labels.settings().fieldName if labels else "",
        }
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setBackgroundColor(QColor("#edf0ef"))
    settings.setOutputSize(QSize(1400, 1100))
    settings.setOutputDpi(110)
    settings.setDestinationCrs(layers[0].crs())
    extent = layers[-1].extent()
    extent.scale(1.05)
    settings.setExtent(extent)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage().convertToFormat(QImage.Format_RGB32)
    image.save(picture)
    print(
        json.dumps(
            {
                "layers": seen,
                "errors": [each.message for each in job.errors()],
                "colours": colours_of(image),
            }
        )
    )
    del job, layers, layer, renderer, labels
    app.exitQgis()


if __name__ == "__main__":
    main(*sys.argv[1:3])
