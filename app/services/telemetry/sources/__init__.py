"""One file per source, each exporting `SOURCE`. To add a source, add a file; nothing else."""
