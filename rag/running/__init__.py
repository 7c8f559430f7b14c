"""The program that runs: where it is reached, how commands ask it, what its start says."""
