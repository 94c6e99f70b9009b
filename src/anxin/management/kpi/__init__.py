"""Figures: definitions as data, computed from the facts that modules publish, never from their tables.

Owns: definitions, measures, the engine, targets. Does not own: the facts, nor what anybody does about a figure.
"""
