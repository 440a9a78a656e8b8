#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
#
# How many VM exits, and hypercalls among them, a file of xentrace has, as lines of
# name and number. A record is a word with the event, the number of words that
# follow, and whether the time of two words stands before them; see public/trace.h.
use strict;
use warnings;

my %counted = (exits => 0, hypercalls => 0);
my %is_exit = (0x81002 => 1, 0x81102 => 1);
my $vmmcall = 0x81;    # the processor's exit code, first of what follows

local $/ = undef;
binmode STDIN;
my $trace = <STDIN> // '';
my $at = 0;
while ($at + 4 <= length $trace) {
	my $word = unpack 'V', substr($trace, $at, 4);
	my $extra = $word >> 28 & 7;
	$at += 4 + ($word >> 31) * 8;
	if ($is_exit{$word & 0x0fffffff}) {
		my $code = $extra && $at + 4 <= length $trace ? unpack 'V', substr($trace, $at, 4) : 0;
		$counted{exits}++;
		$counted{hypercalls}++ if $code == $vmmcall;
	}
	$at += $extra * 4;
}
print "$_ $counted{$_}\n" for sort keys %counted;
