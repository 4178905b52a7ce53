"""On what was measured, and when: the line without which the figures say nothing."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .hugo_site import hugo_program


def machine() -> str:
    """Date, processor, cores, memory and the versions of whoever builds."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    programs = [f"Python {platform.python_version()}"]
    programs += [f"{name} {number}" for name in ("mkdocs", "mkdocs-material", "zensical") if (number := _version(name))]
    programs += [f"hugo {number}" for number in [_hugo_version()] if number]
    cores = len(os.sched_getaffinity(0))
    return f"{date.today()}: {_processor()}, {cores} core(s), {memory:.0f} GB; {', '.join(programs)}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def _hugo_version() -> str:
    """As ``v0.168.0``; '' where there is none. A program from the package index says other things first."""
    if not (program := hugo_program()):
        return ""
    said = subprocess.run([program, "version"], capture_output=True, text=True, check=False).stdout.split()
    return next((word.partition("-")[0] for word in said if word.startswith("v") and word[1:2].isdigit()), "unknown")
