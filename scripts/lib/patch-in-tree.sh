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
KCONFIG
}

add_headers() {
	copy include/pvshim "$TOP"/include/pvshim/*.h
	maintainers MAINTAINERS
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

driver=drivers/virt/pvshim

# part PATTERN... - these files of the module, where the driver is. They are built by
# the last patch of the driver, so that none of it is too large for a mail.
part() {
	local pattern
	# shellcheck disable=SC2086 # patterns
	for pattern; do
		(cd "$TOP/module" && cp --parents $pattern "$OLDPWD/$driver/")
	done
}

add_driver_parts() {
	mkdir -p $driver
	part 'abi/*.h' 'compat/*.h' 'compat/Kbuild*' 'detect.*' 'machine.*' 'hypercall.*'
	commit "virt: pvshim: Find the hypervisors below" <<'TEXT'
A host may announce more than one hypervisor interface. Look for all
signatures that CPUID has, and for VMware's backdoor where DMI says that
there is one, and make hypercalls in the form that this CPU needs.

Not built yet.
TEXT
	part 'pv-ops/*.[ch]'
	commit "virt: pvshim: Show the kernel's own operations" <<'TEXT'
For each operation of pv_ops: the function that it leads to, and the bytes
that alternatives have made of a site of it.

Not built yet.
TEXT
	part 'providers/providers.h' 'providers/native.*' 'providers/kernel.*' \
		'providers/xen*' 'providers/vmware*'
	commit "virt: pvshim: Add the providers for Xen and VMware" <<'TEXT'
A provider is a constant table of functions, and a probe for each
operation: its feature bit, and one trial whose fault is caught. Two
providers need no hypervisor: native, which is what every operation has
without pvshim, and kernel, which is what the guest code in the kernel
does already.

Not built yet.
TEXT
	part 'providers/*.[ch]'
	commit "virt: pvshim: Add the providers for KVM and Hyper-V" <<'TEXT'
These share memory with the host, which is registered for each CPU and
given back when the provider is unbound.

Not built yet.
TEXT
	part 'sysfs*' 'debugfs.*' 'trace.*' 'request.*' 'override.*' 'policy.*'
	commit "virt: pvshim: Add the files for user space" <<'TEXT'
What was found, what each provider can serve and what each operation is
bound to can be read in sysfs; an operation is switched by a write. The
same requests are taken from the command line.

Not built yet.
TEXT
}

# add_driver SOURCE
add_driver() {
	local lost
	part '*.[ch]' Kbuild
	lost=$(comm -3 <(cd $driver && find . -name '*.[ch]' | sort) \
		<(cd "$TOP/module" && find . -name '*.[ch]' ! -name '*.mod.c' | sort))
	[ -z "$lost" ] || die "in no patch of the driver: $lost"
	kconfig "$1" >$driver/Kconfig
	echo "source \"$driver/Kconfig\"" |
		after 'source "drivers/virt/vboxguest/Kconfig"' drivers/virt/Kconfig
	# shellcheck disable=SC2016 # for make
	echo 'obj-$(CONFIG_PVSHIM)		+= pvshim/' >>drivers/virt/Makefile
	commit "virt: pvshim: Add the driver" <<'TEXT'
Find every hypervisor interface that the host announces, probe each
operation by itself, and bind it to the provider that serves it best. Call
sites are static calls: a direct call, or a NOP or XOR where no provider
serves the operation. They can be switched on a running machine, by files
in sysfs.

On bare metal, or on a hypervisor that is not known, nothing is bound.
TEXT
}

add_ptp() {
	copy $driver/ptp "$TOP"/ptp/{pvshim_ptp.c,Kbuild}
	cat >>$driver/Kconfig <<'KCONFIG'

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
	# shellcheck disable=SC2016 # for make
	echo 'obj-$(CONFIG_PVSHIM_PTP)	+= pvshim/ptp/' >>drivers/virt/Makefile
	commit "virt: pvshim: Show the host's time as a PTP clock" <<'TEXT'
Guests of Xen had no way to read the clock of the host. A module of its own
makes a PTP clock of the operation host_time, whichever provider serves it,
for as long as one does.
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

# as_there FILE... - the ways in these to other files, as they are in the kernel's tree
as_there() {
	sed -i -E -e 's#Documentation/([a-z-]+\.rst)#Documentation/virt/pvshim/\1#g' \
		-e 's#\.\./samples/(acme|consumer)/#../../../samples/pvshim/#' \
		-e 's/[ \t]+$//; ${/^$/d}' "$@"
}

add_documentation() {
	local dir=Documentation/virt/pvshim page
	copy Documentation/ABI/testing "$TOP"/Documentation/ABI/testing/*pvshim*
	for page in architecture detection patching kernel-operations; do
		copy $dir "$TOP/Documentation/$page.rst"
	done
	copy $dir "$TOP"/Documentation/layers.svg
	as_there $dir/* Documentation/ABI/testing/*pvshim*
	commit "Documentation: virt: Describe pvshim's parts and its files" <<'TEXT'
How it finds hypervisors, how call sites are patched, and its files in
sysfs and debugfs. The pages are in no table of contents yet.
TEXT
	for page in adding-a-provider adding-a-consumer ptp; do
		copy $dir "$TOP/Documentation/$page.rst"
	done
	as_there $dir/*
	commit "Documentation: virt: Describe what uses and serves pvshim" <<'TEXT'
How a provider and a consumer are written, and what makes a PTP clock of
the host's time. The pages are in no table of contents yet.
TEXT
	for page in inspecting values comparing tracing performance; do
		copy $dir "$TOP/Documentation/$page.rst"
	done
	copy $dir "$TOP/Documentation/rounds.svg"
	as_there $dir/*
	commit "Documentation: virt: Describe what pvshim shows and costs" <<'TEXT'
What a user sees with and without the module, how two providers are
compared, and what calls and switches cost. The pages are in no table of
contents yet.
TEXT
	copy $dir "$TOP"/Documentation/*.{rst,svg}
	rm $dir/{tested,field}.rst $dir/demo.svg
	sed -i '/^\.\. Only in this repository/,$d' $dir/index.rst
	sed -i '$d' $dir/index.rst # the blank line before it
	as_there $dir/*
	echo '   pvshim/index' | after '   hyperv/index' Documentation/virt/index.rst
	commit "Documentation: virt: Describe how pvshim is used" <<'TEXT'
What it is for, how it is installed, what it costs and what it does not do.
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
	add_driver_parts
	add_driver "$1"
	add_ptp
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
	stored "$tree" "$3"
)
