"""Uploaded files: photos, scans and PDF, each belonging to one store and, once attached, to one document.

Owns the table of files, the check and cleaning of their content, where the bytes lie (a folder or S3), thumbnails, serving
and sweeping. Does not own what a file means: modules declare their purposes and attach files to their documents.
"""
