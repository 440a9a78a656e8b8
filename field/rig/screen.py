# SPDX-License-Identifier: GPL-2.0
"""What is on a display, as text: out of its memory in text mode, out of pixels else."""

import os
import re

TEXT, COLUMNS, LINES = 0xb8000, 80, 25  # a display in text mode
WIDTH, HEIGHT = 8, 16  # of a letter
SOURCE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"),
                      "pvshim/kernel-source")


def of_memory(path):
    """The text of a dump of its memory; the first of each two bytes is the letter."""
    with open(path, "rb") as file:
        letters = file.read()[::2].decode("cp437")
    return [letters[at:at + COLUMNS].rstrip("\0 ") for at in range(0, len(letters), COLUMNS)]


def font(directory=SOURCE):
    """{rows of a letter: the letter}, as the kernel draws it"""
    for name in sorted(os.listdir(directory), reverse=True):
        path = os.path.join(directory, name, "lib/fonts/font_8x16.c")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
            rows = bytes(int(row, 16) for row in re.findall(r"\b0x[0-9a-f]{2}\b", text))
            return {rows[HEIGHT * code:HEIGHT * (code + 1)]: chr(code) for code in range(32, 127)}
    raise FileNotFoundError(f"no lib/fonts/font_8x16.c below {directory}")


def pixels(path):
    """(width, height, a byte for each pixel: 0 where it is dark) of a PPM"""
    with open(path, "rb") as file:
        magic, size, most = file.readline(), file.readline(), file.readline()
        data = file.read()
    if magic != b"P6\n" or most != b"255\n":
        raise ValueError(f"{path} is not a PPM of bytes")
    width, height = map(int, size.split())
    return width, height, bytes(max(data[at:at + 3]) for at in range(0, len(data), 3))


def of_pixels(path, letters):
    """The text of a picture; what is no letter becomes a question mark."""
    width, height, lit = pixels(path)
    lines = []
    for top in range(0, height - HEIGHT + 1, HEIGHT):
        line = ""
        for left in range(0, width - WIDTH + 1, WIDTH):
            rows = bytes(sum((lit[(top + y) * width + left + x] > 100) << 7 - x
                             for x in range(WIDTH)) for y in range(HEIGHT))
            line += letters.get(rows, "?")
        lines.append(line.rstrip(" "))
    return lines
