public import Archive
import Determinism
public import Experiment

/// Everything a reviewer needs to rerun some finished cells, as one archive: equal cells and programs give equal bytes.
///
/// ```
/// README.txt                              the command lines that build the program and check it
/// certificate.json                        what a rerun here showed, and what it did not
/// fingerprints.txt                        SHA-256 of every other file, as sha256sum reads it
/// specs/<experiment>.yaml                 the text that was run; beside it, the files it names by relative paths
/// checkpoints/<experiment>/<arm>/seed-n/  plan.json, metrics.jsonl, and the newest checkpoint unless others are wanted
/// ```
public struct ReviewerBundle: Sendable {
    /// Which of a cell's checkpoints go in.
    public enum Checkpoints: Sendable {
        /// None: records alone.
        case none
        /// The newest one.
        case newest
        /// All that are kept.
        case all
    }

    private static let store = "checkpoints"
    private let checkpoints: Checkpoints
    private let speaking: @Sendable (String) -> String
    private var files: [(path: String, bytes: [UInt8])] = []
    private var specs: [(experiment: String, name: String, text: String)] = []
    private var inputs: [(name: String, content: String)] = []

    /// A bundle of no cell yet.
    ///
    /// - Parameters:
    ///   - checkpoints: which of them go in.
    ///   - speaking: what makes a text of Concord's one of the program that writes it.
    public init(checkpoints: Checkpoints, speaking: @escaping @Sendable (String) -> String = { $0 }) {
        self.checkpoints = checkpoints
        self.speaking = speaking
    }

    /// Whether bytes, or the first of them, are a bundle's: its first file is the README.
    public static func isBundle(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: Array("README.txt\0".utf8)) && bytes.dropFirst(512).starts(with: Array(opening.utf8))
    }

    /// The studies of a bundle, by the specs that its first file says how to run; where a study has several, they have numbers.
    public static func studies(of bytes: [UInt8]) -> Set<String> {
        let readme = String(decoding: bytes.dropFirst(512).prefix(1 << 16).prefix { $0 != 0 }, as: UTF8.self)
        let names = readme.split(separator: "\n").compactMap { line -> String? in
            guard line.hasPrefix("    "), let start = line.firstRange(of: "specs/"),
                let end = line.firstRange(of: ".yaml")
            else { return nil }
            return start.upperBound <= end.lowerBound ? String(line[start.upperBound..<end.lowerBound]) : nil
        }
        return Set(
            names.map { name -> String in
                guard let dash = name.lastIndex(of: "-"), !name[dash...].dropFirst().isEmpty,
                    name[dash...].dropFirst().allSatisfy(\.isNumber)
                else { return name }
                let study = String(name[..<dash])
                return names.contains(study) ? study : name
            })
    }

    private static let opening = "This archive holds finished cells of a Concord study: "

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
        let packed =
            switch checkpoints {
            case .none: [Int]()
            case .newest: [newest]
            case .all: rounds
            }
        for round in packed {
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
        all.append(("README.txt", Array(speaking(readme(program)).utf8)))
        var archive = TarArchive()
        for (path, bytes) in all { try archive.add(path, bytes) }
        var fingerprints = ""
        for (path, bytes) in all.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
            fingerprints += "\(Fingerprint(of: bytes))  \(path)\n"
        }
        try archive.add("fingerprints.txt", Array(fingerprints.utf8))
        return archive
    }

    /// Specs are called by their experiments; where cells of one ran different texts, the others have a number.
    private mutating func addSpec(_ text: String, of experiment: String) {
        guard !specs.contains(where: { $0.experiment == experiment && $0.text == text }) else { return }
        var name = experiment
        var number = 1
        while specs.contains(where: { $0.name == name + ".yaml" }) {
            number += 1
            name = "\(experiment)-\(number)"
        }
        specs.append((experiment, name + ".yaml", text))
    }

    /// Whether a path stays below the directory it starts from.
    private static func isBelow(_ path: String) -> Bool {
        !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
    }

    private func readme(_ program: ProgramFacts) -> String {
        let option = inputs.isEmpty ? "" : " --inputs specs"
        let held =
            switch checkpoints {
            case .none: "records"
            case .newest: "records, the newest checkpoint of each"
            case .all: "records, checkpoints"
            }
        let runs = specs.map { "    concord run \(ShellWord.bare("specs/" + $0.name)) --store elsewhere\(option)\n" }
            .joined()
        var text = """
            \(Self.opening)specs, plans, \(held), and the certificate of a rerun.

            Check that the files are whole:

                sha256sum --check --quiet fingerprints.txt

            Build the program, in a clone of Concord's repository. \(Self.source(program))

            \(program.commit.map { "    git checkout \($0.prefix { $0 != "+" })\n" } ?? "")    \(program.buildLine) --product concord

            It is then .build/\(program.build)/concord there, for which concord stands below. Rerun every cell from its plan and
            compare it with what is here, round by round and agent by agent:

                concord verify \(Self.store)\(option)

            The exit code is 0 where all agree and 3 where something differs; certificate.json says what agreement shows and
            what it does not. To begin anew from the specs instead:

            \(runs)
            """
        let absent = inputs.filter { !Self.isBelow($0.name) }
        guard !absent.isEmpty else { return text }
        text += "\nThe plans name these files, which are not here (SHA-256, path):\n\n"
        for input in absent { text += "    \(input.content)  \(input.name)\n" }
        return text
    }

    /// Which source the program was built from.
    private static func source(_ program: ProgramFacts) -> String {
        let others = "any source with engine \(CellPlan.engine) gives the same bits"
        guard let commit = program.commit else {
            return "Of which commit the one that checked these cells is\nis not known; \(others):"
        }
        return commit.hasSuffix("+")
            ? "The one that checked these\ncells is of this commit, with changed files; \(others):"
            : "The one that checked these\ncells is of this commit; \(others):"
    }
}
