import Archive
import Determinism
import Experiment

/// The one rule for files that a command writes: what is there is left alone, unless it says of itself that this command wrote it,
/// and of no other study than it writes of now, or `--replace` is said.
struct Output {
    /// What a command knows its own files by; nothing of a file that says nothing of who wrote it.
    typealias Mark = @Sendable (_ bytes: [UInt8]) -> Bool
    /// The studies that a file says it is of; none where it does not say.
    typealias Studies = @Sendable (_ bytes: [UInt8]) -> Set<String>

    /// Whether `--replace` was said.
    let replaces: Bool

    init(_ arguments: ParsedArguments) { replaces = arguments.flag(CommandTable.Option.replace.name) }

    /// A file at a path.
    ///
    /// - Parameters:
    ///   - inputs: files that the command reads, which it does not write in any case.
    ///   - isOwn: what this command's files are known by; nil where they cannot be.
    ///   - studies: what is written of.
    ///   - said: what a file of this command's says that it is of.
    /// - Throws: `ArchiveError` where nothing can or should be written there.
    func file(
        _ path: String, besides inputs: [String] = [], own isOwn: Mark? = nil, of studies: Set<String> = [],
        saying said: @escaping Studies = { _ in [] }
    ) throws(ArchiveError) -> OutputFile {
        guard !replaces else { return try OutputFile(path, besides: inputs) }
        return try OutputFile(path, besides: inputs) { bytes in
            guard let isOwn else { return "it is there already; --replace replaces it" }
            guard isOwn(bytes) else {
                return "it is there already, and nothing says that it was made here; --replace replaces it"
            }
            let others = said(bytes).subtracting(studies).sorted()
            return others.isEmpty
                ? nil
                : "it is there already, and is of another study, \(others.joined(separator: ", ")); --replace replaces it"
        }
    }

    /// Whether bytes are JSON with a text of ours under a key.
    static func isJSON(_ bytes: [UInt8], with key: String, _ text: String) -> Bool {
        json(bytes)?[key] == .text(text)
    }

    /// What bytes are as JSON; nil where they are none.
    static func json(_ bytes: [UInt8]) -> CanonicalValue? {
        do throws(CanonicalValue.ParsingError) {
            return try CanonicalValue(parsing: String(decoding: bytes, as: UTF8.self))
        } catch { return nil }
    }

    /// What a file of several cells is called unless told: after their study, or, of several, after the directory they are in.
    static func name(of studies: Set<String>, below roots: [String]) -> String {
        if studies.count == 1, let study = studies.first { return start(of: study) }
        let name = roots.count == 1 ? roots[0].split(separator: "/").last { $0 != "." && $0 != ".." } : nil
        return name.map(String.init) ?? "experiments"
    }

    /// What a file of one checkpoint is called unless told, without its ending: after the study, the cell and the round.
    static func name(of plan: CanonicalValue, _ stem: String) -> String {
        let seed = plan["seeds"]?.elements.first?.asInteger ?? 0
        let parts = [plan["name"]?.asText ?? "", plan["arm"]?.asText ?? ""].map { start(of: $0) }
        return (parts + ["seed-\(seed)", stem]).joined(separator: "-")
    }

    /// So much of a name as leaves room for others in a file's.
    private static func start(of name: String) -> String {
        var start = RunDirectory.component(name)
        while start.utf8.count > 80 { start.removeLast() }
        return start
    }
}
