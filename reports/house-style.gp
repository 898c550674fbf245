# The house style of the figures: how every statement of every lemma is drawn.
#
# A lemma's figure.gp loads its numbers, names its statements in `panels`, may set `columns`, and loads this file.
# To draw a figure again, inside its folder: gnuplot <slug>.gp
set encoding utf8
set colorsequence podo                       # Wong (2011): told apart by every kind of colour vision
if (!exists("columns")) columns = words(panels) < 2 ? 1 : 2
rows = int(ceil(1.0 * words(panels) / columns))

under(t) = strstrt(t, "-") ? t[1:strstrt(t, "-") - 1] . "_" . under(t[strstrt(t, "-") + 1:*]) : t
the(field) = value(under(panel) . "__" . field)
shown(y) = logarithmic && y <= 0 ? NaN : y              # a logarithm has no place for them
clipped(y) = logarithmic && y <= 0 ? the("ymin") : y    # the edge of a band
given(y) = y == y                                       # not NaN

# Told apart without colour too: a filled circle and a plain band are implicit, an open square and a hatched band dense.
implicit_colour = "#0072B2"; dense_colour = "#D55E00"; limit_colour = "#007A5A"; outside_colour = "#E9E9E9"
beside_colour = "#C08A00"
set style line 1 lc rgb implicit_colour pt 7 ps 0.75 lw 1.6
set style line 2 lc rgb dense_colour pt 4 ps 1.0 lw 1.4
set style line 3 lc rgb "black" dt (8, 5) lw 1.6
set style line 4 lc rgb "#404040" dt 1 lw 1.1
set style line 5 lc rgb limit_colour dt (10, 4, 2, 4) lw 2.2
set style line 6 lc rgb "#7A3E9D" dt (2, 3) lw 2.4
set style line 7 lc rgb implicit_colour dt 1 lw 1.4 pt 7 ps 0.6
set style line 8 lc rgb "#B3261E" pt 2 ps 1.1 lw 2.2
do for [k = 1:12] { set style line 10 + k lc rgb word("#606060 #808080 #969696", (k - 1) % 3 + 1) lw 1.3 ps 0.8 }
# A control looks the same in every panel; gnuplot asks also where there is none.
style(k) = k > the("controls") ? 1 : int(the("control_" . k . "_style"))
dashes(k) = (k - 1) % 4 + 2
symbols(k) = int(word("1 2 8 10 12 3 6 14", (k - 1) % 8 + 1))
# Networks to compare with; then, in a tournament, what each rival claims and measured.
beside_symbols(k) = int(word("6 12 8 10 14 4 2 1", (k - 1) % 8 + 1))
rival(kind, k) = k > the(kind . "s") ? 0 : int(the(kind . "_" . k . "_style"))
rival_colour(k) = word("#B3261E #8A6D00 #007A5A #A03070 #404040 #C08A00", k % 6 + 1)
rival_style(k) = 21 + int(rival("bound", k)) % 6
set style line 21 lc rgb rival_colour(0) dt (9, 4) lw 1.9
set style line 22 lc rgb rival_colour(1) dt (4, 4) lw 1.9
set style line 23 lc rgb rival_colour(2) dt (12, 4, 3, 4) lw 1.9
set style line 24 lc rgb rival_colour(3) dt (6, 2, 2, 2) lw 1.9
set style line 25 lc rgb rival_colour(4) dt (16, 4) lw 1.9
set style line 26 lc rgb rival_colour(5) dt (9, 3, 2, 3, 2, 3) lw 1.9
further = 7                                             # blocks of data before the first control, less one

# In pixels: a panel is title, plot, abscissa and its own key in two columns; a row is as high as its highest panel needs, so that
# the axes of a row are aligned. The last of an odd number of panels takes the whole row. Below all is the key of what all share.
# In a tournament, where the titles name their sources, it has one column.
rows_of_key(n) = the("bounds") ? int(the("entries")) : the("entries") > 2 ? (int(the("entries")) + 1) / 2 : 1
left = 72; right = 40; plot_width = words(panels) < 2 ? 620 : 392; plot_height = 250; abscissa = 46; shared_height = 30
panel_width = left + plot_width + right
figure_width = panel_width * columns
array above[rows]; array top[rows + 1]
top[1] = 0
do for [r = 1:rows] {
    title_lines = 1; key_rows = 1
    do for [p = (r - 1) * columns + 1:r * columns] {
        if (p > words(panels)) { break }
        panel = word(panels, p)
        if (the("title_lines") > title_lines) { title_lines = the("title_lines") }
        if (rows_of_key(0) > key_rows) { key_rows = rows_of_key(0) }
    }
    above[r] = 18 + 16 * title_lines
    top[r + 1] = top[r] + above[r] + plot_height + abscissa + 15 * key_rows + 12
}
any_dense = 0; any_implicit = 0; any_outside = 0; any_smallest = 0; any_largest = 0
do for [panel in panels] {
    any_dense = any_dense || the("dense"); any_implicit = any_implicit || the("implicit")
    any_outside = any_outside || given(the("outside_from")); outside_label = the("outside_label")
    if (the("extremes")) { if (the("extreme") == 3) { any_smallest = 1 } else { any_largest = 1 } }
}
figure_height = top[rows + 1] + shared_height
across(pixels) = pixels / (1.0 * figure_width)
up(pixels) = 1 - pixels / (1.0 * figure_height)

power_of_two(k) = the("axis") eq "m" || the("xmax") > 9999 || the("xmin") < 0.1 ? sprintf("2^{%d}", k) : sprintf("%g", 2.0 ** k)
listed(some, what) = some ? ", " . what : ""
# A logarithmic axis is labelled at 1, 2, 5 when it spans less than two decades.
labelled(decades, d, k) = decades > 8 ? d == 1 && k % 2 == 0 : decades > 2 ? d == 1 : decades > 0.6 ? d == 1 || d == 2 || d == 5 : 1
number(d, k) = k >= -3 && k <= 3 ? sprintf("%g", d * 10.0 ** k) : \
               d == 1 ? sprintf("10^{%d}", k) : sprintf("%d\302\26710^{%d}", d, k)

set border 3 lc rgb "#404040" lw 0.8
set tics nomirror scale 0.6, 0.3
set grid xtics ytics lc rgb "#D0D0D0" lw 0.6 dt 1
set clip one; unset clip two

do for [format in "svg pngcairo pdfcairo"] {
    if (!strstrt(GPVAL_TERMINALS, format)) { print "gnuplot has no terminal " . format; continue }
    load "terminal.gp"
    small = sprintf(",%g", 9.5 * point)
    set multiplot
    do for [p = 1:words(panels)] {
        panel = word(panels, p)
        logarithmic = the("scale") eq "log"
        file = the("file"); centre = the("centre"); extreme = the("extreme")
        beside_controls = further + the("controls"); beside_others = beside_controls + the("comparisons")
        beside_bounds = beside_others + the("others")
        r = (p - 1) / columns + 1
        x0 = (p - 1) % columns * panel_width + left
        x1 = (p == words(panels) ? figure_width : (p - 1) % columns * panel_width + panel_width) - right
        y0 = top[r] + above[r]
        set lmargin at screen across(x0); set rmargin at screen across(x1)
        set tmargin at screen up(y0); set bmargin at screen up(y0 + plot_height)
        set key at screen across(x0 - 12), up(y0 + plot_height + abscissa) left top vertical Left reverse \
            maxrows rows_of_key(0) samplen 2.4 width (the("entries") == 2 ? 0 : -2) font small
        set title the("title") font sprintf(",%g", 10.5 * point) offset 0, -0.4
        set label 1 the("ordinate") at screen across(x0 - 58), up(y0 + plot_height / 2) center rotate
        set label 2 the("abscissa") at screen across((x0 + x1) / 2), up(y0 + plot_height + 34) center

        # Widths, lengths and numbers in powers of two; small numbers in powers of ten; the domain of a proof as it is.
        unset logscale; set xrange [the("xmin"):the("xmax")]; set yrange [*:*]
        set xtics autofreq nomirror; set ytics autofreq nomirror; set format "%g"
        if (the("xscale") eq "octaves") {
            set logscale x 2
            octaves = log(the("xmax") / the("xmin")) / log(2)
            step = octaves > 24 ? 4 : octaves > 9 ? 2 : 1
            set xtics () nomirror
            if (octaves < 1.6 && the("xmax") < 100) {
                do for [k = int(ceil(the("xmin"))):int(floor(the("xmax")))] { set xtics add (sprintf("%d", k) k) }
            } else {
                do for [k = int(floor(log(the("xmin")) / log(2))):int(ceil(log(the("xmax")) / log(2)))] {
                    if (k % step) { set xtics add ("" 2.0 ** k 1) } else {
                        set xtics add (power_of_two(k) 2.0 ** k)
                    }
                }
            }
        }
        do for [direction in (the("xscale") eq "decades" ? "x " : "") . (logarithmic ? "y" : "")] {
            eval "set logscale " . direction . " 10; set " . direction . "tics () nomirror"
            decades = log10(the(direction . "max") / the(direction . "min"))
            do for [k = int(floor(log10(the(direction . "min")))):int(ceil(log10(the(direction . "max"))))] {
                do for [d = 1:9] {
                    eval "set " . direction . "tics add (" . (labelled(decades, d, k) ? \
                        sprintf("'%s' %.15g)", number(d, k), d * 10.0 ** k) : sprintf("'' %.15g 1)", d * 10.0 ** k))
                }
            }
        }
        set yrange [the("ymin"):the("ymax")]

        # The claimed power, beside the end of its line.
        unset label 3
        if (strlen(the("reference_label"))) {
            set label 3 the("reference_label") at the("reference_x"), the("reference_y") left offset 1.2, 0 font small
        }

        # Cells outside the domain are drawn, but not counted.
        unset object 1
        if (given(the("outside_from"))) {
            set object 1 rectangle from the("outside_from"), graph 0 to the("outside_to"), graph 1 behind \
                fillcolor rgb outside_colour fillstyle solid noborder
        }
        # From the back to the front. A loop that has nothing to draw would still count in the key, so it is left out.
        drawn = "NaN notitle" . \
            listed(the("implicit"), "file index 1 using 1:(clipped($4)):(clipped($8)) with filledcurves \
                fillcolor rgb implicit_colour fillstyle transparent solid 0.20 noborder notitle") . \
            listed(the("dense"), "file index 0 using 1:(clipped($4)):(clipped($8)) with filledcurves \
                fillcolor rgb dense_colour fillstyle transparent pattern 4 noborder notitle") . \
            listed(the("others"), "for [k = 1:the('others')] file index beside_others + k \
                using 1:(clipped($4)):(clipped($8)) with filledcurves fillcolor rgb rival_colour(rival('other', k)) \
                fillstyle transparent solid 0.15 noborder notitle") . \
            listed(the("controls"), "for [k = 1:the('controls')] file index further + k using 1:(shown(column(centre))) \
                with linespoints linestyle 10 + style(k) dashtype dashes(style(k)) pointtype symbols(style(k)) \
                title the('control_' . k)") . \
            listed(the("comparisons"), "for [k = 1:the('comparisons')] file index beside_controls + k \
                using 1:(shown(column(centre))) with linespoints linecolor rgb beside_colour dashtype 1 linewidth 1.0 \
                pointtype beside_symbols(k) pointsize 1.5 title the('comparison_' . k)") . \
            listed(the("bounds"), "for [k = 1:the('bounds')] file index beside_bounds + k using 1:(shown($2)) with lines \
                linestyle rival_style(k) title the('bound_' . k)") . \
            listed(the("upper"), "file index 2 using 1:(shown($3)) with lines linestyle 5 title the('limit_title')") . \
            listed(the("lower"), "file index 2 using 1:(shown($2)) with lines linestyle 5 \
                title (the('upper') ? '' : the('limit_title'))") . \
            listed(the("reference"), "file index 3 using 1:(shown($2)) with lines linestyle 3 title the('reference_title')") . \
            listed(the("fit"), "file index 4 using 1:(shown($2)) with lines linestyle 4 title the('fit_title')") . \
            listed(the("infinite"), "file index 5 using 1:(shown($2)) with lines linestyle 6 title the('infinite_title')") . \
            listed(the("slack"), sprintf("file index 6 using 1:2 with %s linestyle 7 title 'certified slack'", the("slack_style"))) . \
            listed(the("violations"), "file index 7 using 1:2 with points linestyle 8 title 'violation'") . \
            listed(the("extremes"), "for [b = 0:1] file index b using 1:(shown(column(extreme))) with points \
                pointtype (extreme == 3 ? 11 : 9) pointsize 0.5 linecolor rgb '#707070' notitle") . \
            listed(the("others"), "for [k = 1:the('others')] file index beside_others + k using 1:(shown(column(centre))) \
                with linespoints linecolor rgb rival_colour(rival('other', k)) linewidth 0.8 \
                pointtype beside_symbols(1 + rival('other', k)) title the('other_' . k)") . \
            listed(the("dense"), "file index 0 using 1:(shown(column(centre))) with points linestyle 2 \
                title (the('implicit') ? '' : the('measured_title'))") . \
            listed(the("implicit"), "file index 1 using 1:(shown(column(centre))) with points linestyle 1 \
                title the('measured_title')")
        eval "plot " . drawn
    }
    # What all panels share.
    unset object 1; unset label; unset title; unset tics; unset border; unset logscale
    set lmargin at screen 0; set rmargin at screen 1; set bmargin at screen 0; set tmargin at screen 0.001
    set key at screen 0.5, up(top[rows + 1]) center top horizontal Left reverse maxrows 1 samplen 1.8 width 0 font small
    shared = "NaN notitle" . \
        listed(any_implicit, "NaN with points linestyle 1 title 'implicit W'") . \
        listed(any_implicit, "NaN with boxes fillcolor rgb implicit_colour fillstyle solid 0.20 noborder title '5 to 95 %'") . \
        listed(any_dense, "NaN with points linestyle 2 title 'dense W'") . \
        listed(any_dense, "NaN with boxes fillcolor rgb dense_colour fillstyle pattern 4 noborder title '5 to 95 %'") . \
        listed(any_largest, "NaN with points pointtype 9 pointsize 0.5 linecolor rgb '#707070' title 'largest'") . \
        listed(any_smallest, "NaN with points pointtype 11 pointsize 0.5 linecolor rgb '#707070' title 'smallest'") . \
        listed(any_outside, "NaN with boxes fillstyle solid noborder fillcolor rgb outside_colour title outside_label")
    eval "plot [0:1] [0:1] " . shared
    set tics nomirror scale 0.6, 0.3; set border 3
    unset multiplot
    set output
}
