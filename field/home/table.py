# SPDX-License-Identifier: GPL-2.0
"""The table of reports: a column for each, a row for each thing that they say."""

ROWS = (("date", lambda r: r["date"][:10]),
        ("vendor", lambda r: r["machine"]["vendor"]),
        ("product", lambda r: r["machine"]["product"]),
        ("processor", lambda r: r["machine"]["processor"]),
        ("firmware, vCPUs", lambda r: f"{r['machine']['firmware']}, {r['machine']['vcpus']}"),
        ("kernel", lambda r: r["kernel"]["release"]),
        ("the kernel says", lambda r: r["below"]["kernel_says"]),
        ("signatures", lambda r: r["below"]["signatures"]),
        ("clock source", lambda r: r["kernel"]["clock_source"]),
        ("mode", lambda r: f"{r['mode']}, {r['seconds']} s"),
        ("complaints", lambda r: str(r["complaints"])))
# tests whose facts are shown, and how they are named
FACTS = {"demo": ("hypervisor", "provider.", "value."),
         "bench": ("native_steal_clock", "own_steal_clock", "switch_"),
         "kernel-bench": ("flush_", "ipi_")}
WIDTH = 24


def facts(report):
    return {f"{fact['test']} {fact['key']}": fact["value"] for fact in report["facts"]
            if fact["key"].startswith(FACTS.get(fact["test"], ()))}


def tests(report):
    """A test that was left out has no result."""
    return {f"test {test['name']}": f"{test['result']} {test['ok']}" if test["result"] != "skip"
            else "skip" for test in report["tests"]}


def column(report):
    return {**{name: value(report) for name, value in ROWS}, **facts(report), **tests(report)}


def table(reports):
    """Text, the oldest report first."""
    columns = [column(report) for report in sorted(reports, key=lambda r: r["date"])]
    names = list(dict.fromkeys(name for found in columns for name in found))
    widest = max((len(name) for name in names), default=0)
    lines = [name.ljust(widest) + "".join("  " + found.get(name, "-")[:WIDTH].ljust(WIDTH)
                                          for found in columns) for name in names]
    return "".join(line.rstrip() + "\n" for line in lines)
