# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# scripts/patch-series export --in-tree: this repository's module, its documentation
# and its tests, as commits on a tree of the kernel.

# files of the kernel that get a line or a section
# shellcheck disable=SC2034 # for export_series
hooks="MAINTAINERS drivers/virt/Kconfig drivers/virt/Makefile Documentation/virt/index.rst
	samples/Kconfig samples/Makefile tools/testing/selftests/Makefile"

# copy TO FILE... - into a directory
copy() {
	local to=$1
	shift
	mkdir -p "$to"
	cp "$@" "$to/"
}

# after TEXT FILE - standard input, after the first line that is TEXT
after() {
	local new
	new=$(cat)
	grep -qxF -- "$1" "$2" || die "$2 has no line '$1'"
	text=$1 new=$new awk '{ print }
		$0 == ENVIRON["text"] && !done++ { print ENVIRON["new"] }' "$2" >"$2.new"
	mv "$2.new" "$2"
}

# commit SUBJECT - all there is, with the message on standard input
commit() {
	git add -A -f
	{ printf '%s\n\n' "$1"; cat; } | git commit -q --signoff -F -
}

# what Tasks RCU is selected by; there is more than one way
tasks_rcu() {
	if grep -qx 'config NEED_TASKS_RCU' "$1/kernel/rcu/Kconfig"; then
		echo 'select NEED_TASKS_RCU'
	else
		echo 'select TASKS_RCU if PREEMPTION'
	fi
}

# kconfig SOURCE
kconfig() {
	head -n 1 "$TOP/module/Kbuild" # its licence
	cat <<KCONFIG
config PVSHIM
	tristate "One paravirt interface for guests of any hypervisor"
	depends on X86_64 && PARAVIRT_SPINLOCKS && XEN
	depends on HAVE_STATIC_CALL_INLINE
	$(tasks_rcu "$1")
	select TASKS_RUDE_RCU
	help
	  Finds out which hypervisor interfaces the host offers (those of Xen,
	  VMware, KVM and Hyper-V), tries what each of them can do, and offers
	  the result to modules as a list of operations: steal time, whether a
	  virtual CPU is preempted, yielding, the host's time. Each can be
	  switched on a running machine, see
	  Documentation/virt/pvshim/index.rst. With PARAVIRT_LATE the kernel's
	  own TLB flushes and IPIs, too.

	  To compile this driver as a module, choose M here: the module will be
	  called pvshim.

	  If in doubt, say N here.

config PVSHIM_PTP
	tristate "The host's clock as a PTP clock"
	depends on PVSHIM && PTP_1588_CLOCK
	help
	  A device /dev/ptpN that shows the time of the host while a provider
	  of pvshim serves it, for chronyd, phc2sys and other programs that
	  set the guest's clock.

	  To compile this driver as a module, choose M here: the module will be
	  called pvshim_ptp.

	  If in doubt, say N here.
KCONFIG
}

add_headers() {
	copy include/pvshim "$TOP"/include/pvshim/*.h
	commit "virt: pvshim: Add the interface" <<'TEXT'
There is a list of operations for which guests ask their hypervisor,
whichever it is, and each hypervisor has its own interface for some of
them. Drivers that want one need a code path for each hypervisor; a
hypervisor's vendor who has something to offer needs a place in the
kernel.

These headers are the interface between the two: the list of operations,
how they are called, and what a provider of operations is.
TEXT
}

# add_driver SOURCE
add_driver() {
	local dir=drivers/virt/pvshim
	copy $dir "$TOP"/module/{*.[ch],Kbuild}
	copy $dir/abi "$TOP"/module/abi/*.h
	copy $dir/compat "$TOP"/module/compat/{Kbuild,*.h}
	copy $dir/providers "$TOP"/module/providers/*.[ch]
	copy $dir/pv-ops "$TOP"/module/pv-ops/*.[ch]
	copy $dir/ptp "$TOP"/ptp/{pvshim_ptp.c,Kbuild}
	kconfig "$1" >$dir/Kconfig
	echo "source \"$dir/Kconfig\"" |
		after 'source "drivers/virt/vboxguest/Kconfig"' drivers/virt/Kconfig
	# shellcheck disable=SC2016 # for make
	printf '%s\n' 'obj-$(CONFIG_PVSHIM)		+= pvshim/' \
		'obj-$(CONFIG_PVSHIM_PTP)	+= pvshim/ptp/' >>drivers/virt/Makefile
	maintainers MAINTAINERS
	commit "virt: pvshim: Add the driver" <<'TEXT'
Find every hypervisor interface that the host announces, probe each
operation by itself, and bind it to the provider that serves it best. Call
sites are static calls: a direct call, or a NOP or XOR where no provider
serves the operation. They can be switched on a running machine, by files in sysfs.

On bare metal, or on a hypervisor that is not known, nothing is bound.

A module of its own makes a PTP clock of the host's time, which guests of
Xen had no way to read.
TEXT
}

# maintainers FILE - with a section of ours, in the order of the alphabet
# shellcheck disable=SC2154 # by submitter
maintainers() {
	local section
	section="PVSHIM PARAVIRT INTERFACE
M:	$name <$mail>
L:	virtualization@lists.linux.dev
S:	Maintained
F:	Documentation/ABI/testing/*pvshim*
F:	Documentation/virt/pvshim/
F:	drivers/virt/pvshim/
F:	include/pvshim/
F:	samples/pvshim/
F:	tools/testing/selftests/pvshim/
"
	section=$section awk '/^[A-Z0-9]/ && !done && prev == "" && $0 > "PVSHIM" && /^[Q-Z]/ {
			print ENVIRON["section"]
			done = 1
		}
		{ print; prev = $0 }' "$1" >"$1.new"
	mv "$1.new" "$1"
}

# The sample's Kbuild is right there as it is: $(src)/../.. is the kernel.
add_sample() {
	copy samples/pvshim "$TOP"/samples/{acme/acme.c,acme/Kbuild,consumer/pvshim_sample.c}
	echo 'obj-m += pvshim_sample.o' >>samples/pvshim/Kbuild
	after 'if SAMPLES' samples/Kconfig <<'KCONFIG'

config SAMPLE_PVSHIM
	tristate "Build a sample provider and a sample consumer of pvshim"
	depends on PVSHIM && m
	help
	  Build a module that serves pvshim's operations for a hypervisor that
	  does not exist, and is refused unless the host announces that; and a
	  module that calls operations, whatever serves them.
KCONFIG
	# shellcheck disable=SC2016 # for make
	echo 'obj-$(CONFIG_SAMPLE_PVSHIM)		+= pvshim/' >>samples/Makefile
	commit "samples: Add a provider and a consumer of pvshim" <<'TEXT'
All that a hypervisor's vendor has to write, on one page, and all that a
driver has to write that calls operations.
TEXT
}

add_documentation() {
	local dir=Documentation/virt/pvshim
	copy Documentation/ABI/testing "$TOP"/Documentation/ABI/testing/*pvshim*
	copy $dir "$TOP"/Documentation/*.{rst,svg}
	rm $dir/tested.rst
	sed -i '/^\.\. Only in this repository/,$d' $dir/index.rst
	sed -i '$d' $dir/index.rst # the blank line before it
	sed -i -E -e 's#Documentation/([a-z-]+\.rst)#Documentation/virt/pvshim/\1#g' \
		-e 's#\.\./samples/(acme|consumer)/#../../../samples/pvshim/#' \
		$dir/*.rst Documentation/ABI/testing/*pvshim*
	echo '   pvshim/index' | after '   hyperv/index' Documentation/virt/index.rst
	commit "Documentation: virt: Describe pvshim" <<'TEXT'
How it finds hypervisors, how call sites are patched, how a provider is
written, what it does not do, and its files in sysfs and debugfs.
TEXT
}

add_selftests() {
	copy tools/testing/selftests/pvshim "$TOP"/selftests/in-tree/*
	echo 'TARGETS += pvshim' | after 'TARGETS += ptrace' tools/testing/selftests/Makefile
	commit "selftests: pvshim: Switch every operation" <<'TEXT'
Each operation is bound to native and to every provider that can serve it,
and bad requests change nothing.
TEXT
}

# in_tree SOURCE - all of it, in the current directory
in_tree() {
	add_headers
	add_driver "$1"
	add_sample
	add_documentation
	add_selftests
}

# in_tree_patches SERIES SOURCE DIR - the core patches and these, as files in DIR
# shellcheck disable=SC2046,SC2086 # one word per file
in_tree_patches() (
	neutral_git
	name=$GIT_AUTHOR_NAME mail=$GIT_AUTHOR_EMAIL
	tree=$(mktemp -d)
	trap 'rm -rf "$tree"' EXIT
	small_tree "$1" "$2" "$tree" $hooks
	am "$tree" $(patches_of "$1") || die "patches/$1 does not apply"
	(cd "$tree" && in_tree "$2")
	format "$tree" "$3" -N
)
