"""Figures on public sets that the user brings, one module a set: ``python -m bench.public FOLDER``.

Nothing of the sets is in the repository, and nothing of the program is trained or tuned on them.
"""
