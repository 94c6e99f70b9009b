"""Every limit of the trade is a parameter (M01.06): declared with a default and its source row by the module that
uses it, overridable group → brand → store, valid from a day, with a history that cannot be edited."""

from anxin.platform.parameters.register import ParameterDefinition, Scope, declare, definition, definitions
from anxin.platform.parameters.resolve import forget, value

__all__ = ["ParameterDefinition", "Scope", "declare", "definition", "definitions", "forget", "value"]
