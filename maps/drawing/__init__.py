"""Maps drawn without a browser: SVG from our own records, for pictures, files and paper."""
