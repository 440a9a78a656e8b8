# SPDX-License-Identifier: GPL-2.0
#
# JSON of lines of TYPE, KEY and VALUE with tabs between them: S a text, N a number, B true
# or false, { [ open, } ] close. In an array there is no key. The outermost object is ours.

# without gsub(), whose backslashes each awk understands in a way of its own
function quoted(s,   out, c, i) {
	out = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "\"" || c == "\\")
			out = out "\\"
		out = out c
	}
	return "\"" out "\""
}

function indent(   s, i) {
	s = "\n"
	for (i = 0; i <= depth; i++)
		s = s " "
	return s
}

function item() {
	printf "%s%s", (some[depth] ? "," : ""), indent()
	some[depth] = 1
	if ($2 != "")
		printf "%s: ", quoted($2)
}

function value(   s) {
	s = $0
	sub(/^[^\t]*\t[^\t]*\t?/, "", s)
	return s
}

BEGIN { FS = "\t"; depth = 0; printf "{" }
$1 == "S" { item(); printf "%s", quoted(value()) }
$1 == "N" || $1 == "B" { item(); printf "%s", $3 }
$1 == "{" || $1 == "[" { item(); printf "%s", $1; some[++depth] = 0 }
$1 == "}" || $1 == "]" { depth--; printf "%s%s", indent(), $1 }
END { printf "\n}\n" }
