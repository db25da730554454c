"""Stories walked in the system's Chromium, named as sentences."""
