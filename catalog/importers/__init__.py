"""Readers of the upstream formats: each turns published files into records of one dataset."""
