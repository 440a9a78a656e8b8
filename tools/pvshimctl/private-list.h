/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What names a machine or its owner, and must not be in a report. One list for pvshimctl
 * and for the image of field/, whose guest/scrub.sh reads these lines as they are: a
 * macro and its strings in each, without any escape but two backslashes for one.
 *
 *	PRIVATE_FILE(GLOB)		files below /sys whose content is private
 *	PRIVATE_NOTHING(REGEX)		what stands there in place of something private
 *	PRIVATE_RULE(REGEX, INSTEAD)	what looks private wherever it stands
 *
 * The expressions are extended ones of POSIX, without a slash. PRIVATE_NOTHING is about
 * all of a text, in letters of either case. INSTEAD may have \\1 to \\9.
 */
/* clang-format off */
PRIVATE_FILE("class/dmi/id/*_serial")
PRIVATE_FILE("class/dmi/id/*_uuid")
PRIVATE_FILE("class/dmi/id/*_asset_tag")
PRIVATE_FILE("hypervisor/uuid")
PRIVATE_FILE("bus/usb/devices/*/serial")
PRIVATE_FILE("block/*/serial")
PRIVATE_FILE("block/*/wwid")
PRIVATE_FILE("block/*/device/serial")
PRIVATE_FILE("block/*/device/wwid")
PRIVATE_FILE("class/net/*/address")
PRIVATE_FILE("class/nvme/*/serial")

PRIVATE_NOTHING("(none|not |no |to be filled|default|unknown|system|chassis|empty).*")
PRIVATE_NOTHING("[0. :-]*")
PRIVATE_NOTHING("[(]none[)]|localhost|0123456789")

PRIVATE_RULE("[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}", "<left out>")
PRIVATE_RULE("(^|[^0-9A-Fa-f:])([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}($|[^0-9A-Fa-f:])", "\\1<left out>\\3")
PRIVATE_RULE("([Ss]erial ?[Nn](umber|o\\.?): *)[^ ].*", "\\1<left out>")
PRIVATE_RULE("(naa|eui|wwn|nguid|t10)[.:-](0x)?[0-9A-Fa-f]{16,32}", "<left out>")
PRIVATE_RULE("(^|[^0-9A-Za-z.])([0-9]{1,3}\\.){3}[0-9]{1,3}($|[^0-9.])", "\\1<left out>\\3")
PRIVATE_RULE("(^|[^0-9A-Za-z:.])([0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}($|[^0-9A-Za-z:])", "\\1<left out>\\3")
PRIVATE_RULE("(^|[^0-9A-Za-z:.])([0-9A-Fa-f]{1,4}:)+(:[0-9A-Fa-f]{1,4})+($|[^0-9A-Za-z:])", "\\1<left out>\\4")
PRIVATE_RULE("[0-9A-Za-z._%+-]+@[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*", "<left out>")
/* clang-format on */
