// Which studies a page is of, so that it is not written over another study's.
extension StudyReport {
    private static let (markStart, markEnd) = ("<meta name=\"study\" content=\"", "\"/>\n")

    /// What a page says in its head of the studies it is of.
    var studyMarks: String {
        experiments.map { Self.markStart + Drawing.escape($0) + Self.markEnd }.joined()
    }

    /// The studies of a page, as its head has their names; none of a page of earlier versions.
    public static func studies(of bytes: [UInt8]) -> Set<String> {
        let head = String(decoding: bytes.prefix(1 << 16), as: UTF8.self)
        var studies: Set<String> = []
        for line in head.split(separator: "\n").prefix(while: { !$0.hasPrefix("<title>") })
        where line.hasPrefix(markStart) {
            studies.insert(String(line.dropFirst(markStart.count).dropLast(markEnd.count - 1)))
        }
        return studies
    }

    /// A study's name as pages have it.
    public static func mark(of study: String) -> String { Drawing.escape(study) }
}
