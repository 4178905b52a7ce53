"""Other people's exports to what a customer's file says: reading, joining, naming; writes and prints nothing."""

from generator.importers.decoding import ENCODINGS
from generator.importers.lists import ListImport, read_list

__all__ = ["ENCODINGS", "ListImport", "read_list"]
