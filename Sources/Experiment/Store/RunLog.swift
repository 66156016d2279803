import Archive
import Diagnostics
import Glibc

/// `run.log`: what happened when, on which machine. The only file with clocks, hosts and versions in it.
struct RunLog: Sendable {
    private let file: OpenFile
    private let files: any FileSystem

    static let name = "run.log"

    init(in directory: String, on files: any FileSystem) throws(ArchiveError) {
        self.files = files
        file = try files.append(directory + "/" + Self.name)
    }

    /// Appends one line under the time, the host and the process.
    func note(_ text: String) throws(ArchiveError) {
        let line = "\(Machine.timestamp) \(Machine.host)[\(getpid())] \(text)"
        try files.write(Array("\(VisibleText.line(line))\n".utf8), to: file)
    }

    func close() throws(ArchiveError) { try files.close(file) }
}
