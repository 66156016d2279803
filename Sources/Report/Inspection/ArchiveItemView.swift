public import Archive
public import Determinism
internal import Diagnostics

/// One array or text of an archive, spelled out for people.
public struct ArchiveItemView: Sendable {
    private let path: String
    private let node: ArchiveNode

    /// The item at a path.
    public init(_ path: String, _ node: ArchiveNode) {
        self.path = path
        self.node = node
    }

    /// Shape, statistics, notes, and the first values; the whole text of a text.
    public var text: String {
        switch node {
        case .group(let group): return ArchiveListing(group, under: path).indented.plainText
        case .text(let text): return text.values.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined()
        case .array(let array): return describe(array)
        }
    }

    /// Shape and all values, row by row; the texts of a text.
    public var json: CanonicalValue {
        switch node {
        case .group(let group): return ArchiveListing(group, under: path).table.json
        case .text(let text):
            let values = text.values.map(CanonicalValue.text)
            return text.isList ? .list(values) : values.first ?? .null
        case .array(let array):
            return .object(sorting: [
                ("type", .text(array.kind.rawValue)), ("shape", .list(array.shape.map(CanonicalValue.integer))),
                ("values", .list(array.numbers.map(CanonicalValue.number))),
            ])
        }
    }

    private func describe(_ array: ArchiveArray) -> String {
        let summary = ArraySummary(array)
        var text = "\(VisibleText.line(path))  \(array.kind.rawValue) \(array.shape)\n"
        for entry in array.attributes.entries {
            text += "  \(VisibleText.line(ArchiveAttributes(dictionaryLiteral: entry).words))\n"
        }
        func words(_ value: Double) -> String { value.isNaN ? "–" : NumberText.significant(value, digits: 6) }
        text += "  min \(words(summary.least))  mean \(words(summary.mean))  sd \(words(summary.deviation))"
        text += "  max \(words(summary.greatest))"
        if summary.notFinite > 0 { text += "  \(summary.oddities)" }
        return text + "\n" + excerpt(array)
    }

    /// The first rows and columns, aligned.
    private func excerpt(_ array: ArchiveArray) -> String {
        let numbers = array.numbers
        let width = array.shape.count > 1 ? array.shape.last ?? 1 : array.shape.isEmpty ? 1 : min(numbers.count, 8)
        guard width > 0, !numbers.isEmpty else { return "" }
        let rows = min(8, (numbers.count + width - 1) / width)
        let cells = (0..<rows).map { row in
            numbers[(row * width)..<min(numbers.count, (row + 1) * width)].prefix(8)
                .map { NumberText.significant($0, digits: 6) }
        }
        let column = cells.joined().map(\.count).max() ?? 0
        let lines = cells.map { row in
            row.map { String(repeating: " ", count: column + 2 - $0.count) + $0 }.joined() + (width > 8 ? "  …" : "")
                + "\n"
        }
        return lines.joined() + (rows * width < numbers.count ? "  …\n" : "")
    }
}
