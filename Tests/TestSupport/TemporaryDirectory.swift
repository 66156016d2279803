import Foundation

/// A directory of a test's own, removed with it.
public final class TemporaryDirectory: Sendable {
    /// Where it is.
    public let path: String

    /// A new empty directory.
    public init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("concord-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        // A directory that cannot be removed is the system's to clean; the test has its result already.
        do { try FileManager.default.removeItem(atPath: path) } catch {}
    }

    /// The path of a file in it.
    public func file(_ name: String) -> String { path + "/" + name }

    /// The names in it, sorted.
    public func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}

/// Runs another program of this machine.
public enum Program {
    /// What a program said and how it ended.
    public struct Result: Sendable {
        /// What it wrote to standard output.
        public let output: String
        /// What it wrote to standard error.
        public let complaint: String
        /// Its exit code.
        public let status: Int32
    }

    /// Runs `command`, found on the path unless it holds a slash, and reads both pipes to their ends.
    public static func run(_ command: [String]) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        let (output, complaint) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = complaint
        try process.run()
        let reader = PipeReader(complaint.fileHandleForReading)
        let said = output.fileHandleForReading.readDataToEndOfFile()
        let complained = reader.finish()
        process.waitUntilExit()
        return Result(
            output: String(decoding: said, as: UTF8.self), complaint: String(decoding: complained, as: UTF8.self),
            status: process.terminationStatus)
    }
}

/// Reads one pipe on its own thread, so that a program that fills it is not stopped while another pipe is read.
private final class PipeReader: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var data = Data()

    init(_ handle: FileHandle) {
        Thread.detachNewThread { [self] in
            data = handle.readDataToEndOfFile()
            done.signal()
        }
    }

    func finish() -> Data {
        done.wait()
        return data
    }
}
