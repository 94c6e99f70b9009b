"""Who and whom: organisation, people, customers, work, contacts."""
