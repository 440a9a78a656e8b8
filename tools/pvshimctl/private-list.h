/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What names a machine or its owner, and must not be in a report. One list for pvshimctl
 * and for the image of field/, whose guest/scrub.sh reads these lines as they are: each in
 * one line, without any escape but two backslashes for one.
 *
 *	PRIVATE(FILE, GLOB, "")		files below /sys whose content is private
 *	PRIVATE(NOTHING, REGEX, "")	all of what stands there for nothing private
 *	PRIVATE(RULE, REGEX, INSTEAD)	what looks private wherever it stands
 *
 * The expressions are extended ones of POSIX, in letters of either case and without a
 * slash. INSTEAD may have \\1 to \\9. A signature and its base are not
 * private, KVMKVMKVM@40000000.
 */
/* clang-format off */
PRIVATE(FILE, "class/dmi/id/*_serial", "")
PRIVATE(FILE, "class/dmi/id/*_uuid", "")
PRIVATE(FILE, "class/dmi/id/*_asset_tag", "")
PRIVATE(FILE, "hypervisor/uuid", "")
PRIVATE(FILE, "bus/usb/devices/*/serial", "")
PRIVATE(FILE, "block/*/serial", "")
PRIVATE(FILE, "block/*/wwid", "")
PRIVATE(FILE, "block/*/device/serial", "")
PRIVATE(FILE, "block/*/device/wwid", "")
PRIVATE(FILE, "class/net/*/address", "")
PRIVATE(FILE, "class/nvme/*/serial", "")

PRIVATE(NOTHING, "(none|not |no |to be filled|default|unknown|system|chassis|empty).*", "")
PRIVATE(NOTHING, "[0. :-]*", "")
PRIVATE(NOTHING, "[(]none[)]|localhost|0123456789", "")

PRIVATE(RULE, "[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", "<left out>")
PRIVATE(RULE, "(^|[^0-9a-f:])([0-9a-f]{2}:){5}[0-9a-f]{2}($|[^0-9a-f:])", "\\1<left out>\\3")
PRIVATE(RULE, "(serial ?n(umber|o\\.?): *)[^ ].*", "\\1<left out>")
PRIVATE(RULE, "(naa|eui|wwn|nguid|t10)[.:-](0x)?[0-9a-f]{16,32}", "<left out>")
PRIVATE(RULE, "(^|[^0-9a-z.])([0-9]{1,3}\\.){3}[0-9]{1,3}($|[^0-9.])", "\\1<left out>\\3")
PRIVATE(RULE, "(^|[^0-9a-z:.])([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}($|[^0-9a-z:])", "\\1<left out>\\3")
PRIVATE(RULE, "(^|[^0-9a-z:.])([0-9a-f]{1,4}:)+(:[0-9a-f]{1,4})+($|[^0-9a-z:])", "\\1<left out>\\4")
PRIVATE(RULE, "[0-9a-z._%+-]+@([a-z]|[0-9a-z-]+\\.)[0-9a-z.-]*", "<left out>")
/* clang-format on */
