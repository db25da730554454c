"""What is true of the place and the night: no disk, no network, no screen."""
