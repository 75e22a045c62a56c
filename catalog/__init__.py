"""Finds the datasets and their versions, loads them, opens DuckDB over them, builds and checks the package."""
