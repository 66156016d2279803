import Archive
import Glibc

/// A new directory for files that nobody keeps.
struct ScratchDirectory {
    let path: String

    /// Makes one below a directory; below TMPDIR, or /tmp, where none is named.
    init(below parent: String?) throws(CommandFailure) {
        let parent = parent ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((parent + "/concord-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandFailure("\(parent): no directory can be made here: \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes it with all it holds, as far as the system lets us: what stays is in a temporary directory.
    func remove() { Self.remove(path) }

    private static func remove(_ path: String) {
        if Glibc.remove(path) == 0 { return }
        do throws(ArchiveError) {
            for name in try LocalFileSystem().list(path) { remove(path + "/" + name) }
        } catch {
            // A file that cannot be removed, no directory: it stays.
            return
        }
        _ = Glibc.remove(path)
    }
}
