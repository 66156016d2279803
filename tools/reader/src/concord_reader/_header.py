"""The first 512 bytes of a Concord file, which say what the rest must be."""

from __future__ import annotations

import hashlib
import os
from typing import Union

HEADER_SIZE = 512
NEWEST_FORMAT = 1

AnyPath = Union[str, "os.PathLike[str]"]


class DamagedFile(Exception):
    """The bytes are not those that Concord wrote, or they are of a later version."""


class NotConcord(DamagedFile):
    """The file is none of Concord's at all."""


def read_header(path: AnyPath) -> dict[str, str]:
    """The lines of the header as a dict, after comparing every byte of the file with them.

    Raises `DamagedFile`, which names the file and the check that failed; `OSError` where it cannot be read."""
    with open(path, "rb") as file:
        block = file.read(HEADER_SIZE)
        content = hashlib.sha256()
        length = len(block)
        while piece := file.read(1 << 20):
            content.update(piece)
            length += len(piece)
    if not block:
        raise NotConcord(f"{path} is empty")
    first, _, _ = block.partition(b"\n")
    if not first.startswith(b"concord archive "):
        raise NotConcord(f"{path} does not start with the header of a Concord archive")
    version = first[len(b"concord archive ") :]
    if version.isdigit() and int(version) > NEWEST_FORMAT:
        raise DamagedFile(f"{path} has format {int(version)}, which this reader does not know")
    body, mark, seal = block.rpartition(b"header ")
    if not mark or seal.strip() != hashlib.sha256(body).hexdigest().encode():
        raise DamagedFile(f"the header of {path} is damaged")
    header = dict(line.split(" ", 1) for line in body.decode().splitlines()[1:])
    if length != int(header["length"]):
        raise DamagedFile(f"{path} has {length} bytes where {header['length']} were written")
    if content.hexdigest() != header["content"]:
        raise DamagedFile(f"the content of {path} is damaged")
    return header
