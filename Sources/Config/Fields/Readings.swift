import Synchronization

/// Which keys of a mapping have been read, and of the mappings within: how a law over all components finds a key that
/// nobody reads.
///
/// Settings that are given one note in it what they are asked for; those of a run have none.
final class Readings: Sendable {
    private let path: String
    private let noted: Notes

    private final class Notes: Sendable {
        let paths = Mutex<Set<String>>([])
    }

    private init(_ path: String, _ noted: Notes) {
        self.path = path
        self.noted = noted
    }

    /// Nothing read yet.
    convenience init() { self.init("", Notes()) }

    /// The dotted paths read so far, through tables, kinds and lists.
    var paths: Set<String> { noted.paths.withLock { $0 } }

    func note(_ key: String) { _ = noted.paths.withLock { $0.insert(path + key) } }

    /// The readings of a mapping within.
    func under(_ key: String) -> Readings { Readings("\(path)\(key).", noted) }
}
