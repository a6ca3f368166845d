"""The lab: a real OpenSSH node on loopback with a simulated GB10. Standard library only.

`gb10.py` says what the simulated machine shows and where each number was captured, `build.py`
compiles its two programs, `namespace.py` gives it a file system and process table of its own,
`sshd.py` configures its server, `node.py` is the node (tests use it as a context manager), `cli.py`
and `saved.py` keep one running between commands (`scripts/dev.py lab up`).
"""
