"""How measures are computed: one expression each, for the live tables and for the history in files.

Ibis is slow to import and only needed here; nothing outside imports it.
"""
