"""What leaves the screen: pictures, files to forward, print sheets, labels and tracks."""
