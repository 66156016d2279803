/// Where the values of a plan come from, by dotted path.
public struct Provenance: Sendable {
    private var origins: [String: Origin] = [:]
    /// The paths that are not defaults, in the order of the field tables.
    public private(set) var paths: [String] = []

    /// Nothing known: every value is its field's default.
    public init() {}

    /// Where the value at a path comes from: what is noted of it, or of the innermost value around it.
    public subscript(path: String) -> Origin {
        var path = Substring(path)
        while true {
            if let origin = origins[String(path)] { return origin }
            guard let dot = path.lastIndex(of: ".") else { return .byDefault }
            path = path[..<dot]
        }
    }

    /// Where the value at just this path comes from; nil where nothing is noted of it.
    public func noted(_ path: String) -> Origin? { origins[path] }

    /// Notes where the value at a path comes from; a later note replaces an earlier one.
    public mutating func record(_ origin: Origin, at path: String) {
        if origins.updateValue(origin, forKey: path) == nil { paths.append(path) }
    }

    /// Takes over all notes of another table under a prefix.
    public mutating func add(_ other: Provenance, under prefix: String) {
        for path in other.paths { record(other[path], at: "\(prefix).\(path)") }
    }
}
