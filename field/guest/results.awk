# SPDX-License-Identifier: GPL-2.0
#
# What the tests said, in the form of write.awk; the facts go to the file in -v facts.

function text(key, value) { printf "S\t%s\t%s\n", key, value }
function number(key, value) { printf "N\t%s\t%d\n", key, value }

function verdict() {
	if (skipped_all != "")
		return "skip"
	return status == "0" && !bad && plan == good + bad + skipped && plan ? "ok" : "fail"
}

function reason() {
	if (skipped_all != "")
		return skipped_all
	if (status == "timeout")
		return "it took too long"
	if (bad)
		return bad " of its checks failed"
	return plan == good + skipped && status == "0" ? "" : "it did not come to its end"
}

function finish(   i) {
	print "{"
	text("name", name)
	text("result", verdict())
	text("reason", reason())
	number("ok", good)
	number("failed", bad)
	number("skipped", skipped)
	print "[\tsaid"
	for (i = 1; i <= said; i++)
		text("", lines[i])
	print "]"
	print "}"
	name = ""
}

function keep(line) { if (said < 60) lines[++said] = line }

$1 == "cell" && $4 == "begin" {
	if (name != "")
		finish()
	name = $3
	status = "none"
	skipped_all = ""
	good = bad = skipped = said = plan = failing = 0
	next
}
$1 == "cell" && $4 == "end" { status = $5; finish(); next }
$1 == "fact" {
	key = $2
	sub(/^fact [^ ]* */, "")
	printf "%s\t%s\t%s\n", name, key, $0 >facts
	next
}
/^1\.\.0 # SKIP/ { sub(/^1\.\.0 # SKIP */, ""); skipped_all = $0; next }
/^1\.\.[0-9]+$/ { plan = substr($0, 4) + 0; next }
/^ok [0-9]+ - .* # SKIP/ { skipped++; failing = 0; keep($0); next }
/^ok [0-9]+ - / { good++; failing = 0; next }
/^not ok / { bad++; failing = 10; keep($0); next }
/^#/ && failing { failing--; keep($0) }
END { if (name != "") finish() }
