"""`python -m compute_trends` is the command `compute-trends`."""

from compute_trends.cli.main import main

if __name__ == "__main__":
    main()
