import Archive
import Config
import Determinism
import Diagnostics
import Learning

/// The bytes that one part of a checkpoint will have.
struct StoredPart {
    /// In words, with its verb: `the replay memory of 'a' takes`.
    let words: String
    let bytes: Double

    /// Whether one array of an archive can be as large, so that it is read back.
    var fits: Bool { bytes <= Double(FileRole.largestArray) }

    /// Whether one archive can hold all of these parts.
    static func fit(_ parts: [StoredPart]) -> Bool {
        parts.reduce(0) { $0 + $1.bytes } <= Double(FileRole.archive.largest)
    }
}

extension VariantCompiler {
    /// What is kept is read back: no part of a checkpoint is larger than an array of an archive, nor all of it than a file.
    ///
    /// Parts are counted whole where a checkpoint holds several arrays of them. What grows with the data, such as memories of
    /// visited states, is held against the same bounds when it is written.
    mutating func checkStoredSizes(
        _ shared: CanonicalValue, _ teams: [Team], _ agents: [ResolvedVariant.Agent], _ round: Duration, _ rounds: Int?
    ) {
        let replicas = tree["replicas"]?.value?.asInteger ?? 1
        let members = agents.reduce(into: [Int](repeating: 0, count: teams.count)) { $0[$1.prototype] += 1 }
        var (all, areFine) = ([StoredPart](), true)
        func check(_ part: StoredPart, at span: SourceSpan?) -> Bool {
            if !part.fits { findings.add(Self.refusal(of: part, at: span)) }
            return part.fits
        }
        for (team, count) in zip(teams, members) {
            let parts = team.storedParts(count: count, replicas: replicas)
            for part in parts { areFine = check(part, at: team.provenance["learner"].span ?? place) && areFine }
            // Parts of agents alike that are no rows of one array stand there as often.
            let copies = team.isRow ? 1 : Double(count.saturatingTimes(replicas))
            all += parts.map { StoredPart(words: $0.words, bytes: copies * $0.bytes) }
        }
        if let part = publicStatesPart(shared, teams) {
            all.append(part)
            let span = provenance["public_states"].span ?? tree["public_states"]?.span ?? place
            areFine = check(part, at: span) && areFine
        }
        if let rounds {
            let part = rowsPart(shared, count: agents.count.saturatingTimes(replicas), round, rounds)
            all.append(part)
            let span = provenance["checkpoint.every"].span ?? tree["rounds"]?.span ?? place
            areFine = check(part, at: span) && areFine
        }
        guard areFine, !StoredPart.fit(all), let most = all.max(by: { $0.bytes < $1.bytes }) else { return }
        let sum = all.reduce(0) { $0 + $1.bytes }
        findings.add(
            .largeCheckpoint,
            "a checkpoint takes about \(Self.words(sum)), but at most \(Self.words(Double(FileRole.archive.largest)))",
            at: tree["agents"]?.span ?? place, help: "most of it: \(most.words) \(Self.words(most.bytes))")
    }

    private static func refusal(of part: StoredPart, at span: SourceSpan?) -> Diagnostic {
        Diagnostic(
            .largeCheckpoint,
            "\(part.words) about \(words(part.bytes)) of a checkpoint, where one part takes at most "
                + words(Double(FileRole.largestArray)), at: span, help: "make it smaller")
    }

    /// The public states, where it is known how many there are.
    private func publicStatesPart(_ shared: CanonicalValue, _ teams: [Team]) -> StoredPart? {
        guard let source = shared["public_states"].map(Choice.init), source.kind != FileStates.component.kind,
            let spaces = teams.lazy.compactMap(\.spaces).first
        else { return nil }
        let (count, isExact) = language.publicStateSources.make(source).count
        guard isExact else { return nil }
        return StoredPart(
            words: "the public states take", bytes: 4 * Double(count) * Double(spaces.observation.count))
    }

    /// The record's rows since the checkpoint before.
    private func rowsPart(_ shared: CanonicalValue, count: Int, _ round: Duration, _ rounds: Int) -> StoredPart {
        func period(_ value: CanonicalValue?) -> Int? { value.map(Duration.init)?.rounds(of: round) }
        let settings = Settings(language.plan, shared, in: language)
        let most = shared["record"]?["at_most"]?.asInteger.map { (rounds + $0 - 1) / $0 }
        let record = period(shared["record"]?["every"]) ?? most ?? 1
        let checkpoint = settings.table("checkpoint").duration("every").rounds(of: round) ?? rounds
        let isTraced = settings.choice("trace").kind == RecordSpec.traceEvery.kind
        let rows = Double(min(checkpoint, rounds)) / Double(max(record, 1))
        return StoredPart(
            words: "rows of the record between two checkpoints take",
            bytes: rows * RecordForecast.textBytes(agents: count, measures: settings.list("measure").count, isTraced))
    }

    /// `4.0 GiB`.
    private static func words(_ bytes: Double) -> String {
        let gibibytes = (10 * bytes / Double(1 << 30)).rounded() / 10
        return gibibytes < 1e15 ? "\(gibibytes) GiB" : "more than any disk has"
    }
}

extension VariantCompiler.Team {
    /// Whether agents alike are rows of the same arrays.
    fileprivate var isRow: Bool { learner.map { type(of: $0).sharesState } ?? false }

    /// What a checkpoint holds of one agent, or of all its agents where they are rows of the same arrays.
    fileprivate func storedParts(count: Int, replicas: Int) -> [StoredPart] {
        guard let learner, let member else { return [] }
        let footprint = learner.footprint(of: member, answering: 0)
        let rows = isRow ? Double(count) * Double(replicas) : 1
        let whose = isRow && rows > 1 ? "\(Int(min(rows, 1e15))) agents like '\(name)'" : "'\(name)'"
        return Footprint.Kind.allCases.filter(\.isSaved).map {
            StoredPart(words: "the \($0.words) of \(whose) take", bytes: rows * footprint[$0])
        }
    }
}
