"""How QGIS draws the layers of a GeoPackage: our ranks, kinds and teams, as QML.

Every text in it is a constant of ours or a word of the catalogue; what somebody typed is drawn
from the layer's own fields, as plain text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from maps.style import KINDS, LIGHT, MAP_LIGHT, OTHER_KIND, RANKS, TEAMS_LIGHT

TEAM_COLOURS = 6

_DASHES = ("solid", "dash", "dot", "dash dot", "solid", "dash")
Options = Mapping[str, str]


def boundary() -> str:
    """A broad pale blue outline, which shows on both sides of a street along it."""
    symbol = _symbol("fill", _layer("SimpleLine", {
        "line_color": _rgb(MAP_LIGHT["boundary"], 110), "line_width": "2.4", "joinstyle": "round",
    }))  # fmt: skip
    return _qml(_single(symbol))


def streets() -> str:
    """Grey lines with their names along them."""
    symbol = _symbol("line", _layer("SimpleLine", {
        "line_color": _rgb(MAP_LIGHT["street-edge"]), "line_width": "0.9", "capstyle": "round",
    }))  # fmt: skip
    return _qml(_single(symbol), _labels("name", 8, MAP_LIGHT["label"], placement="2"))


def hazards(words: Mapping[int, str]) -> str:
    """A mark for each: the kind is its shape, the rank its colour and size; the code beside it.

    words: what each rank is called.
    """
    # QGIS calls our outlines as we do.
    shapes = " ".join(f"WHEN \"kind\"='{k}' THEN '{m.shape}'" for k, m in KINDS.items())
    kind_shape = f"CASE {shapes} ELSE '{OTHER_KIND.shape}' END"
    symbols = [
        (str(rank), words[rank], _symbol("marker", _layer("SimpleMarker", {
            "name": "circle", "color": _rgb(LIGHT[f"rank-{rank}"]), "size": f"{2.4 + rank * 0.5}",
            "outline_color": _rgb(MAP_LIGHT["mark-edge"]), "outline_width": "0.3",
        }, name=kind_shape)))
        for rank in RANKS
    ]  # fmt: skip
    return _qml(_categories("rank", symbols), _labels("code", 8, LIGHT["ink"], placement="6"))


def hazard_shapes(words: Mapping[int, str], kind: str) -> str:
    """The ground a hazard covers in the colour of its rank. kind: "line" or "fill"."""
    symbols = []
    for rank in RANKS:
        colour = LIGHT[f"rank-{rank}"]
        drawn = (
            _layer("SimpleLine", {"line_color": _rgb(colour, 150), "line_width": "1.6",
                                  "capstyle": "round"})
            if kind == "line" else
            _layer("SimpleFill", {"color": _rgb(colour, 90), "outline_color": _rgb(colour),
                                  "outline_width": "0.4"})
        )  # fmt: skip
        symbols.append((str(rank), words[rank], _symbol(kind, drawn)))
    return _qml(_categories("rank", symbols))


def stops() -> str:
    """Numbered discs in the team's colour."""
    symbols = [
        (str(n), str(n), _symbol("marker", _layer("SimpleMarker", {
            "name": "circle", "color": _rgb(colour), "size": "4.6",
            "outline_color": _rgb(TEAMS_LIGHT["route-casing"]), "outline_width": "0.4",
        })))
        for n, colour in _teams()
    ]  # fmt: skip
    white = _labels("seq", 7, TEAMS_LIGHT["route-casing"], placement="1")
    return _qml(_categories("colour", symbols), white)


def legs() -> str:
    """Lines in the team's colour and dash, on a white casing."""
    symbols = [
        (str(n), str(n), _symbol(
            "line",
            _layer("SimpleLine", {"line_color": _rgb(TEAMS_LIGHT["route-casing"]),
                                  "line_width": "1.5", "capstyle": "round"}),
            _layer("SimpleLine", {"line_color": _rgb(colour), "line_width": "0.8",
                                  "line_style": _DASHES[n - 1], "capstyle": "round"}),
        ))
        for n, colour in _teams()
    ]  # fmt: skip
    return _qml(_categories("colour", symbols))


def _teams() -> list[tuple[int, str]]:
    return [(n, TEAMS_LIGHT[f"team-{n}"]) for n in range(1, TEAM_COLOURS + 1)]


def _rgb(colour: str, alpha: int = 255) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"


def _qml(renderer: Element, labels: Element | None = None) -> str:
    root = Element("qgis", {"version": "3.22", "styleCategories": "Symbology|Labeling",
                            "labelsEnabled": "1" if labels is not None else "0"})  # fmt: skip
    root.extend([renderer] if labels is None else [renderer, labels])
    return tostring(root, encoding="unicode")


def _layer(kind: str, options: Options, **by_expression: str) -> Element:
    """One symbol layer; by_expression: what follows from the feature, by QGIS's property name."""
    made = Element("layer", {"class": kind, "enabled": "1", "pass": "0", "locked": "0"})
    held = SubElement(made, "Option", {"type": "Map"})
    for name, value in options.items():
        SubElement(held, "Option", {"type": "QString", "name": name, "value": value})
        SubElement(made, "prop", {"k": name, "v": value})  # QGIS before 3.26 reads these
    if by_expression:
        _properties(made, by_expression)
    return made


def _properties(layer: Element, by_expression: Options) -> None:
    whole = SubElement(SubElement(layer, "data_defined_properties"), "Option", {"type": "Map"})
    SubElement(whole, "Option", {"name": "name", "type": "QString", "value": ""})
    every = SubElement(whole, "Option", {"name": "properties", "type": "Map"})
    for name, expression in by_expression.items():
        one = SubElement(every, "Option", {"name": name, "type": "Map"})
        SubElement(one, "Option", {"name": "active", "type": "bool", "value": "true"})
        SubElement(one, "Option", {"name": "expression", "type": "QString", "value": expression})
        SubElement(one, "Option", {"name": "type", "type": "int", "value": "3"})
    SubElement(whole, "Option", {"name": "type", "type": "QString", "value": "collection"})


def _symbol(kind: str, *layers: Element) -> Element:
    made = Element("symbol", {"type": kind, "name": "0", "alpha": "1", "clip_to_extent": "1",
                              "force_rhr": "0"})  # fmt: skip
    made.extend(layers)
    return made


def _single(symbol: Element) -> Element:
    made = Element("renderer-v2", {"type": "singleSymbol", "symbollevels": "0"})
    SubElement(made, "symbols").append(symbol)
    return made


def _categories(field: str, symbols: Iterable[tuple[str, str, Element]]) -> Element:
    """A symbol for each (value, word, symbol) of a field of whole numbers."""
    made = Element("renderer-v2", {"type": "categorizedSymbol", "attr": field,
                                   "symbollevels": "0"})  # fmt: skip
    categories, held = SubElement(made, "categories"), SubElement(made, "symbols")
    for place, (value, word, symbol) in enumerate(symbols):
        SubElement(categories, "category", {"symbol": str(place), "value": value, "label": word,
                                            "type": "integer", "render": "true"})  # fmt: skip
        symbol.set("name", str(place))
        held.append(symbol)
    return made


def _labels(field: str, size: float, colour: str, *, placement: str) -> Element:
    """Labels of a field. placement: QGIS's number: 1 over the point, 2 along, 6 around it."""
    made = Element("labeling", {"type": "simple"})
    settings = SubElement(made, "settings")
    style = SubElement(settings, "text-style", {
        "fieldName": field, "isExpression": "0", "fontSize": str(size), "fontSizeUnit": "Point",
        "textColor": _rgb(colour), "allowHtml": "0", "namedStyle": "Bold", "fontWeight": "75",
    })  # fmt: skip
    if placement != "1":  # white figures stand on the disc itself
        SubElement(style, "text-buffer", {
            "bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM",
            "bufferColor": _rgb(MAP_LIGHT["halo"]), "bufferOpacity": "1",
        })  # fmt: skip
    SubElement(settings, "placement", {
        "placement": placement, "quadOffset": "4", "placementFlags": "9", "dist": "0.5",
        "distUnits": "MM", "repeatDistance": "60", "repeatDistanceUnits": "MM",
    })  # fmt: skip
    SubElement(settings, "rendering", {
        "displayAll": "1" if placement == "1" else "0", "drawLabels": "1", "obstacle": "0",
        "mergeLines": "1",
    })  # fmt: skip
    return made
