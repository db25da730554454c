"""Our own folium layers: constant templates, constant addresses, no user text."""
