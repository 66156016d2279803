import Experiment

/// Which of a study's cells a command is about: its options, and what they choose.
struct CellSelection: Sendable {
    /// The options of every command that takes a part of a study.
    static let options: [CommandTable.Option] = [
        .value("arm", "ARM", .part(.arms), "Only this arm, with all its sweep levels.", repeats: true),
        .value("seed", "SEED", .part(.seeds), "Only this seed.", repeats: true),
        .value("cell", "ID", .part(.cells), "Only this cell, such as d5/seed-20.", repeats: true),
        .value(
            "shard", "I/N", .text,
            "Only every N-th cell, counted from the I-th, with what goes on from it: one array task's share."),
    ]

    private let arms: [String]
    private let seeds: [UInt64]
    private let identifiers: [String]
    private let shard: (index: Int, count: Int)?

    init(_ arguments: ParsedArguments, table: CommandTable) throws(UsageError) {
        arms = arguments.values("arm")
        seeds = arguments.values("seed").compactMap { UInt64($0) }
        identifiers = arguments.values("cell")
        guard let text = arguments.value("shard") else {
            shard = nil
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let index = parts[0], let count = parts[1], count >= 1, (1...count).contains(index)
        else {
            throw UsageError("--shard: '\(text)' is not I/N with 1 ≤ I ≤ N, such as 1/4", table: table)
        }
        shard = (index, count)
    }

    /// The cells chosen, in the study's order.
    ///
    /// - Throws: `UsageError` where an option names something that the study does not have, or where they leave no cell.
    func cells(of study: Study, table: CommandTable) throws(UsageError) -> [StudyCell] {
        var chosen = study.cells
        for arm in arms where !chosen.contains(where: { Self.belongs($0.arm, to: arm) }) {
            throw Self.unknown("--arm", arm, study.arms, table)
        }
        for seed in seeds where !study.seeds.contains(seed) {
            throw Self.unknown("--seed", String(seed), study.seeds.map { String($0) }, table)
        }
        for identifier in identifiers where !chosen.contains(where: { $0.identifier == identifier }) {
            throw Self.unknown("--cell", identifier, chosen.map(\.identifier), table)
        }
        if !arms.isEmpty { chosen = chosen.filter { cell in arms.contains { Self.belongs(cell.arm, to: $0) } } }
        if !seeds.isEmpty { chosen = chosen.filter { seeds.contains($0.seed) } }
        if !identifiers.isEmpty { chosen = chosen.filter { identifiers.contains($0.identifier) } }
        guard !chosen.isEmpty else {
            throw UsageError("the options leave no cell: none of the study's is all that they name", table: table)
        }
        if let shard {
            // A cell is in the share of the one it goes on from.
            var places: [String: Int] = [:]
            for cell in chosen where places[cell.family] == nil { places[cell.family] = places.count }
            chosen = chosen.filter { (places[$0.family] ?? 0) % shard.count == shard.index - 1 }
            guard !chosen.isEmpty else {
                throw UsageError(
                    "the options leave no cell: there are \(places.count) to share, and none is number \(shard.index)",
                    table: table)
            }
        }
        return chosen
    }

    /// Whether a cell's arm is the one named, or a sweep level of it.
    static func belongs(_ arm: String, to name: String) -> Bool {
        arm == name || arm.hasPrefix(name + ",")
    }

    private static func unknown(
        _ option: String, _ word: String, _ known: [String], _ table: CommandTable
    ) -> UsageError {
        let shown = known.prefix(12).joined(separator: ", ") + (known.count > 12 ? ", …" : "")
        return UsageError(
            "\(option): the study has no '\(word)', but \(shown)" + suggestion(for: word, among: known), table: table)
    }
}
