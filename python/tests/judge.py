"""Judges many requests and key sets in one process, for a test in another language.

It reads JSON from the standard input: `domain`, `audience`, `claim_namespace`, `client_id`, `jwks` (text), `now` (seconds since the epoch),
`scopes`, `authorizations` (each a header, or null) and `key_sets` (each the text of a JWK Set). It writes JSON: `outcomes`, each `passes` or
the code of the refusal, and `key_ids`, each a list of the usable keys, or null for a text that is no key set.
"""

import json
import sys
from typing import Any, Dict, List, Optional

from gatehouse import Guard, Refusal
from gatehouse.key_set import parse_key_set


def outcome_of(guard: Guard, authorization: Optional[str], scopes: List[str]) -> str:
    """Returns `passes` or the code of the refusal. Any other error ends the process, and fails the test."""
    try:
        guard.admit(authorization, scopes)
    except Refusal as refusal:
        return refusal.code
    return "passes"


def key_ids_of(text: str) -> Optional[List[str]]:
    """Returns the ids of the usable keys, or None for a text that is no key set."""
    try:
        return list(parse_key_set(text.encode("utf-8")))
    except ValueError:
        return None


def judge(order: Dict[str, Any]) -> Dict[str, Any]:
    """Returns what stands on the standard output."""
    guard = Guard(
        order["domain"],
        order["audience"],
        claim_namespace=order["claim_namespace"],
        client_id=order["client_id"],
        fetch=order["jwks"].encode,
        clock=lambda: order["now"],
    )
    return {
        "outcomes": [outcome_of(guard, authorization, order["scopes"]) for authorization in order["authorizations"]],
        "key_ids": [key_ids_of(text) for text in order["key_sets"]],
    }


if __name__ == "__main__":
    json.dump(judge(json.load(sys.stdin)), sys.stdout)
