"""The command line: arguments in, exit code out."""

from generator.cli.main import main

__all__ = ["main"]
