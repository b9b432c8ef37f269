"""What a run may touch and how much it may use: plain data, and the questions one can ask of it."""

from motet.policy.effects import KINDS, Kind
from motet.policy.grants import Grants, Request, Roots
from motet.policy.limits import Limits, parse_size
from motet.policy.policy import Grant, Policy, parse_grant
from motet.policy.settings import Settings

__all__ = [
    "KINDS",
    "Grant",
    "Grants",
    "Kind",
    "Limits",
    "Policy",
    "Request",
    "Roots",
    "Settings",
    "parse_grant",
    "parse_size",
]
