"""Sourcier: checked, cited answers about a collection of press articles."""

__version__ = "0.1.0"
