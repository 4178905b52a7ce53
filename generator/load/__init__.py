"""Reading: every file of a project into checked values, with all Problems of all files in one run."""

from generator.load.project import Project, load_project, starter_files, theme_folder, watched_paths
from generator.load.repository import NoCommitError, NoGitError
from generator.load.rules import PACKAGE, TEMPLATES, Wording, confirmed_lock, load_rules, packaged_labels
from generator.load.sides import Side, committed_guidance, load_sides

__all__ = [
    "PACKAGE",
    "TEMPLATES",
    "NoCommitError",
    "NoGitError",
    "Project",
    "Side",
    "Wording",
    "committed_guidance",
    "confirmed_lock",
    "load_project",
    "load_rules",
    "load_sides",
    "packaged_labels",
    "starter_files",
    "theme_folder",
    "watched_paths",
]
