public import Archive

/// What an archive file holds: its items with shapes, statistics and meanings, as a table.
public struct ArchiveListing: Sendable {
    private let tree: ArchiveTree
    private let root: String

    /// A listing of the items below a group that stands at the path `root`.
    public init(_ tree: ArchiveTree, under root: String = "") {
        self.tree = tree
        self.root = root
    }

    /// One row per item, by its full path; groups have no numbers.
    public var table: Table { table { path, _ in path } }

    /// The same for people: names indented below their group's.
    public var indented: Table {
        let depth = root.split(separator: "/").count
        return table { path, isGroup in
            let parts = path.split(separator: "/")
            let name = parts.last.map(String.init) ?? "/"
            return String(repeating: "  ", count: max(0, parts.count - depth - 1)) + name + (isGroup ? "/" : "")
        }
    }

    private func table(label: (_ path: String, _ isGroup: Bool) -> String) -> Table {
        var table = Table(
            "Items",
            columns: [
                .text("item", key: "item"), .text("type", key: "type"), .text("shape", key: "shape"),
                .numbers("min", keys: "min"), .numbers("mean", keys: "mean"), .numbers("max", keys: "max"),
                .text("notes", key: "notes"),
            ])
        tree.visit(under: root) { path, node in
            let name = Table.Cell.text(label(path, node.isGroup))
            switch node {
            case .group(let group):
                table.append([name, .blank, .blank, .blank, .blank, .blank, .text(group.attributes.notes)])
            case .array(let array):
                let summary = ArraySummary(array)
                table.append([
                    name, .text(array.kind.rawValue), .text(array.shape.description), .figure(summary.least),
                    .figure(summary.mean), .figure(summary.greatest),
                    .text(Self.join(summary.oddities, array.attributes.notes)),
                ])
            case .text(let text):
                let shape = text.isList ? "[\(text.values.count)]" : ""
                table.append([
                    name, .text("text"), .text(shape), .blank, .blank, .blank,
                    .text(Self.join(Self.excerpt(text), text.attributes.notes)),
                ])
            }
        }
        return table
    }

    private static func excerpt(_ text: ArchiveText) -> String {
        let all = text.values.joined(separator: ", ")
        let line = all.prefix { !$0.isNewline }
        return line.count > 48 || line.count < all.count ? line.prefix(47) + "…" : String(line)
    }

    private static func join(_ one: String, _ other: String) -> String {
        one.isEmpty || other.isEmpty ? one + other : "\(one); \(other)"
    }
}

/// What can be said about many numbers in one line.
public struct ArraySummary: Sendable, Equatable {
    /// The least finite number; NaN where there is none.
    public let least: Double
    /// The mean of the finite numbers.
    public let mean: Double
    /// The greatest finite number.
    public let greatest: Double
    /// The sample standard deviation of the finite numbers.
    public let deviation: Double
    /// How many are NaN or infinite.
    public let notFinite: Int

    /// Summarizes an array.
    public init(_ array: ArchiveArray) {
        let finite = array.numbers.filter(\.isFinite)
        least = finite.min() ?? .nan
        greatest = finite.max() ?? .nan
        mean = Report.mean(finite)
        deviation = standardDeviation(finite)
        notFinite = array.count - finite.count
    }

    /// What a reader should not overlook: `3 not finite`; empty where there is nothing.
    public var oddities: String { notFinite > 0 ? "\(notFinite) not finite" : "" }
}

extension ArchiveNode {
    var isGroup: Bool {
        if case .group = self { true } else { false }
    }
}

extension ArchiveAttributes {
    /// What they say of an item on one line: its meaning, its axes, its unit where it is no pure number, then all else by name.
    var notes: String {
        var parts: [String] = []
        var told = ["about", "DIMENSION_LABELS", "units"]
        if case .text(let about)? = self["about"] { parts.append(about) }
        if case .texts(let axes)? = self["DIMENSION_LABELS"] { parts.append("[\(axes.joined(separator: ", "))]") }
        if case .text(let units)? = self["units"] {
            told.append("unit")
            if units != "1" { parts.append("in \(units)") }
        }
        var others = self
        for name in told { others[name] = nil }
        let rest = others.words
        return parts.joined(separator: " ") + (parts.isEmpty || rest.isEmpty ? "" : "; ") + rest
    }

    /// `meaning=…, unit=…` on one line.
    public var words: String {
        entries.map { entry in
            switch entry.value {
            case .text(let text): "\(entry.name)=\(text)"
            case .number(let number): "\(entry.name)=\(NumberText.significant(number, digits: 6))"
            case .integer(let integer): "\(entry.name)=\(integer)"
            case .texts(let texts): "\(entry.name)=[\(texts.joined(separator: ", "))]"
            case .numbers(let numbers):
                "\(entry.name)=[\(numbers.map { NumberText.significant($0, digits: 6) }.joined(separator: ", "))]"
            case .integers(let integers): "\(entry.name)=\(integers)"
            }
        }.joined(separator: ", ")
    }
}
