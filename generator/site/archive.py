"""Several files as one ZIP: the same files give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of the format: a ZIP can carry no earlier time, and none is no choice


def zipped(files: Mapping[str, bytes]) -> bytes:
    """``files``: name → content, in the order in which the ZIP lists them."""
    archive = BytesIO()
    with ZipFile(archive, "w") as zip_file:
        for name, content in files.items():
            entry = ZipInfo(name, _FIRST_DAY)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # or Windows and Linux would write it otherwise
            zip_file.writestr(entry, content, ZIP_DEFLATED)
    return archive.getvalue()
