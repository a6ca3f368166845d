"""One file per source, each exporting `SOURCE` or `EXTRA`. To add one, add a file; nothing else."""
