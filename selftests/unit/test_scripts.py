#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The scripts and the Makefile, with wrong words and for a user other than root.

In a copy, with an apt and a depmod of our own, so that nothing is fetched, built or
installed. Usage: test_scripts.py. Prints KTAP.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import ktap_cases  # noqa: E402
from ktap_cases import has  # noqa: E402

TOP = pathlib.Path(__file__).resolve().parents[2]
COPIED = ("Makefile", "VERSION", "dkms.conf", "include", "module", "scripts", "selftests",
          "tools")
NOBODY = 65534

APT = """#!/bin/sh
echo "$0 $*" >>"$CALLS"
for name; do :; done
case $1/$name in
policy/linux-image-amd64) yes '  Candidate: 1' | head -n 9999 ;;
policy/linux-source-6.12) echo '  Candidate: 6.12.999-1' ;;
*) echo "E: Unable to locate package $name" >&2; exit 100 ;;
esac
"""
# Where the scripts would go on in a root file system, they go on here.
IN_ROOT = '#!/bin/sh\n[ "$1" = --inside ] || exec "$@"\n'
CALLED = '#!/bin/sh\necho "${0##*/} $*" >>"$CALLS"\n'

PATCH = """From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
From: A <a@example.org>
Date: Thu, 1 Jan 1970 00:00:00 +0000
Subject: [PATCH] a: b

Why.
---
 file | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

diff --git a/file b/file
--- a/file
+++ b/file
@@ -1,3 +1,3 @@
 one
-two
+2
 three
"""


class Copy:
    """The sources in a directory of their own, and what is called from there."""

    def __init__(self, directory):
        os.chmod(directory, 0o755)
        self.root = pathlib.Path(directory)
        self.top = self.root / "top"
        for name in COPIED:
            copy = shutil.copytree if (TOP / name).is_dir() else shutil.copy
            self.top.mkdir(exist_ok=True)
            copy(TOP / name, self.top / name)
        shutil.copy(self.top / "scripts/in-root", self.root / "real-in-root")
        self.write("top/scripts/in-root", IN_ROOT)
        self.calls = self.root / "calls"
        self.env = {**os.environ, "PATH": f"{self.root}/bin:{os.environ['PATH']}",
                    "XDG_CACHE_HOME": str(self.root / "cache"), "CALLS": str(self.calls),
                    "LC_ALL": "C", "MAKEFLAGS": "", "MAKEOVERRIDES": "", "MAKELEVEL": ""}

    def fakes(self):
        """As every case finds them."""
        shutil.rmtree(self.root / "bin", ignore_errors=True)
        for name, text in (("apt-get", APT), ("apt-cache", APT), ("depmod", CALLED)):
            self.write(f"bin/{name}", text).chmod(0o755)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def called(self):
        return self.calls.read_text(encoding="utf-8") if self.calls.exists() else ""

    def run(self, *command, wanted=0, **how):
        """What it says, all together; it must end with this status."""
        env = {**self.env, **how.pop("env", {})}
        self.calls.write_text("", encoding="utf-8")
        self.calls.chmod(0o666)
        done = subprocess.run(command, cwd=self.top, env=env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", timeout=120, **how)
        if done.returncode != wanted:
            raise AssertionError(f"{command}: exit status {done.returncode}, not {wanted}\n"
                                 + done.stdout[-2000:])
        return done.stdout


def has_not(text, part):
    if part in text:
        raise AssertionError(f"'{part}' in\n{text}")


def without_apt(c):
    """No list of packages at all: apt is asked to get one, and then it is said."""
    (c.root / "bin/apt-cache").write_text("#!/bin/sh\nexit 100\n", encoding="utf-8")
    for command, said in ((("kernels", "fetch", "6.12"), "apt knows no kernel 6.12"),
                          (("kernel-source", "fetch", "6.1"), "apt knows no linux-source-6.1")):
        shutil.rmtree(c.root / "cache", ignore_errors=True)
        has(c.run(f"scripts/{command[0]}", *command[1:], wanted=1), said)
        has(c.called(), "apt-get -q update")


def suites(c):
    """Each has an apt configuration of its own; only a suite of backports takes these."""
    script = ". scripts/lib/debcache.sh; suite {0}; cat $APT_CONFIG $CACHE/apt/{0}/sources.list"
    for name in ("bookworm", "trixie", "trixie-backports"):
        said = c.run("bash", "-euo", "pipefail", "-c", script.format(name),
                     env={"PVSHIM_MIRROR": "http://mirror.example"})
        release = name.removesuffix("-backports")
        has(said, f"http://mirror.example/debian {release} main",
            f"http://mirror.example/debian-security {release}-security main",
            f'Dir::State::status "{c.root}/cache/pvshim/apt/{name}/status"')
        assert said.count("signed-by=/usr/share/keyrings/") == 2 + (name != release), said
        assert ("Default-Release" in said) == (name != release), said


def without_root(c):
    """What makes a root file system is named where it is missing, and nothing is made."""
    c.write("few/cat", '#!/bin/sh\nexec /bin/cat "$@"\n').chmod(0o755)
    few = {"PATH": str(c.root / "few")}
    has(c.run("/bin/sh", "scripts/install-deps", "--check", "tools", wanted=1, env=few),
        "make tools needs", "\nmake\t", "\ngcc\t")
    has(c.run("/bin/sh", "scripts/install-deps", "--check", "unit", wanted=1, env=few),
        "make unit needs", "\nclang\t")
    # no apt here, as on another distribution
    for name in ("printf", "cut", "id", "awk", "sed", "sha256sum", "mkdir", "rm", "flock",
                 "readlink", "dirname", "bash", "env", "find", "sleep", "tail", "mv"):
        path = shutil.which(name)
        if path:
            c.write(f"few/{name}", f'#!/bin/sh\nexec {path} "$@"\n').chmod(0o755)
    said = c.run("/bin/sh", "scripts/install-deps", wanted=1, env=few)
    has(said, "debootstrap\tmakes the root file systems", "no apt-get here")
    has(c.run("/bin/bash", "scripts/root", "fetch", "rig", wanted=1, env=few),
        "there is no debootstrap" if os.getuid() == 0 else "only root can")
    assert not list((c.root / "cache/pvshim/roots").glob("*")), "something was made"
    # outside, for a user who may not enter one
    if os.getuid() == 0:
        shutil.copy(c.root / "real-in-root", c.top / "scripts/in-root-really")
        c.write("top/scripts/root", "#!/bin/sh\necho /nowhere\n").chmod(0o755)
        if not os.path.exists("/etc/pvshim-root"):
            has(c.run("scripts/in-root-really", "true", wanted=1, **as_nobody()), "try sudo")
        shutil.copy(TOP / "scripts/root", c.top / "scripts/root")


def other_roots(c):
    """What has a root file system of its own enters that one, by options that in-root has."""
    if os.getuid():
        raise ktap_cases.Skip("only root enters one")
    shutil.copy(c.root / "real-in-root", c.top / "scripts/in-root")
    c.write("top/scripts/root", '#!/bin/sh\necho "/nowhere/$2"\n')
    c.write("top/scripts/own-mounts", CALLED)
    c.run("make", "deb")
    has(c.called(), "/nowhere/packages", "scripts/build-packages")
    c.run("make", "field-report", "VERSION")
    has(c.called(), "/nowhere/field", "field/home/report.py VERSION")
    for name in ("root", "own-mounts"):
        shutil.copy(TOP / "scripts" / name, c.top / "scripts" / name)
    c.write("top/scripts/in-root", IN_ROOT)


UNKNOWN = (
    ("kernels", "fetch", "{}"), ("kernels", "path", "{}"), ("kernels", "symbols", "{}"),
    ("kernels", "forget", "{}"), ("kernels", "add", "{}"), ("kernels", "{}"),
    ("kernel-source", "fetch", "{}"), ("kernel-source", "{}"), ("root", "{}"),
    ("root", "fetch", "{}"), ("root", "path", "{}"), ("root", "about", "{}"),
    ("build-kernel", "fetch", "{}"), ("build-kernel", "path", "{}"), ("build-kernel", "{}"),
    ("build-modules", "{}"), ("sign-modules", "{}"), ("initramfs", "{}"),
    ("initramfs", "-b", "{}", "6.12"), ("host-checks", "{}"), ("check", "{}"),
    ("no-indirect", "{}"), ("patch-series", "{}"), ("patch-series", "-s", "{}", "verify"),
    ("patch-series", "verify", "{}"), ("patch-series", "refresh", "{}"),
    ("install-deps", "{}"), ("install-deps", "--check", "{}"), ("dkms-modules", "{}"),
    ("build-packages", "{}"), ("build-packages", "-v", "{}"),
)


def unknown_names(c):
    """Whatever a script is asked for that there is not: it says so, and fails."""
    for name, *words in UNKNOWN:
        for word in ("no-such", "", "-x", "../..", "a b", "\udcff"):
            command = [word if w == "{}" else w for w in words]
            done = subprocess.run([f"scripts/{name}", *command], cwd=c.top, env=c.env,
                                  capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
            said = f"{name} {command}: {done.returncode} {done.stdout[-300:]} {done.stderr[-300:]}"
            assert 0 < done.returncode < 100, said
            assert done.stderr.strip() or b"not ok" in done.stdout, said
    for args in (("-k", "no-such"), ("-k", "../.."), ("no-such/*/*",), ("-s", "no-such"),
                 ("-i", "no-such"), ("tcg/6.12/life", "no-such/6.12/life")):
        has(c.run("selftests/run.sh", "-l", *args, wanted=3 if args[0] in ("-s", "-i") else 2),
            "no", "such" if args[1:] != ("../..",) else "..")


def no_candidate_is_cut_off(c):
    """apt may say more than one version, and is not told to stop."""
    script = ". scripts/lib/debcache.sh; for i in $(seq 20); do " \
             "ver=$(candidate linux-image-amd64); echo $ver; done"
    has(c.run("bash", "-euo", "pipefail", "-c", script), "1\n" * 20)


KERNEL_MAKEFILE = """
dir = $(or $(INSTALL_MOD_PATH),$(ROOT))/lib/modules/1.2.3-other/$(INSTALL_MOD_DIR)
modules:
\t@echo $@ M=$(M)
modules_install:
\t@echo $@ M=$(M)
\tmkdir -p $(dir)/module $(dir)/bench
\ttouch $(dir)/module/pvshim.ko $(dir)/bench/pvshim_bench.ko.xz
"""
MODULES = "lib/modules/1.2.3-other/updates"


def planted_kernel(c):
    """The arguments of make for it; it has the modules that dkms.conf names."""
    c.write("kdir/Makefile", KERNEL_MAKEFILE)
    c.write("kdir/include/config/kernel.release", "1.2.3-other\n")
    has(c.run("scripts/dkms-modules"), "pvshim module\n", "pvshim_bench bench\n")
    return f"KDIR={c.root}/kdir"


def files(directory):
    return sorted(str(path.relative_to(directory))
                  for path in directory.rglob("*") if not path.is_dir())


def install_for_another_kernel(c):
    """modules_install and depmod are for the kernel in KDIR."""
    kdir = planted_kernel(c)
    there = f"INSTALL_MOD_PATH={c.root}/modules"
    has(c.run("make", "install-module", kdir, there), "modules_install M=" + str(c.top))
    has(c.called(), f"depmod -a -b {c.root}/modules 1.2.3-other\n")
    c.run("make", "install-module", kdir, env={"ROOT": str(c.root / "root")})
    has(c.called(), "depmod -a 1.2.3-other\n")
    os.unlink(c.root / "kdir/include/config/kernel.release")
    for goal in ("install", "uninstall"):
        has(c.run("make", goal, kdir, there, wanted=2), "kernel.release")
        has_not(c.called(), "depmod")


def install_and_uninstall(c):
    """Below DESTDIR, in the usual places, and nothing of it stays."""
    kdir = planted_kernel(c)
    there, elsewhere = c.root / "there", c.root / "elsewhere"
    tool = ["usr/bin/pvshimctl", "usr/share/bash-completion/completions/pvshimctl",
            "usr/share/man/man8/pvshimctl.8", "usr/share/zsh/site-functions/_pvshimctl"]
    modules = [f"{MODULES}/bench/pvshim_bench.ko.xz", f"{MODULES}/module/pvshim.ko"]
    words = (kdir, f"DESTDIR={there}", "PREFIX=/usr")
    c.run("make", "install", *words)
    has(c.called(), f"depmod -a -b {there} 1.2.3-other\n")
    assert files(there) == modules + tool, files(there)
    # a module of others is left alone, and the directory that it is in
    other = c.write(f"there/{MODULES}/other.ko", "")
    c.run("make", "uninstall", *words)
    has(c.called(), f"depmod -a -b {there} 1.2.3-other\n")
    assert files(there) == [f"{MODULES}/other.ko"], files(there)
    other.unlink()
    # without a module there it is no error
    c.run("make", "uninstall", *words)
    assert not (there / MODULES).exists(), "empty directories of modules"
    # modules have a place of their own, the tool has that of other programs
    words = (kdir, f"DESTDIR={there}", f"INSTALL_MOD_PATH={elsewhere}")
    c.run("make", "install", *words)
    assert files(elsewhere) == modules, files(elsewhere)
    assert [name.replace("usr/local", "usr") for name in files(there)] == tool, files(there)
    c.run("make", "uninstall", *words)
    assert not files(elsewhere) + files(there), files(elsewhere) + files(there)


def as_nobody():
    return {"user": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}


def tools_for_every_user(c):
    """Without apt, for root and others; and what is missing is said where it is."""
    for how in ({}, as_nobody()):
        shutil.rmtree(c.top / "build", ignore_errors=True)
        c.top.chmod(0o777)
        c.run("make", "tools", **how)
        has_not(c.called(), "apt-get")
        has(c.run("build/pvshimctl/pvshimctl", "--version"), "pvshimctl ")
    shutil.rmtree(c.top / "build")
    c.run("make", "tools", "CPPFLAGS=-include no_such.h", wanted=2, **as_nobody())
    has_not(c.called(), "apt-get")


def module_without_headers(c):
    for goal in ("module", "install-module"):
        said = c.run("make", goal, "KDIR=/no/such", wanted=2)
        has(said, "no kernel headers in /no/such", "say KDIR=DIR")
        has_not(said, "Stop.")


def quiet_caller(c):
    """What a make that calls was told says nothing of what is built and kept."""
    for name in ("Kbuild", "bench/Kbuild", "module/x.c", "include/x.h", "ptp/x.c",
                 "samples/x.c"):
        c.write(f"top/{name}", "")
    kernel = c.root / "cache/pvshim/kernels/planted"
    c.write("cache/pvshim/kernels/6.12", "kernels/planted\n")
    c.write("cache/pvshim/kernels/planted/release", "6.12.999\n")
    (kernel / "modules/lib/modules").mkdir(parents=True)
    c.write("cache/pvshim/kernels/planted/build/Makefile", "modules:\n\techo C=$(C) >/dev/null\n")
    for said in ({"MAKEFLAGS": "s"}, {"MAKEFLAGS": " -- V=1 C=0", "MAKEOVERRIDES": "C=0"}):
        shutil.rmtree(c.root / "cache/pvshim/modules", ignore_errors=True)
        shutil.rmtree(c.top / "build/6.12", ignore_errors=True)
        c.run("scripts/build-modules", "6.12", env=said)
        has((c.top / "build/6.12/build.log").read_text(), "echo C=2")
    shutil.rmtree(c.root / "cache/pvshim/kernels")


def unit_installs_nothing(c):
    """It fails as a build does, and fetches nothing."""
    has(c.run("make", "unit", "CC=false", wanted=2), "not ok 1 - build")
    has_not(c.called(), "apt-get")


def several_patterns(c):
    def listed(patterns):
        return c.run("make", "--no-print-directory", "guests",
                     f"T={patterns}", "RUN=selftests/run.sh -l")
    found = listed("tcg/6.12/life bare/6.12/lif*")
    has(found, "\ntcg/6.12/life ", "\nbare/6.12/life ")
    # what a pattern leaves out, also of all that there is, and the last that matches decides
    found = listed("tcg/6.12/life */6.12/switch !*-[0-9]*cpu/* !bare/*")
    has(found, "\ntcg/6.12/life ", "\ntcg/6.12/switch ", "\nxen-pvh/6.12/switch ")
    has_not(found, "\nbare/")
    has_not(found, "cpu/6.12/switch ")
    has_not(listed("!*/6.12/*"), "/6.12/")
    has(listed("!*/6.12/* bare/6.12/life"), "\nbare/6.12/life ", "\nbare/6.1/life ")
    has(c.run("make", "guests", "T=tcg/6.12/life !no-such/*",
              "RUN=selftests/run.sh -l", wanted=2), "no cell matches 'no-such/*'")
    has(c.run("make", "-n", "guests", "T=a/* b'c/*", "KERNEL=/x y"),
        """ 'a/*' 'b'\\''c/*'""", "-i '/x y'")


def newer_source(c):
    """What BASE names is what was tried; another one that takes the patches will do."""
    shutil.rmtree(c.top / "patches", ignore_errors=True)
    for name, text in (("BASE", "linux-source-6.12\n6.12.1-1\n"), ("series", "0001.patch\n"),
                       ("0001.patch", PATCH)):
        c.write(f"top/patches/late/6.12/{name}", text)
    source = "cache/pvshim/kernel-source/linux-source-6.12_6.12.999-1"
    c.write(f"{source}/version", "6.12.999-1\n")
    c.write(f"{source}/file", "one\ntwo\nthree\n")
    c.write(f"{source}/scripts/checkpatch.pl", "#!/bin/sh\n").chmod(0o755)
    verify = ("scripts/patch-series", "-s", "late/6.12", "verify")
    said = c.run(*verify)
    has(said, "patches/late/6.12 were tried with linux-source-6.12 6.12.1-1, now it is "
        "linux-source-6.12 6.12.999-1")
    # ... and refresh writes down that it was tried with it
    c.run("scripts/patch-series", "-s", "late/6.12", "apply", f"{c.root}/tree")
    has(c.run("scripts/patch-series", "-s", "late/6.12", "refresh", f"{c.root}/tree"),
        "6.12.999-1")
    has((c.top / "patches/late/6.12/BASE").read_text(), "linux-source-6.12\n6.12.999-1\n")
    has_not(c.run(*verify), "tried with")
    # one that does not take them is refused, by its name
    c.write("top/patches/late/6.12/BASE", "linux-source-6.12\n6.12.1-1\n")
    c.write(f"{source}/file", "one\nzwei\nthree\n")
    has(c.run(*verify, wanted=1), "does not apply to linux-source-6.12 6.12.999-1")


def one_after_another(c):
    """A series that follows another one is applied behind it, and has its own patches alone."""
    shutil.rmtree(c.top / "patches", ignore_errors=True)
    second = PATCH.replace("-two\n+2\n", "-2\n+zwei\n")
    for series, patch, text in (("first", PATCH, ""), ("late/6.12", second, "# after first\n")):
        c.write(f"top/patches/{series}/BASE", "linux-source-6.12\n6.12.999-1\n")
        c.write(f"top/patches/{series}/series", f"{text}0001.patch\n")
        c.write(f"top/patches/{series}/0001.patch", patch)
    source = "cache/pvshim/kernel-source/linux-source-6.12_6.12.999-1"
    c.write(f"{source}/version", "6.12.999-1\n")
    c.write(f"{source}/file", "one\ntwo\nthree\n")
    c.write(f"{source}/scripts/checkpatch.pl", "#!/bin/sh\n").chmod(0o755)
    tool = ("scripts/patch-series", "-s", "late/6.12")
    has(c.run(*tool, "verify"), "late/6.12: linux-source-6.12 6.12.999-1")
    shutil.rmtree(c.root / "tree", ignore_errors=True)
    c.run(*tool, "apply", f"{c.root}/tree")
    has(c.run(*tool, "refresh", f"{c.root}/tree"), "1 patches, for linux-source-6.12 6.12.999-1")
    series = (c.top / "patches/late/6.12/series").read_text().splitlines()
    has(series[0], "# after first")
    assert len(series) == 2, series
    has((c.top / f"patches/late/6.12/{series[1]}").read_text(), "+zwei")
    # without the first one it does not apply
    c.write("top/patches/late/6.12/series", f"{series[1]}\n")
    has(c.run(*tool, "verify", wanted=1), "does not apply")


MAINTAINERS = """#!/bin/sh
for patch; do :; done
[ -f "$patch" ] || exit 1
case " $* " in *" --mpath "*/MAINTAINERS" "*) ;; *) exit 1 ;; esac
case " $* " in
*" --nom "*) echo list@mail.test; grep -q zwei "$patch" && echo 'R <r@mail.test>' ;;
*) echo '"A. M." <am@mail.test>' ;;
esac
:
"""


def series(c, name, *patches, **files):
    """A series for a source of one file, and that source; the scripts' own is away."""
    source = "cache/pvshim/kernel-source/linux-source-6.12_6.12.999-1"
    for path, text in (("version", "6.12.999-1\n"), ("file", "one\ntwo\nthree\n"),
                       ("MAINTAINERS", "")):
        c.write(f"{source}/{path}", text)
    c.write(f"{source}/scripts/checkpatch.pl", files.pop("checkpatch", "#!/bin/sh\n")).chmod(0o755)
    c.write(f"{source}/scripts/get_maintainer.pl", MAINTAINERS).chmod(0o755)
    shutil.rmtree(c.top / f"patches/{name}", ignore_errors=True)
    files = {"BASE": "linux-source-6.12\n6.12.999-1\n",
             "series": "".join(f"{i:04}.patch\n" for i in range(1, len(patches) + 1)), **files}
    for path, text in files.items():
        c.write(f"top/patches/{name}/{path.replace('_', '-')}", text)
    for i, patch in enumerate(patches, 1):
        c.write(f"top/patches/{name}/{i:04}.patch", patch)


def sender(name="A Person", mail="person@mail.test"):
    return {"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": name,
            "GIT_CONFIG_KEY_1": "user.email", "GIT_CONFIG_VALUE_1": mail}


def export(c, name, *options, wanted=0, env=None, yes=("--signoff",)):
    """What it says, and the mails by their names."""
    out = c.root / "out"
    shutil.rmtree(out, ignore_errors=True)
    said = c.run("scripts/patch-series", "-s", name, "export", *yes, *options, str(out),
                 wanted=wanted, env=env or sender())
    return said, {path.name: path.read_text() for path in sorted(out.glob("*"))}


SECOND = PATCH.replace("-two\n+2\n", "-2\n+zwei\n").replace("a: b", "a: c")
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def wrong_words_of_patch_series(c):
    """Usage; nothing is written, nothing fetched."""
    shutil.rmtree(c.top / "patches", ignore_errors=True)
    series(c, "one", PATCH)
    for words, said in ((("export", "--base", "v7.3", "out"), "not the id of a commit"),
                        (("export", "--base", "0" * 40, "out"), "not the id of a commit"),
                        (("export", "--base", COMMIT[:12], "out"), "not the id of a commit"),
                        (("export", "--base"), "not the id of a commit"),
                        (("export", "-v", "0", "out"), "not the number of a version"),
                        (("export", "-v", "two", "out"), "not the number of a version"),
                        (("export", "-v"), "not the number of a version"),
                        (("export", "--yes", "out"), "no option --yes of 'export'"),
                        (("export", "--build", "out"), "no option --build of 'export'"),
                        (("export",), "which directory?"),
                        (("export", "a", "b"), "which directory?"),
                        (("verify", "--build=icc"), "no option --build=icc of 'verify'"),
                        (("verify", "--rfc"), "no option --rfc of 'verify'"),
                        (("list", "one"), "what is 'one'?"), (("refresh",), "which directory?"),
                        (("-s", "two", "list"), "no series 'two'"), ((), "which command?")):
        has(c.run("scripts/patch-series", *words, wanted=2, env=sender()), said, "usage: ")
    for word in ("--help", "-h"):
        has(c.run("scripts/patch-series", word), "usage: ", "--signoff", "exit status")
    assert not (c.root / "out").exists() and not (c.top / "out").exists()


def nobody_else_sends(c):
    """Who sends it, and that they sign off, is not made up."""
    shutil.rmtree(c.top / "patches", ignore_errors=True)
    series(c, "one", PATCH, recipients="")
    for name, mail, said in (("", "person@mail.test", "user.name is not set"),
                             ("A Person", "", "user.email is not set"),
                             ("A Person", "pvshim@example.org", "is nobody's mail address"),
                             ("A Person", "Person@Example.COM", "is nobody's mail address"),
                             ("A Person", "person@host.invalid", "is nobody's mail address"),
                             ("A Person", "person", "is nobody's mail address"),
                             ("A Person", "person@localhost", "is nobody's mail address"),
                             ("A Person", "a b@mail.test", "is nobody's mail address")):
        found, mails = export(c, "one", wanted=1, env=sender(name, mail))
        has(found, said)
        assert not mails, mails
    found, mails = export(c, "one", yes=(), wanted=1)
    has(found, "Sender and author: A Person <person@mail.test>", "Developer Certificate of Origin",
        "Assisted-by", "say so by --signoff")
    assert not mails, mails


def one_mail(c):
    """A patch alone has no cover letter: what was tested and has changed is below its ---."""
    shutil.rmtree(c.top / "patches", ignore_errors=True)
    about = {"notes": "Tested on a host.\n", "recipients": "# why\nCc: X <AM@mail.test>\n"
             "To: Y \u00e9 <y@mail.test>\n"}
    series(c, "one", PATCH.replace("A <a@example.org>", "The pvshim developers "
                                   "<pvshim@example.org>"), **about)
    said, mails = export(c, "one")
    has(said, "No base-commit: is written", "linux-source-6.12 6.12.999-1",
        "git send-email --dry-run", "to  2, cc  1  0001-a-b.patch")
    assert list(mails) == ["0001-a-b.patch"], mails
    mail = mails["0001-a-b.patch"]
    has(mail, "From: A Person <person@mail.test>\n", "Subject: [PATCH] a: b\n",
        'To: "A. M." <am@mail.test>,\n\tY \u00e9 <y@mail.test>\nCc: list@mail.test\n\n',
        "Why.\n\nSigned-off-by: A Person <person@mail.test>\n---\nTested on a host.\n\n file |")
    for text in ("From 00000000", "base-commit", "example.org", "Changes"):
        has_not(mail, text)
    said, mails = export(c, "one", "--base", COMMIT, "--rfc")
    has_not(said, "No base-commit")
    has(mails["0001-a-b.patch"], "[RFC PATCH] a: b", f"\nbase-commit: {COMMIT}\n")
    # a second version says what is new
    has(export(c, "one", "-v", "2", wanted=1)[0], "There is no patches/one/changes")
    c.write("top/patches/one/changes", "# newest first\n\nv3:\n - z\n\nv2:\n - y\n")
    has(export(c, "one", "-v", "2", wanted=1)[0], "has to begin with a line 'v2:'")
    mail = export(c, "one", "-v", "3")[1]["v3-0001-a-b.patch"]
    has(mail, "[PATCH v3] a: b", "---\nTested on a host.\n\n", "v3:\n - z\n\nv2:\n - y\n\n file |")
    has_not(mail, "newest")
    # an author of their own stays that
    series(c, "one", PATCH, **about)
    has(export(c, "one")[1]["0001-a-b.patch"], "\nFrom: A <a@example.org>\n")
    for line in ("Bcc: x@mail.test", "To: x", "To: a@mail.test, b@mail.test", "x@mail.test"):
        series(c, "one", PATCH, recipients=f"{line}\n")
        has(export(c, "one", wanted=1)[0], "neither To: nor Cc:", line)
    # what the lists would not take is not written
    series(c, "one", PATCH, recipients="", notes="x" * 70 + "\n" + "y" * 100000 + "\n")
    said, mails = export(c, "one", wanted=1)
    has(said, "0001-a-b.patch has", "the lists take 100000")
    assert not mails, mails
    c.write("out/mine", "")
    has(c.run("scripts/patch-series", "-s", "one", "export", "--signoff", f"{c.root}/out",
              wanted=1, env=sender()), "is there and not empty")


def several_mails(c):
    """The cover letter goes to all, a patch to those that it is for."""
    shutil.rmtree(c.top / "patches", ignore_errors=True)
    series(c, "two", PATCH, SECOND, recipients="Cc: kvm@mail.test\n")
    has(export(c, "two", wanted=1)[0], "no patches/two/cover-letter")
    c.write("top/patches/two/cover-letter", "a: All of it\n\nWhat for.\n")
    c.write("top/patches/two/changes", "v2:\n - less\n")
    said, mails = export(c, "two", "-v", "2")
    assert list(mails) == ["v2-0000-cover-letter.patch", "v2-0001-a-b.patch",
                           "v2-0002-a-c.patch"], mails
    cover, first, second = mails.values()
    has(cover, "Subject: [PATCH v2 0/2] a: All of it", "What for.\n\n---\nv2:\n - less\n",
        "r@mail.test", "list@mail.test", "kvm@mail.test", "am@mail.test")
    has(first, "[PATCH v2 1/2]", "kvm@mail.test", "list@mail.test")
    has_not(first, "r@mail.test")
    has_not(first, "less")
    has(second, "[PATCH v2 2/2]", "R <r@mail.test>")
    # one that follows another says so by patch-id
    series(c, "three", SECOND, series="# after one\n0001.patch\n", recipients="")
    series(c, "one", PATCH)
    mail = export(c, "three", "--base", COMMIT)[1]["0001-a-c.patch"]
    has(mail, f"base-commit: {COMMIT}\nprerequisite-patch-id: ")
    # what is pvshim's own is sent to nobody by itself
    said, mails = export(c, "one")
    has(said, "one is pvshim's own, a backport to 6.12: it is not for the lists",
        "git send-email --to=WHOM")
    has_not(mails["0001-a-b.patch"], "\nTo: ")
    has(export(c, "one", "--in-tree", wanted=1)[0], "one is sent alone")
    series(c, "none", series="# made\n")
    has(export(c, "none", wanted=1)[0], "no patches of its own")
    lines = c.run("scripts/patch-series", "list").splitlines()
    assert [line.split() for line in lines if not line.startswith("none")] == [
        "one 6.12 1 patches pvshim's own, a backport to 6.12".split(),
        "three 6.12 1 patches for the lists".split(),
        "two 6.12 2 patches for the lists".split()], lines


KERNELS = """[DEFAULT]
compiler =
[a]
package = linux-source-6.12
config = one
patches = late/6.12
[b]
package = linux-source-6.12
config = one in-tree-m
patches = two
[c]
package = linux-source-6.12
config = one
compiler = clang
[d]
package = linux-source-6.12
config = one
"""


def verify_finds(c):
    """What checkpatch says unless it is answered, and answers that nothing asks for; mails that
    are too large; the row of a kernel by its patches."""
    shutil.rmtree(c.top / "patches", ignore_errors=True)
    remark = "#!/bin/sh\ncase \" $* \" in *' --showfile '*) ;; *) exit ;; esac\n" \
             "echo 'file:2: CHECK:SPACING: why'\n"
    series(c, "one", PATCH, checkpatch=remark)
    verify = ("scripts/patch-series", "-s", "one", "verify")
    has(c.run(*verify, wanted=1), "one/0001.patch file:2: CHECK:SPACING: why")
    for answer in ("0001 SPACING", "all SPACING"):
        c.write("top/patches/one/checkpatch-answered", f"# why\n{answer}\n")
        has_not(c.run(*verify), "SPACING")
    c.write("top/patches/one/checkpatch-answered", "0002 SPACING\nall SPACING\n")
    has(c.run(*verify, wanted=1), "no such remark: 0002 SPACING")
    series(c, "one", PATCH.replace("Why.", "Why.\n" * 25000))
    has(c.run(*verify, wanted=1), "0001.patch has", "the lists take")
    # which kernel a series is built as
    c.write("top/table", KERNELS)
    script = "for lib in debcache kernel-build patch-tree patch-verify; do " \
             ". scripts/lib/$lib.sh; done; TABLE=table; {}"
    for name, with_it in (("late/6.12", "a"), ("two", ""), ("three", "")):
        series(c, name, PATCH)
        has(c.run("bash", "-euo", "pipefail", "-c",
                  script.format(f"echo \"$(column_of {name}),$(plain_of {name})\"")),
            f"{with_it},c\n")
    c.write("top/patches/three/BASE", "linux-source-7.3\n7.3.4\n")
    has(c.run("bash", "-euo", "pipefail", "-c", script.format("plain_of three"), wanted=1),
        "no kernel of linux-source-7.3 without patches")
    c.write("top/lines", "CONFIG_A=y\nCONFIG_B_C=m\n# CONFIG_D is not set\nCONFIG_E=\"x\"\n")
    c.write("top/x/Kconfig.y", "menuconfig A\n\tbool\n    config E\n")
    assert c.run("bash", "-euo", "pipefail", "-c", script.format("not_known lines")) == "B_C\n"
    shutil.rmtree(c.top / "x")


KERNEL = """allnoconfig:
{tab}@cp $(KCONFIG_ALLCONFIG) .config
bzImage modules: file.o
file.o: file.c
{tab}@echo CC $(CC) LLVM=$(LLVM) W=$(W) C=$(C)
{tab}@grep -Hn warning: $< || :
{tab}@cp $< $@
"""
BUILT = PATCH.replace("file", "file.c").replace(" file.c changed", " file changed")


def builds_each_prefix(c):
    """By both compilers; what one says of the source alone is not the patch's."""
    shutil.rmtree(c.top / "patches", ignore_errors=True)
    series(c, "one", BUILT)
    source = c.root / "cache/pvshim/kernel-source/linux-source-6.12_6.12.999-1"
    (source / "Makefile").write_text(KERNEL.replace("{tab}", "\t"))
    (source / "Kconfig").write_text("config X\n\tbool\n")
    (source / "file.c").write_text("one\ntwo\nthree\n")
    verify = ("scripts/patch-series", "-s", "one", "verify")
    said = c.run(*verify, "--build")
    has(said, "one, 0 of 1 patches: configured as 6.12-plain, gcc-12",
        "one, 1 of 1 patches: configured as 6.12-plain, clang",
        "one: built by gcc-12 after each of 1 patches without a new message",
        "one: built by clang after each of 1 patches without a new message")
    logs = c.root / "cache/pvshim/patch-series"
    has((logs / "one-gcc-12/1.log.strict").read_text(), "CC gcc-12", "W=1 C=2")
    has((logs / "one-clang/1.log.strict").read_text(), "LLVM=1 W=1 C=\n")
    assert (logs / "one-clang/source/file.c").read_text() == "one\n2\nthree\n"
    assert (source / "file.c").read_text() == "one\ntwo\nthree\n", "the source itself"
    has_not(c.run(*verify, "--build=gcc"), "clang")
    # a message of the source alone, and one that the patch brings
    (source / "file.c").write_text("one\ntwo\nthree\nold warning: x\n")
    has_not(c.run(*verify, "--build=clang"), "gcc-12")
    has(c.run(*verify, "--build=gcc", wanted=1), "the build warned")
    c.write("top/patches/one/0001.patch", BUILT.replace("+2", "+new warning: y"))
    said = c.run(*verify, "--build=clang", wanted=1)
    has(said, "new messages with 1 patches:\nfile.c:new warning: y", "not all of it is right")
    has_not(said, "old warning: x\n")
    for name in ("Makefile", "Kconfig", "file.c"):
        (source / name).unlink()


HOUSE = {
    "top/house/low.h": "#pragma once\nint low(void);\n",
    "top/house/low.c": '#include "low.h"\nint low(void) { return 1; }\n',
    "top/house/mid/mid.h": '#pragma once\n#include "../low.h"\nint mid(void);\n',
    "top/house/mid/mid.c": '#include "mid.h"\nint mid(void) { return low(); }\n',
    "top/house/top.c": '#include "mid/mid.h"\nint top(void) { return mid() + low(); }\n',
    "top/scripts/floors.cfg": "[house]\nfloors =\n\thigh: top\n\tmiddle: mid/*\n\tground: low\n",
}


def floors(c):
    """A house in order is passed in silence, and whatever is planted in it is found."""
    def said(wanted, **planted):
        shutil.rmtree(c.top / "house", ignore_errors=True)
        for path, text in {**HOUSE, **planted}.items():
            c.write(path, text)
        shutil.rmtree(c.root / "floors", ignore_errors=True)
        (c.root / "floors").mkdir()
        files = sorted(str(p.relative_to(c.top)) for p in c.top.glob("house/**/*.[ch]"))
        found = c.run("scripts/check.d/floors", *files, wanted=wanted,
                      env={"OUT": str(c.root / "floors"), "COLS": "a", "PATCHED": "b"})
        note = c.root / "floors/note"
        return found + (note.read_text() if note.exists() else "")

    assert said(0) == "", "a house in order"
    has(said(0, **{"top/house/low.h": '#pragma once\nint low(void);\n#include "mid/mid.h"\n'}),
        "house/low.h (ground) includes what is above it (middle)",
        "a circle of 2 files, each includes another")
    # by a declaration of its own, so that only the object shows it
    up = {"top/house/low.c": "int mid(void);\nint low(void) { return mid(); }\n"}
    has(said(0, **up), "house/low.c (ground) uses what is above it (middle)",
        "a circle of 2 files, each uses another", "  house/low.c -> house/mid/mid.c: mid",
        "  house/mid/mid.c -> house/low.c: low")
    # on one floor a circle is as wrong
    flat = "[house]\nfloors =\n\tall: * mid/*\n"
    found = said(0, **up, **{"top/scripts/floors.cfg": flat})
    has(found, "a circle of 2 files, each uses another")
    has_not(found, "above")
    # of three, by data
    found = said(0, **{"top/scripts/floors.cfg": flat,
                       "top/house/low.c": "extern int d;\nint low(void) { return d; }\n",
                       "top/house/top.c": "int d, mid(void);\nint t(void) { return mid(); }\n"})
    has(found, "a circle of 3 files", "  house/low.c -> house/top.c: d")
    # the table itself
    has(said(0, **{"top/house/new.c": "int new;\n"}), "house/new.c: on no floor")
    has(said(0, **{"top/house/a/b/new.h": ""}), "house/a/b/new.h: on no floor")
    table = HOUSE["top/scripts/floors.cfg"]
    has(said(0, **{"top/scripts/floors.cfg": table + "\tcellar: l* gone\n"}),
        "house/low.c: on the floors ground and cellar", "no file is called house/gone")
    has(said(2, **{"top/house/low.c": "int low(void) { return\n"}), "error: ")
    # modules: of all kernels together, what scripts/build-modules keeps
    module = table.replace("floors", "modules = yes\nfloors", 1)
    c.write("top/scripts/build-modules", "#!/bin/sh\n").chmod(0o755)
    c.write("top/build/a/symbols", "house/low.o:00 T low\nhouse/mid/mid.o:00 T mid\n"
            "house/mid/mid.o: U low\nhouse/x.mod.o: U mid\n")
    c.write("top/build/b/symbols", "house/low.o: U mid\nhouse/low.o:00 T low\n")
    has(said(0, **{"top/scripts/floors.cfg": module}), "house/low.c (ground) uses",
        "  house/low.c -> house/mid/mid.c: mid", "built for no kernel here: house/top.c")
    c.write("top/scripts/build-modules", "#!/bin/sh\necho none >&2; exit 1\n")
    has(said(2, **{"top/scripts/floors.cfg": module}), "none")


CASES = (without_apt, suites, without_root, other_roots, unknown_names,
         no_candidate_is_cut_off, install_for_another_kernel, install_and_uninstall,
         tools_for_every_user, module_without_headers, quiet_caller, unit_installs_nothing,
         several_patterns, newer_source, one_after_another, wrong_words_of_patch_series,
         nobody_else_sends, one_mail, several_mails, verify_finds, builds_each_prefix, floors)


def main():
    with tempfile.TemporaryDirectory() as directory:
        copy = Copy(directory)
        return ktap_cases.run(CASES, copy, copy.fakes)


if __name__ == "__main__":
    sys.exit(main())
