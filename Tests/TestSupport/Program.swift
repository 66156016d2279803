import Foundation

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

/// A program that goes on until it is killed.
public final class WaitingProgram: @unchecked Sendable {
    /// The first line it wrote.
    public let firstLine: String
    private let process = Process()
    private let input = Pipe()

    /// Starts `command` and waits for its first line.
    public init(_ command: [String]) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let said = output.fileHandleForReading.availableData
        firstLine = String(decoding: said, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
    }

    /// Ends it as SIGKILL does, and waits until it is gone.
    public func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    deinit { if process.isRunning { kill() } }
}
