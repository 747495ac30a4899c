package io.varve.hdr;

/**
 * The look of a picture: colors that people with any color vision tell apart and that have enough contrast on a light
 * and on a dark page, dashes for those who see no color, fonts that are there.
 */
final class PlotStyle {

    /** So many lines differ in color. */
    static final int COLORS = 4;
    static final String CSS = """
        text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Helvetica,Arial,sans-serif;fill:#1f2328}
        .title{font-size:18px;font-weight:600}
        .cell,.label{font-size:13px}
        .label{font-weight:600}
        .head,.tick{font-size:12.5px}
        .caption{font-size:11.5px}
        .right{text-anchor:end}
        .middle{text-anchor:middle}
        .head,.tick,.caption{fill:#59636e}
        .paper{fill:#ffffff;stroke:#d1d9e0}
        .grid{stroke:#e2e7ec}
        .axis{stroke:#818b98}
        .curve,.swatch{fill:none;stroke-width:2.6;stroke-linejoin:round}
        .leader{fill:none;stroke-width:1;opacity:.6}
        .l0{stroke:#0969c6}.t0{fill:#0969c6}
        .l1{stroke:#b85000;stroke-dasharray:9 3}.t1{fill:#b85000}
        .l2{stroke:#9c2f73;stroke-dasharray:9 3 2.5 3}.t2{fill:#9c2f73}
        .l3{stroke:#00745a;stroke-dasharray:5 3}.t3{fill:#00745a}
        .lr{stroke:#6e7781;stroke-dasharray:2.5 2.5}.tr{fill:#59636e}
        .leader{stroke-dasharray:none}
        @media (prefers-color-scheme:dark){
        text{fill:#e6edf3}
        .head,.tick,.caption{fill:#9da7b3}
        .paper{fill:#0d1117;stroke:#3d444d}
        .grid{stroke:#262c36}
        .axis{stroke:#6e7681}
        .l0{stroke:#5db0ff}.t0{fill:#5db0ff}
        .l1{stroke:#f5a352}.t1{fill:#f5a352}
        .l2{stroke:#ee92c6}.t2{fill:#ee92c6}
        .l3{stroke:#3ecf9f}.t3{fill:#3ecf9f}
        .lr{stroke:#9da7b3}.tr{fill:#b1bac4}
        }
        """;

    private PlotStyle() {
    }
}
