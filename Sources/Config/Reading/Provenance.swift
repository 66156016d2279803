internal import Diagnostics

/// Where the values of a plan come from, by dotted path.
public struct Provenance: Sendable {
    private var origins: [String: Origin] = [:]
    /// Where mappings with keys of their own are written, which are no values: whoever has nothing nearer to point at points there.
    private var tables: [String: SourceSpan] = [:]
    /// The paths that are not defaults, in the order of the field tables.
    public private(set) var paths: [String] = []

    /// Nothing known: every value is its field's default.
    public init() {}

    /// Where the value at a path comes from: what is noted of it, or of the innermost value around it. A default's place is the
    /// innermost mapping in which it could have been written, where there is one.
    public subscript(path: String) -> Origin {
        var table: SourceSpan?
        var path = Substring(path)
        while true {
            if let origin = origins[String(path)] { return origin }
            table = table ?? tables[String(path)]
            guard let dot = path.lastIndex(of: ".") else { return Origin(.byDefault, span: table) }
            path = path[..<dot]
        }
    }

    /// Where the value at just this path comes from; nil where nothing is noted of it.
    public func noted(_ path: String) -> Origin? { origins[path] }

    /// Notes where the value at a path comes from; a later note replaces an earlier one.
    public mutating func record(_ origin: Origin, at path: String) {
        if origins.updateValue(origin, forKey: path) == nil { paths.append(path) }
    }

    /// Notes where a mapping with keys of its own is written.
    mutating func record(table span: SourceSpan, at path: String) { tables[path] = span }
}
