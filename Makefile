# SPDX-License-Identifier: GPL-2.0
# The user's menu: `make help`. The kernel's side of the build is in Kbuild.

KDIR ?= /lib/modules/$(shell uname -r)/build
# the kernels that the static checks look at; the guests have selftests/kernels.cfg
KERNELS ?= 6.1 6.12 7.3
T ?=
V ?=
ENV ?=
KERNEL ?=
DEBUG ?=
RESUME ?=
# for the shell, whatever is in it
quoted = '$(subst ','\'',$(1))'
PATTERNS = $(foreach pattern,$(T),$(call quoted,$(pattern)))
RUN = selftests/run.sh $(if $(V),-v) $(if $(DEBUG),-d) \
	$(if $(KERNEL),-i $(call quoted,$(KERNEL)))

# What runs in a root file system of its own, and what needs nothing but this machine
IN_ROOT = kernel demo test test-all test-long shell report guests modules host-checks \
	check rig-checks checks docs tested field field-checks field-pictures deb-test
.PHONY: help deps module install install-module install-tools uninstall \
	uninstall-module uninstall-tools tools unit deb clean distclean field-report $(IN_ROOT)

help:
	@echo 'pvshim: one paravirt interface, whichever hypervisor is underneath'
	@echo
	@echo '  make demo         real guests of every hypervisor, shown as one table'
	@echo '  make test         unit tests, static checks, guests: a sensible choice, 16 min'
	@echo '  make test-all     the same with each environment and each kernel: hours'
	@echo '  make test-long    the tests that take ten minutes and more: a night'
	@echo '       RESUME=1     ... of both what has no result yet, after an interruption'
	@echo '       RESUME=failed    ... and once more what failed'
	@echo '  make test T=xen-pvh/6.12/*    only these guest tests (environment/kernel/test)'
	@echo "       T='a/*/* b/*/*' several patterns; !a/*/* leaves some out"
	@echo '       V=1          ... with their consoles on the screen'
	@echo '       KERNEL=FILE  ... on this kernel image (its modules are looked for)'
	@echo '       DEBUG=1      ... of one guest, which waits for gdb'
	@echo '  make shell ENV=xen-pvh        a guest for you, with the module at hand'
	@echo '       ENV=tcg/6.12-rt DEBUG=1  ... on another kernel, waiting for gdb'
	@echo '  make report       show the last run again; build/report.html has it all'
	@echo '  make check        sparse, checkpatch, coccicheck, kernel-doc, shellcheck, ...'
	@echo
	@echo '  make module       module/pvshim.ko for the running kernel'
	@echo '       KDIR=DIR     ... for the kernel whose headers are in DIR'
	@echo '  make tools        build/pvshimctl/pvshimctl, the command-line tool'
	@echo '  make install      install both (install-module, install-tools: one of them)'
	@echo '       KDIR=DIR     ... for that kernel      PREFIX=/usr   where the tool goes'
	@echo '       DESTDIR=DIR  ... below that directory; INSTALL_MOD_PATH for the module alone'
	@echo '  make uninstall    take away what `make install` has installed by the same words'
	@echo '  make deb          Debian packages of all, in build/deb'
	@echo '  make deb-test     the packages in guests of Debian 13 and 12; T=13: of one'
	@echo
	@echo '  make kernel V=6.12    a kernel with the core patches (patches/late/), in minutes'
	@echo '       V=6.12-debug     ... or another that scripts/build-kernel knows'
	@echo
	@echo '  make field        build/field/: images that the owner of a hypervisor boots'
	@echo '  make field-report FILE...    the reports that came back, as a table'
	@echo '  make field-checks boot the images in all ways that field/rows.cfg has'
	@echo '  make field-pictures   the screens in Documentation/, by QEMU'
	@echo
	@echo '  make docs         build/docs/index.html, the documentation as a site'
	@echo '  make tested       what Documentation/tested.rst shows of the last runs'
	@echo
	@echo '  make unit         host unit tests and the detector fuzz, under ASan and UBSan'
	@echo '  make host-checks  compiler warnings, sparse, indirect branches in the objects'
	@echo '  make rig-checks   planted guests: does the rig notice what it should?'
	@echo '  make guests       the guest tests alone (T= V= KERNEL= as above)'
	@echo '  make deps         the root file system in which all this runs (no need to: it'
	@echo '                    is made when it is missing)'
	@echo '  make clean        remove what was built; distclean: also the caches'

deps:
	@scripts/install-deps
	@scripts/root fetch rig

module:
	@test -d $(call quoted,$(KDIR)) || { \
		printf '%s\n' $(call quoted,make module: no kernel headers in $(KDIR)) \
		'Install those of your kernel (in Debian: linux-headers-RELEASE), or say KDIR=DIR.' >&2; \
		exit 1; }
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

# Modules are below INSTALL_MOD_PATH, all else is below DESTDIR.
INSTALL_MOD_PATH ?= $(DESTDIR)
INSTALL_MOD_DIR ?= updates
RELEASE = $$(cat $(KDIR)/include/config/kernel.release)
DEPMOD = depmod -a $(if $(INSTALL_MOD_PATH),-b $(INSTALL_MOD_PATH)) "$$release"

install: install-module install-tools
uninstall: uninstall-module uninstall-tools

install-module: module
	$(MAKE) -C $(KDIR) M=$(CURDIR) INSTALL_MOD_PATH=$(INSTALL_MOD_PATH) \
		INSTALL_MOD_DIR=$(INSTALL_MOD_DIR) modules_install
	@release=$(RELEASE) && set -x && $(DEPMOD)

# Whatever is installed there is called as in dkms.conf; it may be compressed.
uninstall-module:
	@release=$(RELEASE) && dir=$(INSTALL_MOD_PATH)/lib/modules/$$release/$(INSTALL_MOD_DIR) && \
	scripts/dkms-modules | while read -r name place; do \
		(set -x; rm -f "$$dir/$$place/$$name".ko*); \
		rmdir "$$dir/$$place" "$$dir" 2>/dev/null || :; \
	done && set -x && $(DEPMOD)

install-tools uninstall-tools: %-tools:
	@$(MAKE) --no-print-directory -C tools/pvshimctl $* || \
		{ scripts/install-deps --check tools; exit 1; }

# These install nothing, since not every user may; what is missing is named.
tools:
	@$(MAKE) --no-print-directory -s -C tools/pvshimctl || \
		{ scripts/install-deps --check tools; exit 1; }

# In a root of its own, of the oldest Debian that the packages are for
deb:
	@scripts/build-packages

unit:
	@selftests/unit/run.sh || { scripts/install-deps --check unit; exit 1; }

# The words after it are files
ifeq ($(firstword $(MAKECMDGOALS)),field-report)
REPORTS := $(wordlist 2,$(words $(MAKECMDGOALS)),$(MAKECMDGOALS))
.PHONY: $(REPORTS)
$(REPORTS): ; @:
endif
field-report:
	@test -n '$(REPORTS)' || { echo 'make field-report: which files?' >&2; exit 2; }
	@scripts/in-root -r field field/home/report.py $(foreach file,$(REPORTS),$(call quoted,$(file)))

# What `make module` leaves between the sources goes with the rest.
clean:
	rm -rf build
	@if [ -d "$(KDIR)" ]; then $(MAKE) -s -C $(KDIR) M=$(CURDIR) clean; fi

distclean: clean
	rm -rf "$${XDG_CACHE_HOME:-$$HOME/.cache}/pvshim"

ifneq ($(shell scripts/in-root --inside && echo yes),yes)

$(IN_ROOT):
	@scripts/in-root $(MAKE) --no-print-directory $@

else

# A series alone means the kernel with the patches.
COLUMN = $(V)$(if $(findstring -,$(V)),,-pvshim)
kernel:
	@test -n '$(V)' || { echo 'make kernel: which one? V=6.12, V=6.1-plain, ...' >&2; exit 2; }
	@scripts/build-kernel fetch $(COLUMN)
	@scripts/build-kernel path $(COLUMN)

modules:
	@scripts/kernels fetch $(KERNELS)
	@set -e; for column in $(KERNELS); do scripts/build-modules $$column; done

host-checks: modules
	@scripts/host-checks $(KERNELS)

check: modules
	@scripts/check $(if $(V),-v) $(KERNELS:%=-k %)

rig-checks: modules
	@selftests/rig/check

field:
	@scripts/field

field-checks: field
	@field/check

field-pictures: field
	@field/check disk patched secure-boot
	@scripts/in-root field/check --pictures

guests:
	@$(RUN) $(PATTERNS)

# of each process of the unit tests' fuzzers, which have a default; a seed finds the same
# each time
test-all: FUZZ_RUNS = 5000000

# Everything is run before anything is judged: run.sh merges the results, so a
# failure here only shows what it printed. Three at a time, as many of the unit tests and of
# the planted guests wait more than they work.
checks: modules
	@rm -rf build/results.d
	@echo 'unit tests, static checks, planted guests, the field kit' >&2; \
	$(MAKE) --no-print-directory -j3 FUZZ_RUNS='$(FUZZ_RUNS)' unguested planted-guests field-kit

# make's own processes are nothing to those that it starts
.PHONY: unguested planted-guests field-kit
unguested:
	@export MAKEFLAGS=; \
	selftests/unit/run.sh $(FUZZ_RUNS) >build/unit.ktap || cat build/unit.ktap; \
	scripts/host-checks $(KERNELS) >build/host.ktap || cat build/host.ktap; \
	scripts/check || true

planted-guests:
	@export MAKEFLAGS=; selftests/rig/check >build/rig.ktap || cat build/rig.ktap

field-kit:
	@export MAKEFLAGS=; { scripts/field && field/check --test; } >build/field.ktap || \
		cat build/field.ktap

test: $(if $(T)$(KERNEL),,checks)
	@$(if $(T)$(KERNEL),rm -rf build/results.d)
	@$(RUN) $(PATTERNS)

# RESUME=1 goes on where a run has ended, RESUME=failed takes what failed once more.
RESUMED = $(if $(RESUME),$(if $(filter failed,$(RESUME)),--failed,--resume))
test-all: $(if $(RESUME),,checks)
	@$(RUN) --all $(RESUMED) $(PATTERNS)

test-long:
	@rm -rf build/results.d
	@$(RUN) --long $(RESUMED) $(PATTERNS)

shell:
	@test -n '$(ENV)' || { echo 'make shell: which guest? ENV=tcg, ENV=xen-pvh/6.1, ...; \
	selftests/run.sh -l --every names them' >&2; exit 2; }
	@$(RUN) -s $(call quoted,$(ENV))

report:
	@PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=selftests/lib python3 -m report.page --text

demo: modules
	@selftests/demo.sh

deb-test:
	@selftests/packages/run.sh $(PATTERNS)

docs:
	@rm -rf build/docs
	@sphinx-build -q -E -W --keep-going -n Documentation build/docs -d build/doctrees
	@echo build/docs/index.html

tested:
	@PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=selftests/lib python3 -m report.tested

endif
