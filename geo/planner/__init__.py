"""The solver side: numbers only, no shapely, geopandas or pyproj."""
