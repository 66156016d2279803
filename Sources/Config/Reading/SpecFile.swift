public import Diagnostics
internal import Glibc

/// Brings a spec's text into memory: regular files only, and never more than 4 MB.
public enum SpecFile {
    /// The most bytes a spec may have.
    public static let maximumBytes = 4 << 20

    /// The file's text under the path as typed; nil, with an error added, where it cannot be had.
    public static func load(_ path: String, into findings: inout Findings) -> SourceFile? {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            findings.add(.unreadableFile, "cannot open '\(path)': \(reason())", at: nil)
            return nil
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            let kind = status.st_mode & S_IFMT == S_IFDIR ? "a directory" : "not a regular file"
            findings.add(.unreadableFile, "cannot read '\(path)': it is \(kind)", at: nil)
            return nil
        }
        guard status.st_size <= maximumBytes else {
            findings.add(.oversizedFile, oversizedMessage(path, Int(status.st_size)), at: nil)
            return nil
        }
        // One byte more than allowed, so that a file that grew since is noticed.
        var bytes = [UInt8](repeating: 0, count: min(Int(status.st_size), maximumBytes) + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else {
                findings.add(.unreadableFile, "cannot read '\(path)': \(reason())", at: nil)
                return nil
            }
            if got == 0 { break }
            count += got
        }
        return SourceFile(name: path, bytes: Array(bytes.prefix(count)))
    }

    static func oversizedMessage(_ name: String, _ size: Int) -> String {
        "'\(name)' has \(size) bytes; a spec has at most \(maximumBytes)"
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
