"""Paper and files that leave the system: PDF by typst, XLSX by XlsxWriter.

Owns rendering, the shared parts of printed documents and the forms of the shop's papers. Does not own the
figures: callers hand in finished values, in the store's local time.
"""
