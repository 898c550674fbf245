# The house style of the figures: how every statement of every lemma is drawn.
#
# A lemma's figure.gp loads its numbers, names its statements in `panels`, may set `columns`, and loads this file.
# To draw a figure again, inside its folder: gnuplot <slug>.gp
set encoding utf8
set colorsequence podo                       # Wong (2011): told apart by every kind of colour vision
if (!exists("columns")) columns = words(panels) < 2 ? 1 : 2
rows = int(ceil(1.0 * words(panels) / columns))

under(t) = strstrt(t, "-") ? t[1:strstrt(t, "-") - 1] . "_" . under(t[strstrt(t, "-") + 1:*]) : t
the(field) = value(under(panel) . "_" . field)
shown(y) = logarithmic && y <= 0 ? NaN : y              # a logarithm has no place for them
clipped(y) = logarithmic && y <= 0 ? the("ymin") : y    # the edge of a band
given(y) = y == y                                       # not NaN

# Told apart without colour too: a filled circle and a plain band are implicit, an open square and a hatched band dense.
implicit_colour = "#0072B2"; dense_colour = "#D55E00"; limit_colour = "#007A5A"; outside_colour = "#E9E9E9"
set style line 1 lc rgb implicit_colour pt 7 ps 0.75 lw 1.6
set style line 2 lc rgb dense_colour pt 4 ps 1.0 lw 1.4
set style line 3 lc rgb "black" dt (8, 5) lw 1.6
set style line 4 lc rgb "#404040" dt 1 lw 1.1
set style line 5 lc rgb limit_colour dt (10, 4, 2, 4) lw 2.2
do for [k = 1:12] { set style line 10 + k lc rgb word("#606060 #808080 #969696", (k - 1) % 3 + 1) lw 1.3 ps 0.8 }
dashes(k) = (k - 1) % 4 + 2
symbols(k) = int(word("1 2 8 10 12 3 6 14", (k - 1) % 8 + 1))

# A panel, in pixels: title, plot, abscissa, key in two columns. Each has room for the longest title and key, so that the axes of
# a row are aligned. gnuplot counts an empty iteration of a plot among the entries of the key: two more than are seen.
entries(n) = 2 * the("dense") + 2 * the("implicit") + the("extremes") + the("reference") + the("fit") \
    + (the("lower") || the("upper")) + the("controls") + given(the("outside_from"))
rows_of_key(n) = int(entries(0) / 2) + 1
title_lines = 1; key_rows = 1
do for [panel in panels] {
    if (the("title_lines") > title_lines) { title_lines = the("title_lines") }
    if (rows_of_key(0) > key_rows) { key_rows = rows_of_key(0) }
}
left = 66; right = 18; plot_width = 396; plot_height = 250
above = 12 + 16 * title_lines; abscissa = 44; key_height = 15 * key_rows + 10
panel_width = left + plot_width + right
panel_height = above + plot_height + abscissa + key_height
figure_width = panel_width * columns
figure_height = panel_height * rows
across(pixels) = pixels / (1.0 * figure_width)
up(pixels) = 1 - pixels / (1.0 * figure_height)

set border 3 lc rgb "#404040" lw 0.8
set tics nomirror scale 0.6, 0.3
set grid xtics ytics lc rgb "#D0D0D0" lw 0.6 dt 1
set xlabel offset 0, 0.3
set clip one; unset clip two

do for [format in "svg pngcairo pdfcairo"] {
    if (!strstrt(GPVAL_TERMINALS, format)) { print "gnuplot has no terminal " . format; continue }
    if (format eq "svg") {
        set terminal svg size figure_width, figure_height fixed enhanced font "DejaVu Sans,11" background rgb "white" \
            name under(slug)
        set output slug . ".svg"
        point = 1.0                          # a pixel
    }
    if (format eq "pngcairo") {
        set terminal pngcairo size 1.5 * figure_width, 1.5 * figure_height enhanced font "DejaVu Sans,8.25" \
            fontscale 1.5 linewidth 1.5 pointscale 1.5 background rgb "white"
        set output slug . ".png"
        point = 0.75
    }
    if (format eq "pdfcairo") {
        set terminal pdfcairo size figure_width / 96.0, figure_height / 96.0 enhanced font "DejaVu Sans,8.25" fontscale 1 \
            background rgb "white"
        set output slug . ".pdf"
        point = 0.75
    }
    small = sprintf(",%g", 9.5 * point)
    set multiplot
    do for [p = 1:words(panels)] {
        panel = word(panels, p)
        logarithmic = the("scale") eq "log"
        file = the("file"); centre = the("centre"); extreme = the("extreme")
        x0 = (p - 1) % columns * panel_width + left
        y0 = (p - 1) / columns * panel_height + above
        set lmargin at screen across(x0); set rmargin at screen across(x0 + plot_width)
        set tmargin at screen up(y0); set bmargin at screen up(y0 + plot_height)
        set key at screen across(x0 - 44), up(y0 + plot_height + abscissa) left top vertical Left reverse \
            maxrows rows_of_key(0) samplen 2.4 width -4 font small
        set title the("title") font sprintf(",%g", 10.5 * point) offset 0, -0.4
        set ylabel "Q" offset 0.8, 0

        # Widths in powers of two; lengths as they are.
        unset logscale; set xrange [*:*]; set yrange [*:*]
        set logscale x 2
        set xrange [the("xmin"):the("xmax")]
        octaves = log(the("xmax") / the("xmin")) / log(2)
        step = octaves > 24 ? 4 : octaves > 9 ? 2 : 1
        set xtics () nomirror
        do for [k = int(floor(log(the("xmin")) / log(2))):int(ceil(log(the("xmax")) / log(2)))] {
            if (k % step) { set xtics add ("" 2.0 ** k 1) } else {
                set xtics add (the("axis") eq "m" ? sprintf("2^{%d}", k) : sprintf("%g", 2.0 ** k) 2.0 ** k)
            }
        }
        set xlabel the("axis") eq "m" ? "width m" : the("axis") eq "L" ? "length L" : the("axis")

        # A logarithmic ordinate is labelled at 1, 2, 5 when it spans less than two decades.
        set ytics autofreq nomirror; set format y "%g"
        if (logarithmic) {
            set logscale y 10
            decades = log10(the("ymax") / the("ymin"))
            set ytics () nomirror
            do for [k = int(floor(log10(the("ymin")))):int(ceil(log10(the("ymax"))))] {
                do for [d = 1:9] {
                    labelled = decades > 8 ? d == 1 && k % 2 == 0 : decades > 2 ? d == 1 : \
                               decades > 0.6 ? d == 1 || d == 2 || d == 5 : 1
                    text = k >= -3 && k <= 3 ? sprintf("%g", d * 10.0 ** k) : \
                           d == 1 ? sprintf("10^{%d}", k) : sprintf("%d\302\26710^{%d}", d, k)
                    if (labelled) { set ytics add (text d * 10.0 ** k) } else { set ytics add ("" d * 10.0 ** k 1) }
                }
            }
        }
        set yrange [the("ymin"):the("ymax")]

        # Cells outside the domain are drawn, but not counted.
        unset object 1
        if (given(the("outside_from"))) {
            set object 1 rectangle from the("outside_from"), graph 0 to the("outside_to"), graph 1 behind \
                fillcolor rgb outside_colour fillstyle solid noborder
        }
        plot for [i = 1:the("implicit")] file index 1 using 1:(clipped($4)):(clipped($8)) with filledcurves \
                 fillcolor rgb implicit_colour fillstyle transparent solid 0.20 noborder title "implicit: 5 to 95 %", \
             for [i = 1:the("dense")] file index 0 using 1:(clipped($4)):(clipped($8)) with filledcurves \
                 fillcolor rgb dense_colour fillstyle transparent pattern 4 noborder title "dense: 5 to 95 %", \
             for [k = 1:the("controls")] file index 4 + k using 1:(shown(column(centre))) with linespoints \
                 linestyle 10 + k dashtype dashes(k) pointtype symbols(k) title the("control_" . k), \
             for [i = 1:the("upper")] file index 2 using 1:(shown($3)) with lines linestyle 5 title the("limit_title"), \
             for [i = 1:the("lower")] file index 2 using 1:(shown($2)) with lines linestyle 5 \
                 title (the("upper") ? "" : the("limit_title")), \
             for [i = 1:the("reference")] file index 3 using 1:(shown($2)) with lines linestyle 3 title the("reference_title"), \
             for [i = 1:the("fit")] file index 4 using 1:(shown($2)) with lines linestyle 4 title the("fit_title"), \
             for [b = 0:2 * the("extremes") - 1] file index b using 1:(shown(column(extreme))) with points \
                 pointtype (extreme == 3 ? 11 : 9) pointsize 0.5 linecolor rgb "#707070" title (b ? the("extreme_title") : ""), \
             for [i = 1:the("dense")] file index 0 using 1:(shown(column(centre))) with points linestyle 2 \
                 title (centre == 11 ? "dense: mean" : "dense: median"), \
             for [i = 1:the("implicit")] file index 1 using 1:(shown(column(centre))) with points linestyle 1 \
                 title (centre == 11 ? "implicit: mean" : "implicit: median"), \
             for [i = 1:given(the("outside_from"))] NaN with boxes fillstyle solid noborder fillcolor rgb outside_colour \
                 title the("outside_label")
    }
    unset multiplot
    set output
}
