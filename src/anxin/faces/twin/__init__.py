"""The simulated dealership: a seeded plan of every day, played through the commands or written as history in bulk.

Owns: invented people, cars, catalogues and days, and the two writers of a day. Does not own any table, nor a rule of
the visit: it asks the modules, and a test compares what the two writers leave behind.
"""
