"""Other programs of this computer that are opened on a node: terminal, editor, browser."""
