"""Flow of outside data through PHP texts: which characters may reach which place of a text.

Semgrep says that data flows; this says what can be done with it there. A value is a text of
known pieces and holes, and a hole is known by the characters that it may hold.
"""
