/// What a misspelled word was probably meant to be.
public enum Suggestion {
    /// The nearest candidate within two edits, one for words of up to three letters; the first listed among equals. One that
    /// differs in capitals, hyphens and underscores alone is nearer than all.
    public static func nearest(to word: String, among candidates: [String]) -> String? {
        let plain = plain(word)
        if let same = candidates.first(where: { $0 != word && Self.plain($0) == plain }) { return same }
        let letters = Array(word.unicodeScalars)
        let limit = letters.count <= 3 ? 1 : 2
        guard letters.count <= 64 else { return nil }
        var best: (distance: Int, candidate: String)?
        for candidate in candidates where candidate != word {
            let other = Array(candidate.unicodeScalars)
            guard abs(other.count - letters.count) <= limit else { continue }
            let distance = editDistance(letters, other)
            if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
        }
        return best?.candidate
    }

    /// `did you mean 'adam'?`, or the choices there are under a heading such as `its keys`.
    public static func help(for word: String, among candidates: [String], noun: String) -> String? {
        let foreign = ForeignCharacter.words(in: word)
        let more = foreign.map { "; \($0)" } ?? ""
        if let nearest = nearest(to: word, among: candidates) {
            return "did you mean '\(nearest)'?" + (foreign.map { " (\($0))" } ?? "")
        }
        guard !candidates.isEmpty else { return foreign }
        let shown = candidates.prefix(12).joined(separator: ", ")
        return "\(noun): \(shown)\(candidates.count > 12 ? ", … (\(candidates.count) in all)" : "")\(more)"
    }

    private static func plain(_ word: String) -> String {
        word.lowercased().filter { $0 != "-" && $0 != "_" }
    }

    /// The optimal string alignment distance (restricted Damerau): insertions, deletions, substitutions and swaps of
    /// neighbours, each of cost one.
    static func editDistance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
        var beforeLast = [Int](repeating: 0, count: other.count + 1)
        var last = Array(0...other.count)
        for row in 0..<one.count {
            var current = [row + 1]
            for column in 0..<other.count {
                let substitution = last[column] + (one[row] == other[column] ? 0 : 1)
                var best = min(substitution, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[other.count]
    }
}
