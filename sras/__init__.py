"""SRAS: performance management of a state's system of recognition, accountability and support."""

__version__ = "0.3.0"
