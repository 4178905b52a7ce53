"""The command line: arguments in, exit code out."""

from generator.cli.commands import main

__all__ = ["main"]
