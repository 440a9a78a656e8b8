# SPDX-License-Identifier: GPL-2.0
"""Show the consoles and channels of a boot while it runs (V=1)."""

import os
import sys
import threading


class Watch:
    """Follows the log files of a boot's guests, as tail -f would."""

    def __init__(self, runner, wanted):
        self.files = [(g.name, kind, runner.log(g, kind))
                      for g in runner.boot.guests() for kind in ("console", "results")]
        self.seen = {}
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.loop, daemon=True) if wanted else None

    def __enter__(self):
        if self.thread:
            self.thread.start()

    def __exit__(self, *_):
        self.over.set()
        if self.thread:
            self.thread.join()
            self.show()

    def loop(self):
        while not self.over.wait(0.5):
            self.show()

    def show(self):
        for name, kind, path in self.files:
            for line in self.fresh(path):
                print(f"{name}.{kind}: {line}", file=sys.stderr, flush=True)

    def fresh(self, path):
        """The whole lines that have been added since the last time."""
        try:
            with open(path, "rb") as file:
                if os.fstat(file.fileno()).st_size < self.seen.get(path, 0):
                    self.seen[path] = 0  # the guest was booted again
                file.seek(self.seen.get(path, 0))
                data = file.read()
        except FileNotFoundError:
            return []
        whole = data[:data.rfind(b"\n") + 1]
        self.seen[path] = self.seen.get(path, 0) + len(whole)
        return whole.decode("utf-8", "replace").replace("\r", "").splitlines()
