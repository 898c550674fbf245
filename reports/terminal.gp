# The terminal of one format, figure_width times figure_height pixels, and `point`, the size of a point of type in it.
if (format eq "svg") {
    set terminal svg size figure_width, figure_height fixed enhanced font "DejaVu Sans,11" background rgb "white" \
        name under(slug)
    set output slug . ".svg"
    point = 1.0; set key spacing 1.0     # a pixel; lines 15 pixels apart
}
if (format eq "pngcairo") {
    set terminal pngcairo size 1.5 * figure_width, 1.5 * figure_height enhanced font "DejaVu Sans,8.25" \
        fontscale 1.5 linewidth 1.5 pointscale 1.5 background rgb "white"
    set output slug . ".png"
    point = 0.75; set key spacing 1.3
}
if (format eq "pdfcairo") {
    # Fonts of this terminal are 4/3, lines about 2/3 of what the others draw.
    set terminal pdfcairo size figure_width / 96.0, figure_height / 96.0 enhanced font "DejaVu Sans,8.25" \
        fontscale 0.75 linewidth 1.6 background rgb "white"
    set output slug . ".pdf"
    point = 0.75; set key spacing 1.3
}
