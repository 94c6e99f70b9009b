"""The commands of the Makefile: make the environment, serve, test, back up. Standard library only.

Owns: what must happen before and around the Django project. Does not own: anything that the project itself does.
"""
