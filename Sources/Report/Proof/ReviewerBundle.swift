public import Archive
import Determinism
public import Experiment

/// Everything a reviewer needs to rerun some finished cells, as one archive: equal cells and programs give equal bytes.
///
/// ```
/// README.txt                              the command lines that check it
/// certificate.json                        what a rerun here showed, and what it did not
/// fingerprints.txt                        SHA-256 of every other file, as sha256sum reads it
/// specs/<experiment>.yaml                 the text that was run; beside it, the files it names by relative paths
/// checkpoints/<experiment>/<arm>/seed-n/  plan.json and metrics.jsonl; where asked for, the kept checkpoints
/// ```
public struct ReviewerBundle: Sendable {
    private static let store = "checkpoints"
    private let keepsCheckpoints: Bool
    private let speaking: @Sendable (String) -> String
    private var files: [(path: String, bytes: [UInt8])] = []
    private var specs: [(name: String, text: String)] = []
    private var inputs: [(name: String, content: String)] = []

    /// A bundle of no cell yet.
    ///
    /// - Parameters:
    ///   - keepsCheckpoints: whether the kept checkpoints go in, and not the records alone.
    ///   - speaking: what makes a text of Concord's one of the program that writes it.
    public init(keepsCheckpoints: Bool, speaking: @escaping @Sendable (String) -> String = { $0 }) {
        self.keepsCheckpoints = keepsCheckpoints
        self.speaking = speaking
    }

    /// Adds a cell's directory.
    ///
    /// - Parameter inputs: the directory beside which files that the plan names are.
    /// - Throws: `ArchiveError` where a file cannot be read or the directory has no sound checkpoint to take the spec from.
    public mutating func add(_ directory: RunDirectory, _ plan: CellPlan, inputs: String) throws(ArchiveError) {
        let home = plan.runDirectory(in: Self.store).path
        for (name, role) in [("plan.json", FileRole.plan), ("metrics.jsonl", .record)] {
            files.append(("\(home)/\(name)", try directory.files.read("\(directory.path)/\(name)", as: role)))
        }
        let rounds = try directory.rounds()
        guard let newest = rounds.last else {
            throw ArchiveError(directory.path, "bundle it", .mismatch("it has no checkpoint"))
        }
        guard case .text(let spec) = try directory.checkpoint(round: newest).read("spec"), let text = spec.values.first
        else { throw ArchiveError(directory.path, "bundle it", .mismatch("its checkpoint holds no spec")) }
        addSpec(text, of: plan.experiment)
        for input in plan.inputs where !self.inputs.contains(where: { $0 == input }) {
            self.inputs.append(input)
            guard Self.isBelow(input.name) else { continue }
            let path = inputs.isEmpty ? input.name : "\(inputs)/\(input.name)"
            files.append(("specs/\(input.name)", try directory.files.read(path, as: .input)))
        }
        guard keepsCheckpoints else { return }
        for round in rounds {
            let file = directory.checkpoint(round: round)
            try file.verify()
            let name = file.path.dropFirst(directory.path.count + 1)
            files.append(("\(home)/\(name)", try directory.files.read(file.path, as: .archive)))
        }
    }

    /// The bytes of the archive.
    ///
    /// - Throws: ``TarArchive/Refusal`` where two cells are the same, or a name is too long.
    public func archive(
        _ certificate: Certificate, by program: ProgramFacts
    ) throws(TarArchive.Refusal) -> TarArchive {
        var all = files
        all += specs.map { ("specs/\($0.name)", Array($0.text.utf8)) }
        all.append(("certificate.json", Array(certificate.text(by: program).utf8)))
        all.append(("README.txt", Array(speaking(readme).utf8)))
        var archive = TarArchive()
        for (path, bytes) in all { try archive.add(path, bytes) }
        var fingerprints = ""
        for (path, bytes) in all.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
            fingerprints += "\(Fingerprint(of: bytes))  \(path)\n"
        }
        try archive.add("fingerprints.txt", Array(fingerprints.utf8))
        return archive
    }

    private mutating func addSpec(_ text: String, of experiment: String) {
        let own = specs.filter { $0.name == "\(experiment).yaml" || $0.name.hasPrefix("\(experiment).yaml-") }
        guard !own.contains(where: { $0.text == text }) else { return }
        specs.append((own.isEmpty ? "\(experiment).yaml" : "\(experiment).yaml-\(own.count + 1)", text))
    }

    /// Whether a path stays below the directory it starts from.
    private static func isBelow(_ path: String) -> Bool {
        !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
    }

    private var readme: String {
        let option = inputs.isEmpty ? "" : " --inputs specs"
        var text = """
            This archive holds finished cells of a Concord study: specs, plans, records, and the certificate of a rerun.

            Check that the files are whole:

                sha256sum --check --quiet fingerprints.txt

            Rerun every cell from its plan and compare it with its record, round by round and agent by agent:

                concord verify \(Self.store)\(option)

            The exit code is 0 where all agree and 3 where something differs; certificate.json says what agreement shows and
            what it does not. To begin anew from the specs instead: concord run specs/NAME.yaml --store elsewhere

            """
        let absent = inputs.filter { !Self.isBelow($0.name) }
        guard !absent.isEmpty else { return text }
        text += "\nThe plans name these files, which are not here (SHA-256, path):\n\n"
        for input in absent { text += "    \(input.content)  \(input.name)\n" }
        return text
    }
}
