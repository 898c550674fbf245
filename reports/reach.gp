# What attacks reached: one line for each statement "for all perturbations", in units of its bound.
#
# attacks.gp loads the numbers: `rows`, label_1, label_2, ... To draw it again, inside its folder: gnuplot attacks.gp
set encoding utf8
under(t) = t
row_height = 24; left = 330; right = 40; above = 40; abscissa = 60
figure_width = 960; figure_height = above + row_height * (rows + 1) + abscissa
across(pixels) = pixels / (1.0 * figure_width)
up(pixels) = 1 - pixels / (1.0 * figure_height)
set border 1 lc rgb "#404040" lw 0.8
set grid xtics ytics lc rgb "#D0D0D0" lw 0.6 dt 1
do for [format in "svg pngcairo pdfcairo"] {
    if (!strstrt(GPVAL_TERMINALS, format)) { print "gnuplot has no terminal " . format; continue }
    load "terminal.gp"
    set lmargin at screen across(left); set rmargin at screen across(figure_width - right)
    set tmargin at screen up(above); set bmargin at screen up(above + row_height * (rows + 1))
    set title "In units of the bound as audited, at the end of the axis; of a lower bound the inverse" font sprintf(",%g", 10.5 * point)
    set logscale x 10; set xrange [smallest:1.6]; set format x "%g"
    set xtics nomirror scale 0.6, 0.3; set mxtics 10
    set yrange [rows + 0.9:0.1]
    set ytics () nomirror scale 0
    do for [k = 1:rows] { set ytics add (value("label_" . k) k) }
    set key at screen 0.5, up(above + row_height * (rows + 1) + 34) center top horizontal Left reverse maxrows 1 samplen 1.8
    set arrow 1 from 1, graph 0 to 1, graph 1 nohead lc rgb "#007A5A" dt (10, 4, 2, 4) lw 2.2
    plot "attacks.dat" using 2:1 with points pointtype 7 pointsize 0.9 linecolor rgb "#0072B2" title "worst value found", \
        "attacks.dat" using 3:1 with points pointtype 2 pointsize 1.1 linewidth 2 linecolor rgb "#7A3E9D" title "infinite width", \
        NaN with lines linecolor rgb "#007A5A" dashtype (10, 4, 2, 4) linewidth 2.2 title "bound"
    set output
}
