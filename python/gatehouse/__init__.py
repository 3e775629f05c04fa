"""Verifies Auth0 access tokens in Python services, with the rules of the Gatehouse gateway.

This package needs no web framework. `gatehouse.fastapi` is its use in FastAPI; README.md shows Django and Flask.
"""

from .guard import Guard
from .principal import Principal
from .refusal import Code, Refusal

__all__ = ["Code", "Guard", "Principal", "Refusal"]
