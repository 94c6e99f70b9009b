"""Technique under every module: commands, scope, events, money, time, documents, screens.

Owns the tables that are technique (events, audit, parameters, numbering, files, idempotency keys).
Knows no trade word and imports no module.
"""
