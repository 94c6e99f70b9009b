"""Figures: definitions as data, computed from the facts that modules publish, never from their tables.

Owns: definitions, measures, the engine, targets and their facts, kept months, like stores, obstacles that people confirmed.
Does not own: the facts of other modules, what a store states of a month (``figures``), nor what anybody does about a figure.
"""
