#!/usr/bin/env python3
"""Prints what a checkpoint holds: tools/concord_reader.py FILE. The reader itself is the package in tools/reader, which this
runs without an installation."""

import pathlib
import sys

sys.path[0] = str(pathlib.Path(__file__).resolve().parent / "reader" / "src")

from concord_reader.__main__ import main  # noqa: E402

main()
