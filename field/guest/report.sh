# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash disable=SC2154
#
# The report: report.json, report.txt, and where they go.

SCHEMA=1
BEGIN_MARK="-----BEGIN PVSHIM FIELD REPORT"
END_MARK="-----END PVSHIM FIELD REPORT"

# fact TEST KEY
fact_of() {
	awk -F '\t' -v t="$1" -v k="$2" '$1 == t && $2 == k { v = $3 } END { print v }' /run/facts
}

steps_of() {
	array steps
	while read -r name status seconds; do
		object
		text name "$name"
		text status "$status"
		number seconds "$seconds"
		end_object
	done </run/steps
	end_array
}

left_out() {
	array left_out
	while read -r name why; do
		object
		text name "$name"
		text reason "$why"
		end_object
	done </run/left-out
	end_array
}

facts_of() {
	array facts
	awk -F '\t' '{ printf "{\nS\ttest\t%s\nS\tkey\t%s\nS\tvalue\t%s\n}\n", $1, $2, $3 }' \
		/run/facts
	end_array
}

# the boot and the end of it, if it is a long one
kernel_log() {
	dmesg >/run/dmesg
	if [ "$(wc -l </run/dmesg)" -le 3000 ]; then
		cat /run/dmesg
	else
		head -n 2000 /run/dmesg
		echo "... $(($(wc -l </run/dmesg) - 3000)) lines are left out ..."
		tail -n 1000 /run/dmesg
	fi
}

# sum KEY - over the modules that were loaded
sum() {
	awk -F '\t' -v k="_$1\$" '$1 == "module-load" && $2 ~ "^load_" && $2 ~ k { n += $3 }
		END { print n + 0 }' /run/facts
}

# count_loads - "COLUMN CPUS SITES ROUNDS" of this kernel, and of others before
count_loads() {
	[ -n "$MODULES_WITH_SITES" ] || return 0
	{
		[ -z "$OWN" ] || grep -v "^$PVSHIM_KERNEL " "$DATA/loads.txt"
		echo "$PVSHIM_KERNEL $(vcpus) $(sum sites) $(sum text)"
	} >/run/loads
}

complaints() { grep -cE 'BUG:|WARNING:|Oops|soft lockup|blocked for more' /run/dmesg; }

document() {
	number schema $SCHEMA
	text pvshim "$VERSION"
	text date "$(date_utc)"
	number seconds "$(now)"
	text mode "$(mode)"
	cat /run/machine
	array tests
	cat /run/tests
	end_array
	left_out
	facts_of
	steps_of
	list inspect </run/inspect
	list earlier_run </run/earlier
	kernel_log | list kernel_log
	number complaints "$(complaints)"
}

write_report() {
	: >/run/facts
	awk -v facts=/run/facts -f /pvshim/field/results.awk /run/results >/run/tests
	count_loads
	document | sh /pvshim/field/scrub.sh >/run/document
	awk -f /pvshim/field/write.awk /run/document >/run/report.json
	# shellcheck source=field/guest/page.sh
	. /pvshim/field/page.sh
	page | sh /pvshim/field/scrub.sh | cut -c1-79 >/run/report.txt
}

# The whole between two markers, for a machine that listens to a port
marked() {
	echo "$BEGIN_MARK $SCHEMA-----"
	cat /run/report.json
	echo "$END_MARK $(sha256sum </run/report.json | cut -d' ' -f1)-----"
}

# In VMware's own log, in lines that stay whole there, and as a variable of the guest
to_vmware() {
	gzip -c /run/report.json | base64 -w 160 >/run/packed
	lines=$(wc -l </run/packed)
	{
		awk -v n="$lines" '{ printf "log pvshim-report %d/%d %s\n", NR, n, $0 }' /run/packed
		echo "info-set guestinfo.pvshim.report $(base64 -w 0 <<-END
			$(cat /run/report.txt)
		END
		)"
	} | timeout 60 vmware-message
}

# without_report - what there is, if it could not be written
without_report() {
	{
		echo "pvshim $VERSION field kit: the report could not be written. What there is:"
		cat /run/steps
		grep '^not ok' /run/results
		cat /run/errors
	} | sh /pvshim/field/scrub.sh | tail -n 22 | cut -c1-79 >/run/report.txt
	echo "{}" >/run/report.json
}

publish() {
	dmesg -n 1
	[ -s /run/report.txt ] || without_report
	keep /run/report.json /run/report.txt
	[ ! -s /run/loads ] || ! writable || cp /run/loads "$DATA/loads.txt"
	marked >/run/marked
	for each in $(ports); do
		echo >"/dev/$each"
		show /run/report.txt "$each"
		show /run/marked "$each" 120
	done
	if to_vmware; then say "vmware.log has it, too"; fi
	printf '\033[2J\033[H' >/run/screen
	cat /run/report.txt >>/run/screen
	[ ! -c /dev/tty1 ] || show /run/screen tty1
}
