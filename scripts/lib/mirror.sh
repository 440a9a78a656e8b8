# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
#
# Shared by what gets Debian's packages: from where, and by which keys they are
# checked.

MIRROR=${PVSHIM_MIRROR:-http://deb.debian.org}
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# sources SUITE - lines of a sources.list: a release with its security updates; that is
# also what a suite of backports is for
sources() {
	local release=${1%-backports} signed="[signed-by=$KEYRING]"
	echo "deb $signed $MIRROR/debian $release main"
	echo "deb $signed $MIRROR/debian-security $release-security main"
	[ "$release" = "$1" ] || echo "deb $signed $MIRROR/debian $1 main"
}
