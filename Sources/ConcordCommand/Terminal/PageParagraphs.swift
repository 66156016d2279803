/// Paragraphs of pages that are set for a wide terminal, for a narrower one.
///
/// Lines of prose that were broken for want of room are put together again, so that they are broken anew: broken where they stand, every
/// second one would be a word or two. Lists, columns and examples keep their lines.
enum PageParagraphs {
    /// The page for lines of at most so many characters; as it is where there is no such limit.
    static func joined(_ text: String, width: Int?) -> String {
        guard let width else { return text }
        var (set, last, isExample) = ([String](), Substring(), false)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "For example:" { isExample = true }
            if line.isEmpty { isExample = false }
            if !isExample, !set.isEmpty, last.count > width, isBroken(last, before: line) {
                set[set.count - 1] += " " + line
            } else {
                set.append(String(line))
            }
            last = line
        }
        return set.joined(separator: "\n")
    }

    /// Pages are set in lines that end here, or beyond, where another word has no room.
    private static let filled = 100

    /// Whether a line of prose ends where the next one's first word would have had no room.
    private static func isBroken(_ line: Substring, before next: Substring) -> Bool {
        let word = next.prefix { $0 != " " }
        guard let first = word.first, let start = line.first, let stop = line.last else { return false }
        // A word with a colon is a label, but within a sentence.
        let isLabel = word.last == ":" && (!first.isLowercase || ".:;!?".contains(stop))
        return start != " " && line.count + 1 + word.count > filled && !isLabel && !first.isNumber && first != "-"
            && !line.contains("  ") && !next.contains("  ")
    }
}
