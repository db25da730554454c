"""Tonight's rounds: numbered stops and the way along the streets."""

from __future__ import annotations

from typing import Self

from folium.template import Template

from geo.errors import BadInput
from maps.inert import Inert
from maps.layers.ours import OurLayer

TEAMS = 6


class NightRoundLayer(OurLayer):
    """The rounds of one team, or of all; each team in its colour and dash.

    Parameters
    ----------
    team
        1 to 6, the team's number on every map of the night; None for all.
    source
        `/app/{community}/night`, or a FeatureCollection, made inert: stops are points with
        `seq`, `code`, `round`, `team` and, where known, `pass_no`, `kind`, `rank`, `name`,
        `eta`, `state`; legs are lines with `seq`, `round`, `team`, `through`. None is an empty
        group that the page fills by `rounds.js`.

    Raises
    ------
    BadInput
        No such team's number, or the source is neither.
    """

    script_name = "rounds"
    drawn_by = ("night_rounds.js", "NightRounds")
    served = "/app/{community}/night"
    styles = ("rounds.css",)
    _template = Template(
        """
        {% macro html(this, kwargs) %}
        {%- if this.data is not none -%}
        <script type="application/json" id="{{ this.data_id }}">{{ this.data }}</script>
        {%- endif -%}
        {% endmacro %}
        {% macro script(this, kwargs) %}
        {% if this.is_empty %}
        var {{ this.get_name() }} = L.layerGroup();
        {% else %}
        var {{ this.get_name() }} = new {{ this.drawn_by[1] }}({{ this.given }});
        {% endif %}
        {% if this.show %}{{ this.get_name() }}.addTo(map);{% endif %}
        {% endmacro %}
        """
    )

    def __init__(
        self, team: int | None = None, source: str | Inert | None = None, *, show: bool = True
    ) -> None:
        if team is not None and (type(team) is not int or not 1 <= team <= TEAMS):
            raise BadInput("A team's number on the map is 1 to {most}.", most=TEAMS)
        self.team = team
        self.is_empty = source is None
        super().__init__(source, show=show)

    def again(self) -> Self:
        """The same made anew; its source is proved again."""
        return type(self)(self.team, None if self.is_empty else self._source, show=self.show)

    @property
    def given(self) -> str:
        """Its source and the team's number."""
        return super().given if self.team is None else f"{super().given}, {self.team}"

    @property
    def imports(self) -> dict[str, tuple[str, ...]]:
        """Nothing while it is empty."""
        return {} if self.is_empty else super().imports
