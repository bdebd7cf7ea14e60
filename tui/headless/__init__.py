"""The commands that print: each module one group of commands, as plain functions that return an exit code.

They are apart from `tui.cli`, which only describes the command line, and never import Textual.
"""
