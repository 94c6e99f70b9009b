"""Organisation: group, regions, brands, stores with bays and calendars; users, roles, grants, sign-in, API tokens.

Does not own employees (``people``) or anything that happens in a store.
"""
