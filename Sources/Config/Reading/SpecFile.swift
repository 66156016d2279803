public import Diagnostics
internal import Glibc

/// Brings a spec's text into memory: regular files or, by the name `-`, standard input, and never more than 4 MB.
public enum SpecFile {
    /// The most bytes a spec may have.
    public static let maximumBytes = 4 << 20

    /// The file's text under the path as typed; nil, with an error added, where it cannot be had.
    public static func load(_ path: String, into findings: inout Findings) -> SourceFile? {
        if path == "-" { return standardInput(into: &findings) }
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            findings.add(.unreadableFile, "cannot open '\(path)': \(reason())", at: nil)
            return nil
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            let isDirectory = status.st_mode & S_IFMT == S_IFDIR
            findings.add(
                .unreadableFile, "cannot read '\(path)': it is \(isDirectory ? "a directory" : "not a regular file")",
                at: nil,
                help: isDirectory ? "name a file in it" : "the name - reads a spec from a pipe, as standard input")
            return nil
        }
        guard status.st_size <= maximumBytes else {
            findings.add(.oversizedFile, oversizedMessage(path, Int(status.st_size)), at: nil)
            return nil
        }
        // One byte more than allowed, so that a file that grew since is noticed.
        return bytes(of: descriptor, atMost: min(Int(status.st_size), maximumBytes) + 1, path, into: &findings)
            .map { SourceFile(name: path, bytes: $0) }
    }

    private static func standardInput(into findings: inout Findings) -> SourceFile? {
        let name = "<stdin>"
        guard let bytes = bytes(of: 0, atMost: maximumBytes + 1, name, into: &findings) else { return nil }
        guard bytes.count <= maximumBytes else {
            findings.add(.oversizedFile, "'\(name)' has more than \(maximumBytes) bytes, the most of a spec", at: nil)
            return nil
        }
        return SourceFile(name: name, bytes: bytes)
    }

    /// The first bytes of an open file.
    private static func bytes(
        of descriptor: Int32, atMost limit: Int, _ name: String, into findings: inout Findings
    ) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let room = min(limit - bytes.count, 1 << 20)
            var part = [UInt8](repeating: 0, count: room)
            let got = part.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, room) }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else {
                findings.add(.unreadableFile, "cannot read '\(name)': \(reason())", at: nil)
                return nil
            }
            if got == 0 { break }
            bytes += part.prefix(got)
        }
        return bytes
    }

    static func oversizedMessage(_ name: String, _ size: Int) -> String {
        "'\(name)' has \(size) bytes; a spec has at most \(maximumBytes)"
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
