"""Log lines without end: kept compactly, searched, drawn. Panes share it."""
