"""The lab: real OpenSSH nodes on this computer with a simulated GB10. Standard library only.

`gb10.py` says what the simulated machine shows and where each number was captured, `build.py`
compiles its two programs, `namespace.py` gives it a file system and process table of its own,
`network.py` a network of its own, whose path can be cut. `machine.py` is the machine, `node.py` the
machine with its SSH server (tests use it as a context manager), configured by `sshd.py`.
`faultproxy.py` makes a connection slow or broken, `announcer.py` says who is there by mDNS.
`cli.py` and `saved.py` keep nodes running between commands (`scripts/dev.py lab`).
"""
