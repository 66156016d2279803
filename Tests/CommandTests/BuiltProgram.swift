import Dispatch
import Foundation

/// The `concord` binary built beside these tests, run by a shell as a user would.
enum BuiltProgram {
    /// What came out.
    struct Outcome: Equatable {
        var output: String
        var errors: String
        var exitCode: Int32
    }

    /// The directory of the binaries of this build.
    static var directory: String {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: program).deletingLastPathComponent().path
    }

    /// The directory of the package.
    static var repository: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
    }

    /// Runs shell text in a directory; both pipes are read while it runs, so that neither can fill up and block it.
    static func run(_ text: String, in directory: String, input: String? = nil) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", text]
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.environment = [
            // What a program still holds when it exits is no fault of memory; addresses are what a sanitizer watches here.
            "ASAN_OPTIONS": "detect_leaks=0",
            "PATH": "\(BuiltProgram.directory):/usr/local/bin:/usr/bin:/bin", "HOME": directory, "LC_ALL": "C.UTF-8",
            "REPOSITORY": repository, "GIT_CONFIG_NOSYSTEM": "1", "TZ": "UTC",
        ]
        let output = Pipe()
        let errors = Pipe()
        let source = Pipe()
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = source
        try process.run()
        if let input { source.fileHandleForWriting.write(Data(input.utf8)) }
        source.fileHandleForWriting.closeFile()
        let reading = DispatchGroup()
        let heard = Heard()
        DispatchQueue.global().async(group: reading) {
            heard.set(errors.fileHandleForReading.readDataToEndOfFile())
        }
        let said = output.fileHandleForReading.readDataToEndOfFile()
        reading.wait()
        process.waitUntilExit()
        return Outcome(
            output: String(decoding: said, as: UTF8.self), errors: String(decoding: heard.data, as: UTF8.self),
            exitCode: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus)
    }

    /// What the other thread read, handed over after the group was waited for.
    private final class Heard: @unchecked Sendable {
        private(set) var data = Data()
        func set(_ data: Data) { self.data = data }
    }

    /// A fresh directory, filled with a copy of `files` where given, and removed after `body`.
    static func withScratchDirectory<Result>(
        files: String? = nil, _ body: (String) throws -> Result
    ) throws -> Result {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("concord-\(UUID().uuidString)").path
        if let files, FileManager.default.fileExists(atPath: files) {
            try FileManager.default.copyItem(atPath: files, toPath: place)
        } else {
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        }
        defer { _ = try? FileManager.default.removeItem(atPath: place) }
        return try body(place)
    }
}
