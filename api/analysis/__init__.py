"""What planners look back on, as pages and files show it: places and numbers, in one language."""
