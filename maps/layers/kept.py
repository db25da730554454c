"""Parts of a map that stay as they were made and carry nothing: folium would compile it.

branca renders every child of every element, and compiles what comes of it a second time
(`safety.md` 1.1): a popup on a layer, an element in the figure's head, an option of the map. So
no part takes a child or a new value; and before anything is rendered the whole tree is compared
with what its parts would be if they were made anew, whichever way somebody changed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, Self

from branca.element import Element, Figure

from geo.errors import BadInput

# Where a part stands in the tree; all else that it holds is compared.
_PLACE = frozenset({"_parent", "_children", "_id", "_place", "_is_open", "made"})


def refuse(child: object) -> NoReturn:
    """Raise that no such thing may stand on a map of ours."""
    raise BadInput(
        "Only layers and controls of maps.layers may stand on this map, not {given}: "
        "folium would run what is written in their names and properties.",
        given=type(child).__name__,
    )


def _refuse_change(part: object, name: str) -> NoReturn:
    raise BadInput(
        "“{name}” of {part} stays as it was made: folium would run what is written there. "
        "Make a new one instead.",
        name=name[:40], part=type(part).__name__,
    )  # fmt: skip


class Kept(Element):
    """An element that carries no other, and that nobody changes once `_is_made`."""

    _is_made = False

    def __setattr__(self, name: str, value: object) -> None:
        if self._is_made and name not in _PLACE:
            _refuse_change(self, name)
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        _refuse_change(self, name)

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> Self:
        """Refuse it.

        Raises
        ------
        BadInput
            Always.
        """
        refuse(child)

    def _add_link(self, name: str, url: str, default_list: object) -> None:
        """Refuse a script or a style sheet from elsewhere; folium's would be every map's."""
        _refuse_change(self, name)

    def again(self) -> Self:
        """The same made anew of what it was given."""
        return type(self)()

    def prove(self) -> None:
        """See that it is as it was made and carries nothing.

        Raises
        ------
        BadInput
            It is not, or it does.
        """
        for child in self._children.values():
            refuse(child)
        prove_same(self, self.again())


class KeptDict(dict[str, Any]):
    """Options that nobody changes."""

    def _refuse(self, *given: object, **named: object) -> NoReturn:
        raise BadInput(
            "“{name}” of {part} stays as it was made: folium would run what is written there. "
            "Make a new one instead.",
            name="options", part="ShellMap",
        )  # fmt: skip

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = setdefault = pop = popitem = clear = _refuse

    def __reduce__(self) -> tuple[type[KeptDict], tuple[dict[str, Any]]]:
        return KeptDict, (dict(self),)


class Slot(Kept):
    """The head, the body or the script of a page: holds what is rendered, while it is."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self._parent = figure
        self._is_made = True

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> Self:
        """Take what a map renders; anything else is refused.

        Raises
        ------
        BadInput
            Nothing is being rendered.
        """
        if not getattr(self._parent, "_is_open", False):
            refuse(child)
        Element.add_child(self, child, name=name, index=index)
        return self


class KeptFigure(Kept, Figure):
    """The page around one map; renders what has been proved, and nothing else.

    made: the map, which can `prove` its tree, `save` and show itself.
    """

    _is_open = False

    def __init__(self, made: Any) -> None:
        Figure.__init__(self)
        self.made = made
        self.header, self.html, self.script = Slot(self), Slot(self), Slot(self)
        self._children[made.get_name()] = made
        self._is_made = True

    def render(self, **kwargs: object) -> str:
        """Prove the whole tree, then render it anew.

        Raises
        ------
        BadInput
            Something in it is not ours, or not as it was made.
        """
        self.made.prove()
        with self._open():
            return str(super().render(**kwargs))

    def prove_around(self, made: object, other: Figure) -> None:
        """See that it is as another just made, and holds this map alone.

        Raises
        ------
        BadInput
            It is not, or holds something else.
        """
        for child in self._children.values():
            if child is not made:
                refuse(child)
        prove_same(self, other)

    def save(self, outfile: Any, close_file: bool = True, **kwargs: Any) -> None:
        """As the map's own."""
        self.made.save(outfile, close_file, **kwargs)

    def _repr_html_(self, **kwargs: Any) -> str:
        return str(self.made._repr_html_(**kwargs))

    @contextmanager
    def _open(self) -> Iterator[None]:
        """Empty slots that take what is rendered meanwhile."""
        for slot in (self.header, self.html, self.script):
            slot._children = type(slot._children)()
        self._is_open = True
        try:
            yield
        finally:
            self._is_open = False


def prove_same(part: Element, other: Element) -> None:
    """See that two hold the same, wherever they stand in their trees.

    Raises
    ------
    BadInput
        They do not.
    """
    mine, others = _held(part), _held(other)
    for name in mine.keys() | others.keys():
        if name not in mine or name not in others or mine[name] != others[name]:
            _refuse_change(part, name)


def _held(part: Element) -> dict[str, object]:
    return {
        name: (type(value), _held(value)) if isinstance(value, Element) else value
        for name, value in vars(part).items()
        if name not in _PLACE
    }
