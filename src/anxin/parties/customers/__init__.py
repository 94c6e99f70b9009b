"""Customers and vehicles of the group: people, companies, vehicles, who owns, drives and pays, consent.

A store sees those with which it has a relation. Owns the search over them, their import, the file lending register
and answered data requests. Does not own visits, messages (``contacts``) or the classes of ``retention``.
"""
