"""What modules above want done before the customer's first signature; registered here, so that no way leads round it."""

from collections.abc import Callable

from anxin.visit.repair_orders.models import RepairOrder

SignatureGate = Callable[[int, int], None]
_gates: dict[str, SignatureGate] = {}


def register_signature_gate(kind: str, gate: SignatureGate) -> None:
    """Ask ``gate`` before an order is signed for the first time; call it where the module's commands are loaded.

    It gets the store and the id of an order that is fetched in scope and locked, and refuses by raising.
    """
    _gates[kind] = gate


def require_gates(order: RepairOrder) -> None:
    """:raises Conflict: a module above wants something done first"""
    for gate in _gates.values():
        gate(order.store_id, order.pk)
