# SPDX-License-Identifier: GPL-2.0
# The human's menu: `make help`. The kernel's side of the build is in Kbuild.

KDIR ?= /lib/modules/$(shell uname -r)/build
COLUMNS ?= 6.1 6.12
T ?=

.PHONY: help deps module install demo test guests modules unit host-checks \
	clean distclean

help:
	@echo 'pvshim: one paravirt interface, whichever hypervisor is underneath'
	@echo
	@echo '  make demo         real guests of every hypervisor, shown as one table'
	@echo '  make test         all tests: host unit tests, static checks, guests'
	@echo '  make test T=xen-pvh/6.12/*    only these guest tests (environment/kernel/test)'
	@echo
	@echo '  make module       pvshim.ko for the running kernel'
	@echo '       KDIR=DIR     ... for the kernel whose headers are in DIR'
	@echo '  make install      install that module (modules_install, depmod)'
	@echo
	@echo '  make unit         host unit tests and the detector fuzz, under ASan and UBSan'
	@echo '  make host-checks  compiler warnings, sparse, indirect branches in the objects'
	@echo '  make guests       the guest tests alone (T= as above)'
	@echo '  make deps         install the Debian packages that the above need'
	@echo '  make clean        remove what was built; distclean: also the cache of kernels'

deps:
	@scripts/install-deps

module:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

install: module
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules_install
	depmod -a

modules: deps
	@scripts/kernels fetch $(COLUMNS)
	@set -e; for column in $(COLUMNS); do scripts/build-modules $$column; done

unit: deps
	@selftests/unit/run.sh

host-checks: modules
	@scripts/host-checks $(COLUMNS)

guests: modules
	@scripts/xen fetch
	@selftests/run.sh $(if $(T),'$(T)')

# Everything is run before anything is judged: run.sh merges the results.
test: modules
	@rm -rf build/results.d
	@$(if $(T),,selftests/unit/run.sh >build/unit.ktap || cat build/unit.ktap)
	@$(if $(T),,scripts/host-checks $(COLUMNS) >build/host.ktap || cat build/host.ktap)
	@scripts/xen fetch
	@selftests/run.sh $(if $(T),'$(T)')

demo: modules
	@scripts/xen fetch
	@selftests/demo.sh

# What `make module` leaves between the sources goes with the rest.
clean:
	rm -rf build
	@if [ -d "$(KDIR)" ]; then $(MAKE) -s -C $(KDIR) M=$(CURDIR) clean; fi

distclean: clean
	rm -rf "$${XDG_CACHE_HOME:-$$HOME/.cache}/pvshim"
