/// Colors that readers with any color vision tell apart (Okabe and Ito, 2008), darkened or lightened for either ground.
enum Palette {
    /// One color on white paper and on a dark screen.
    struct Pair {
        let light: String
        let dark: String
    }

    static let curves: [Pair] = [
        Pair(light: "#5f6b76", dark: "#a9b4bf"),
        Pair(light: "#0072b2", dark: "#4ba9e3"),
        Pair(light: "#d55e00", dark: "#ff8a3d"),
        Pair(light: "#00875f", dark: "#2fc79a"),
        Pair(light: "#b5568f", dark: "#e39cc4"),
        Pair(light: "#b07a00", dark: "#f0b429"),
        Pair(light: "#2a93c9", dark: "#8fd0f5"),
        Pair(light: "#6a51a3", dark: "#b3a2e0"),
        Pair(light: "#8c3b2a", dark: "#e08c78"),
    ]
    /// How lines are broken whose color is another curve's already: the second, third, … time around.
    static func dashes(_ index: Int) -> String? {
        let patterns = ["8 3", "2 3", "9 3 2 3", "4 2"]
        return index < curves.count ? nil : patterns[(index - curves.count) / (curves.count - 1) % patterns.count]
    }

    static let ink = Pair(light: "#1b2229", dark: "#e8ecf0")
    static let quiet = Pair(light: "#5b6670", dark: "#a3adb7")
    static let grid = Pair(light: "#e3e7eb", dark: "#323a42")

    /// The color of a curve; past the end of the palette it starts again after the gray.
    static func curve(_ index: Int) -> Pair {
        index < curves.count ? curves[index] : curves[1 + (index - 1) % (curves.count - 1)]
    }

    /// Rules that turn a figure to the dark colors where the reader prefers them, or the page asks.
    static var style: String {
        var dark =
            ".ink{fill:\(ink.dark)}.quiet{fill:\(quiet.dark)}.grid{stroke:\(grid.dark)}.axis{stroke:\(quiet.dark)}.ground{fill:#14181c}"
        for (index, pair) in curves.enumerated() {
            dark += ".line\(index){stroke:\(pair.dark)}.fill\(index){fill:\(pair.dark)}"
        }
        return "text{font-family:system-ui,-apple-system,'Segoe UI','Helvetica Neue',Arial,sans-serif;font-size:12px}"
            + "@media(prefers-color-scheme:dark){\(dark)}"
    }

    /// The number in the class names of a curve's color.
    static func classNumber(_ index: Int) -> Int {
        index < curves.count ? index : 1 + (index - 1) % (curves.count - 1)
    }
}
