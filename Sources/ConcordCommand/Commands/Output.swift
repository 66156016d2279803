import Archive
import Determinism

/// The one rule for files that a command is told to write: what is there is left alone, unless it says of itself that this command wrote
/// it, or `--replace` is said.
struct Output {
    /// What a command knows its own files by; nothing of a file that says nothing of who wrote it.
    typealias Mark = @Sendable (_ bytes: [UInt8]) -> Bool

    /// Whether `--replace` was said.
    let replaces: Bool

    init(_ arguments: ParsedArguments) { replaces = arguments.flag(CommandTable.Option.replace.name) }

    /// A file at a path.
    ///
    /// - Parameters:
    ///   - inputs: files that the command reads, which it does not write in any case.
    ///   - isOwn: what this command's files are known by; nil where they cannot be.
    /// - Throws: `ArchiveError` where nothing can or should be written there.
    func file(_ path: String, besides inputs: [String] = [], own isOwn: Mark? = nil) throws(ArchiveError) -> OutputFile
    {
        guard !replaces else { return try OutputFile(path, besides: inputs) }
        return try OutputFile(path, besides: inputs) { bytes in
            guard let isOwn else { return "it is there already; --replace replaces it" }
            return isOwn(bytes)
                ? nil : "it is there already, and nothing says that it was made here; --replace replaces it"
        }
    }

    /// Whether bytes are JSON with a text of ours under a key.
    static func isJSON(_ bytes: [UInt8], with key: String, _ text: String) -> Bool {
        do throws(CanonicalValue.ParsingError) {
            return try CanonicalValue(parsing: String(decoding: bytes, as: UTF8.self))[key] == .text(text)
        } catch { return false }
    }
}
