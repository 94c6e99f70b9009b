"""The screen kit: shell, components, lists, formats and small scripts that every page is built from.

Owns: templates/ui and templates/components, static/ui, the HTMX helper, the rail, slots, list mechanism.
Does not own: any page of a module, any table, any business rule.
"""
