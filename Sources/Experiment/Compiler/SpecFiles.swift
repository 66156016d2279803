import Archive
import Determinism
import Diagnostics

/// The files a spec names, found beside it and known by their content. Each is read once.
struct SpecFiles {
    /// Put before relative paths: the spec's directory, or empty.
    let directory: String
    /// Whether contents stated in the text may stand for files that are not there: plans are read again anywhere.
    let trustsStatedContent: Bool
    /// Whether files are left alone, and what depends on them stays open.
    private let ignoresFiles: Bool
    private var contents: [String: Result<String, ArchiveError>] = [:]

    init(beside directory: String, trustsStatedContent: Bool) {
        self.directory = directory
        self.trustsStatedContent = trustsStatedContent
        ignoresFiles = false
    }

    private init() {
        directory = ""
        trustsStatedContent = true
        ignoresFiles = true
    }

    /// No files: for what a spec says whatever they hold.
    static let ignored = SpecFiles()

    /// Where a file the spec names is looked for.
    static func path(_ name: String, beside directory: String) -> String {
        directory.isEmpty || name.hasPrefix("/") ? name : "\(directory)/\(name)"
    }

    /// The SHA-256 of a file; nil, with a finding, where it cannot be read.
    mutating func content(
        of name: String, at span: SourceSpan?, isStated: Bool, into findings: inout Findings
    ) -> String? {
        if ignoresFiles || (isStated && trustsStatedContent) { return nil }
        let path = Self.path(name, beside: directory)
        let result = contents[path] ?? read(path)
        contents[path] = result
        switch result {
        case .success(let content): return content
        case .failure(let error):
            findings.add(
                .missingInput, error.description, at: span,
                help: Self.isDirectory(path)
                    ? "name a file in it, such as \(name)\(name.hasSuffix("/") ? "" : "/")round-001000.h5"
                    : "paths are relative to the spec's directory")
            return nil
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        do {
            _ = try LocalFileSystem().list(path)
            return true
        } catch {
            return false
        }
    }

    /// Where a file lies that was found; nil for any other.
    func place(of name: String) -> String? {
        let path = Self.path(name, beside: directory)
        return if case .success? = contents[path] { path } else { nil }
    }

    /// What is read from a file that was found; nil, with a finding, where it cannot be.
    func found<Content>(
        _ name: String, at span: SourceSpan?, into findings: inout Findings,
        _ read: (_ path: String) throws(StageError) -> Content
    ) -> Content? {
        let path = Self.path(name, beside: directory)
        guard case .success? = contents[path] else { return nil }
        do {
            return try read(path)
        } catch {
            findings.add(.initialUnfit, error.description, at: span)
            return nil
        }
    }

    private func read(_ path: String) -> Result<String, ArchiveError> {
        do {
            return .success(try LocalFileSystem().fingerprint(path, as: .input).hexadecimal)
        } catch {
            return .failure(error)
        }
    }
}
