"""The English of the screens: msgids are Chinese, each module keeps ``locale/en/LC_MESSAGES/django.po``.

``python -m anxin.platform.i18n update|compile|check`` needs no gettext program. Owns the extraction of msgids, the
.po and .mo files and the search for text that nobody can translate. Does not own translating at run time (Django).
"""
