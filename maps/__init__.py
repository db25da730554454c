"""Everything a person sees: folium shell, layers, templates, styles, words."""
