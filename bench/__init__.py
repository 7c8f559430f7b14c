"""Measurements that are run by hand: each file says how, and docs/ holds what they gave."""
