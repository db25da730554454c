"""Files in and out; every uploaded file passes through here."""
