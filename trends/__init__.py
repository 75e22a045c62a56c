"""What the rows say: declared trends, their SQL and estimators, and the published figures they are held against.

A study is a pair of files, `<study>.sql` and `<study>.py`; `declaration` says how to write one, `registry` finds them,
`run` computes them.
"""
