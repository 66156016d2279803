internal import Diagnostics

/// How wide text is drawn at most, so that what stands beside or below it has room, and where a line has to be broken.
///
/// Pages name the reader's own font, which nobody can measure here. These are the advances of DejaVu Sans, as wide as any that
/// browsers take where a page asks for the system's (Segoe UI, Helvetica, Roboto and Arial are narrower).
enum TextWidth {
    /// Thousandths of the font's size, from the space to `~`.
    private static let regular: [Double] = [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636,
        636, 636,
        636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
        748, 787,
        603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615,
        352, 635,
        634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636,
        838,
    ]
    private static let bold: [Double] = [
        348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696, 696,
        696, 696,
        696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775, 637, 995,
        837, 850,
        733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716, 678,
        435, 716,
        712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712,
        838,
    ]

    /// The width of a line in pixels; hidden characters as they are spelled out.
    static func of(_ text: String, size: Double, isBold: Bool = false) -> Double {
        let advances = isBold ? bold : regular
        return VisibleText.line(text).unicodeScalars.reduce(0) { sum, scalar in
            let place = Int(scalar.value) - 32
            // Beyond ASCII letters are as wide as a dash at most; ideographs and emoji a little more.
            return sum + (advances.indices.contains(place) ? advances[place] : scalar.value < 0x1100 ? 1000 : 1300)
        } * size / 1000
    }

    /// The text in lines of at most this width, broken after spaces, commas and slashes, or anywhere in a word that is longer.
    static func lines(_ text: String, within width: Double, size: Double, isBold: Bool = false) -> [String] {
        var lines: [String] = []
        var line = ""
        func fits(_ text: String) -> Bool {
            of(text.last == " " ? String(text.dropLast()) : text, size: size, isBold: isBold) <= width
        }
        for piece in pieces(of: VisibleText.line(text)) {
            if line.isEmpty || fits(line + piece) {
                line += piece
            } else {
                lines.append(line)
                line = piece
            }
            while !fits(line), line.count > 1 {
                var head = line
                while head.count > 1, !fits(head) { head.removeLast() }
                lines.append(head)
                line = String(line.dropFirst(head.count))
            }
        }
        lines.append(line)
        return lines.map { $0.last == " " ? String($0.dropLast()) : $0 }
    }

    private static func pieces(of text: String) -> [String] {
        var pieces = [""]
        for character in text {
            pieces[pieces.count - 1].append(character)
            if " ,/".contains(character) { pieces.append("") }
        }
        return pieces.filter { !$0.isEmpty }
    }
}
