"""The doors: HTTP and command line. Parse, check who asks, call, answer."""
