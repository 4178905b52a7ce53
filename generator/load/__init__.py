"""Reading: every file of a project into checked values, with all Problems of all files in one run."""

from generator.load.project import (
    PACKAGE,
    TEMPLATES,
    Project,
    Wording,
    confirmed_lock,
    load_project,
    load_rules,
    packaged_labels,
    starter_files,
    theme_folder,
    watched_paths,
)
from generator.load.revision import NoCommitError, NoGitError, committed_guidance

__all__ = [
    "PACKAGE",
    "TEMPLATES",
    "NoCommitError",
    "NoGitError",
    "Project",
    "Wording",
    "committed_guidance",
    "confirmed_lock",
    "load_project",
    "load_rules",
    "packaged_labels",
    "starter_files",
    "theme_folder",
    "watched_paths",
]
