import Diagnostics

/// A spec with marks `1️⃣`…`9️⃣` in its text: where diagnostics are expected to point.
struct MarkedText {
    let file: SourceFile
    /// The byte offset behind each mark, in the text without marks.
    let places: [Int: Int]

    init(_ text: String) {
        var plain = ""
        var places: [Int: Int] = [:]
        for character in text {
            let scalars = Array(character.unicodeScalars)
            if scalars.count == 3, scalars[2].value == 0x20E3, let digit = Int(String(scalars[0])) {
                places[digit] = plain.utf8.count
            } else {
                plain.append(character)
            }
        }
        file = SourceFile(name: "spec.yaml", text: plain)
        self.places = places
    }

    /// The findings as `mark code` in reading order; those that start at no mark show their place instead.
    func summary(_ findings: Findings) -> [String] {
        findings.diagnostics.map { diagnostic in
            let mark = places.first { $0.value == diagnostic.span?.start }.map { String($0.key) }
            return "\(mark ?? diagnostic.span?.description ?? "-") \(diagnostic.code.rawValue)"
        }
    }
}
