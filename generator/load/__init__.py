"""Reading: every file of a project into checked values, with all Problems of all files in one run."""

from generator.load.amend import Amendment, Commented, Value, amended, written_item
from generator.load.ci_files import CI_FILES, ci_files
from generator.load.edits import record_text
from generator.load.files import read_export
from generator.load.history import Version, is_committed, printed_in, versions
from generator.load.incomplete import (
    begun,
    customer_problems,
    customer_sources,
    partners_in,
    problem_with,
    read_values,
    updated,
)
from generator.load.piecemeal import Piecemeal
from generator.load.products import (
    NEW_COMMERCE,
    PRODUCTS,
    PRODUCTS_HEAD,
    list_problems,
    new_commerce_text,
    products_text,
)
from generator.load.project import (
    Project,
    Rereading,
    diff_schema,
    load_project,
    preview_file,
    starter_files,
    theme_folder,
    watched_paths,
)
from generator.load.recording import customer_file, recorded, unrecorded
from generator.load.repository import NoCommitError, NoCommonCommitError, NoGitError, commit_of, folder_in_repository
from generator.load.reread import EditRefusedError
from generator.load.rule_files import PACKAGE, TEMPLATES
from generator.load.rules import (
    Wording,
    confirmed_locks,
    load_rules,
    packaged_labels,
    review_templates,
)
from generator.load.sides import Side, committed_guidance, load_sides
from generator.load.watch import Watch
from generator.load.written import key_text, scalar

__all__ = [
    "CI_FILES",
    "NEW_COMMERCE",
    "PACKAGE",
    "PRODUCTS",
    "PRODUCTS_HEAD",
    "TEMPLATES",
    "Amendment",
    "Commented",
    "EditRefusedError",
    "NoCommitError",
    "NoCommonCommitError",
    "NoGitError",
    "Piecemeal",
    "Project",
    "Rereading",
    "Side",
    "Value",
    "Version",
    "Watch",
    "Wording",
    "amended",
    "begun",
    "ci_files",
    "commit_of",
    "committed_guidance",
    "confirmed_locks",
    "customer_file",
    "customer_problems",
    "customer_sources",
    "diff_schema",
    "folder_in_repository",
    "is_committed",
    "key_text",
    "list_problems",
    "load_project",
    "load_rules",
    "load_sides",
    "new_commerce_text",
    "packaged_labels",
    "partners_in",
    "preview_file",
    "printed_in",
    "problem_with",
    "products_text",
    "read_export",
    "read_values",
    "record_text",
    "recorded",
    "review_templates",
    "scalar",
    "starter_files",
    "theme_folder",
    "unrecorded",
    "updated",
    "versions",
    "watched_paths",
    "written_item",
]
