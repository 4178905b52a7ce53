"""Plans in: what is said of them where, and of two sets what is different."""

from generator.review.as_json import review_json
from generator.review.changes import Change
from generator.review.compare import CustomerChange, compared
from generator.review.formats import check_json, github, gitlab, sarif
from generator.review.remarks import Remark, finding_remarks, fingerprints, ordered, problem_remarks
from generator.review.report import customer_lines, lines, markdown
from generator.review.review import Place, Review, place_of
from generator.review.rules import Touched, rule_changes
from generator.review.wording import reworded_pages
from generator.review.words import Desk

__all__ = [
    "Change",
    "CustomerChange",
    "Desk",
    "Place",
    "Remark",
    "Review",
    "Touched",
    "check_json",
    "compared",
    "customer_lines",
    "finding_remarks",
    "fingerprints",
    "github",
    "gitlab",
    "lines",
    "markdown",
    "ordered",
    "place_of",
    "problem_remarks",
    "review_json",
    "reworded_pages",
    "rule_changes",
    "sarif",
]
