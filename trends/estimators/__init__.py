"""Plain functions from arrays to estimates: no SQL, no options, no reading of files.

Arrays are one-dimensional float64 of equal length; times are days since 1970-01-01. Input without an answer (empty, one
point, all dates equal, a zero under a logarithm) raises `ComputeTrendsError`; nothing returns NaN.
"""
