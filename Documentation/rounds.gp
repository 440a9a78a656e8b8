# SPDX-License-Identifier: GPL-2.0
# rounds.csv as a plot; scripts/plot-rounds runs it. One CPU has no interrupts.
set terminal svg size 720,420 font "sans-serif,13" background "white"
set output "rounds.svg"
set datafile separator ","
set datafile missing "-"
set logscale x 2
set logscale y 10
set xrange [1.8:70]
set xtics (2, 4, 8, 16, 64)
set yrange [4:400000]
set xlabel "virtual CPUs"
set ylabel "interrupts of one switch"
set key outside right
set grid
plot for [i = 2:5] "rounds.csv" using ($1 > 1 ? $1 : NaN):i with linespoints lw 2 \
		title columnheader(i), \
	for [i = 6:9] "rounds.csv" using ($1 > 1 ? $1 : NaN):i with linespoints lw 2 \
		dashtype 2 title columnheader(i)
