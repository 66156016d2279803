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
                .missingInput, error.description, at: span, help: "paths are relative to the spec's directory")
            return nil
        }
    }

    /// Reports a file whose states do not have the observation's width, or are not all numbers.
    func checkStates(
        _ name: String, _ dataset: String, width: Int, at span: SourceSpan?, into findings: inout Findings
    ) {
        guard case .success? = contents[Self.path(name, beside: directory)] else { return }
        do {
            let item = try ArchiveFile(Self.path(name, beside: directory)).readForeign(dataset)
            guard case .array(let array) = item, array.shape.count == 2, array.shape[1] == width, array.shape[0] > 0
            else {
                let shape = if case .array(let array) = item { "the shape \(array.shape)" } else { "no numbers" }
                findings.add(
                    .publicStatesWidth, "'\(name)' has \(shape) at \(dataset)", at: span,
                    help: "an observation here has \(width) numbers: [count, \(width)] is needed")
                return
            }
            do throws(StageError) {
                _ = try FileStates.states(in: array, of: "'\(name)': \(dataset)")
            } catch {
                findings.add(
                    .unfitStates, error.description, at: span,
                    help: "write the file again, with different states of finite Float32 numbers")
            }
        } catch {
            findings.add(.missingInput, "cannot read \(dataset) of '\(name)': \(error.description)", at: span)
        }
    }

    /// The networks in a file that was found; nil, with a finding, where it holds none.
    func networks(
        _ name: String, of source: String?, at span: SourceSpan?, into findings: inout Findings
    ) -> InitialNetworks? {
        let path = Self.path(name, beside: directory)
        guard case .success? = contents[path] else { return nil }
        do {
            return try InitialNetworks(reading: path, source: source)
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
