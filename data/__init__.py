"""Everything at rest: the store, its schema and migrations, files in and out, samples."""
