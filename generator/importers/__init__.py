"""Other people's exports to what a customer's file says: reading, joining, naming; writes and prints nothing."""

from generator.importers.arrival import Arrival, Sellers, Wanted, arrivals, comparable, same_again
from generator.importers.comparison import Comparison, amendments, compared, is_shaped
from generator.importers.customer_file import customer_text
from generator.importers.decoding import ENCODINGS
from generator.importers.first_file import FirstFile, NamedSeller, first_text, seller_key
from generator.importers.found import Clue, Found, FoundSubscription, FoundTenant, with_known
from generator.importers.holdings import Holdings, Lot, holdings_of
from generator.importers.lists import ListImport, read_list
from generator.importers.mapping import ColumnMapping, check_mapping, mapping_text
from generator.importers.remarks import own_remarks
from generator.importers.sources import SOURCES, Reading, proposed_mapping, read_exports
from generator.importers.subscriptions import Say, slug_of

__all__ = [
    "ENCODINGS",
    "SOURCES",
    "Arrival",
    "Clue",
    "ColumnMapping",
    "Comparison",
    "FirstFile",
    "Found",
    "FoundSubscription",
    "FoundTenant",
    "Holdings",
    "ListImport",
    "Lot",
    "NamedSeller",
    "Reading",
    "Say",
    "Sellers",
    "Wanted",
    "amendments",
    "arrivals",
    "check_mapping",
    "comparable",
    "compared",
    "customer_text",
    "first_text",
    "holdings_of",
    "is_shaped",
    "mapping_text",
    "own_remarks",
    "proposed_mapping",
    "read_exports",
    "read_list",
    "same_again",
    "seller_key",
    "slug_of",
    "with_known",
]
