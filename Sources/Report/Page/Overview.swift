internal import Config
internal import Determinism
internal import Diagnostics
internal import Experiment

/// What a reader wants to know before any number: the question, what is compared, in which worlds, by whom, how long, how often.
struct Overview {
    /// What the experiments ask, as their specs say it; none where they do not.
    let questions: [String]
    /// Terms and what they are here.
    private(set) var facts: Table

    init(_ arms: [Arm], measure: String?) {
        let cells = arms.flatMap(\.cells)
        let experiments = distinct(cells.lazy.map(\.experiment))
        questions = distinct(
            distinct(cells.lazy.compactMap { $0.spec?.text }).prefix(Self.mostTexts).compactMap(Self.question))
        facts = Table("Setup", columns: [.text("what", key: "what"), .text("here", key: "here")])
        add("Experiment", experiments.joined(separator: ", "))
        add("Compared", Self.list(distinct(arms.lazy.map { ArmName($0.name).stem }), most: 12) + Self.levels(of: arms))
        for (kind, names) in Self.methods(of: arms) {
            add("Method", Self.words(kind, "method", cells) + " In: \(names).")
        }
        let alone = distinct(
            arms.lazy.filter { $0.cells.allSatisfy(\.isWithoutExchanges) }.map { ArmName($0.name).stem })
        if !alone.isEmpty { add("Without exchanges", Self.list(alone, most: 12)) }
        for (term, key) in [("Environment", "environment"), ("Learner", "learner")] {
            for kind in Self.kinds(key, of: cells) { add(term, Self.words(kind, key, cells)) }
        }
        add("Agents", Self.agents(of: cells))
        add("Rounds", Self.rounds(of: cells))
        add("Seeds", Self.seeds(of: arms))
        let finished = cells.count(where: \.isFinished)
        add("Cells", "\(finished == cells.count ? "all \(cells.count)" : "\(finished) of \(cells.count)") finished")
        if let measure { add("First measure", measure) }
    }

    /// More texts of specs than this are not read for what they ask.
    private static let mostTexts = 8

    /// What a spec's text asks under `about`; nil where it does not.
    private static func question(of text: String) -> String? {
        var findings = Findings()
        let spec = YAMLReader.read(SourceFile(name: "spec", text: text), into: &findings)
        guard case .scalar(let about)? = spec?["about"]?.content, !about.isNull else { return nil }
        return about.text
    }

    private mutating func add(_ term: String, _ text: String) {
        if !text.isEmpty { facts.append([.text(term), .text(text)]) }
    }

    /// Names one after the other, so many of them, and how many more there are.
    private static func list(_ names: [String], most: Int) -> String {
        names.prefix(most).joined(separator: ", ") + (names.count > most ? " and \(names.count - most) more" : "")
    }

    /// `; swept: rate 0.01, 0.1`, in the order of the arms.
    private static func levels(of arms: [Arm]) -> String {
        var factors: [(name: String, levels: [String])] = []
        for part in arms.flatMap({ ArmName($0.name).levels }) {
            let name = ArmName.factor(part)
            let level = String(part.dropFirst(name.count + 1))
            let place = factors.firstIndex { $0.name == name } ?? factors.count
            if place == factors.count { factors.append((name, [])) }
            if !factors[place].levels.contains(level) { factors[place].levels.append(level) }
        }
        guard !factors.isEmpty else { return "" }
        return "; swept: " + factors.map { "\($0.name) at \(list($0.levels, most: 12))" }.joined(separator: ", ")
    }

    /// The methods that arms name, in the arms' order, with whose they are.
    private static func methods(of arms: [Arm]) -> [(kind: String, arms: String)] {
        var found: [(kind: String, arms: [String])] = []
        for arm in arms {
            guard let cell = arm.cells.first else { continue }
            for exchange in cell.settings["federation"]?.elements ?? [] {
                guard let kind = exchange.members.first?.key else { continue }
                let place = found.firstIndex { $0.kind == kind } ?? found.count
                if place == found.count { found.append((kind, [])) }
                let stem = ArmName(arm.name).stem
                if !found[place].arms.contains(stem) { found[place].arms.append(stem) }
            }
        }
        return found.map { ($0.kind, list($0.arms, most: 8)) }
    }

    /// The kinds of a part that any agent has, in order of first appearance.
    private static func kinds(_ key: String, of cells: [CellRecord]) -> [String] {
        // Cells of one arm have the same kinds.
        var known: Set<[String]> = []
        let first = cells.filter { known.insert([$0.experiment, $0.arm]).inserted }
        return distinct(
            first.lazy.flatMap { $0.settings["agents"]?.elements ?? [] }.compactMap { $0[key]?.members.first?.key })
    }

    /// A kind with the sentence that its catalogue has of it, and where it is from.
    private static func words(_ kind: String, _ noun: String, _ cells: [CellRecord]) -> String {
        guard let cell = cells.first else { return kind }
        let found = Vocabulary(cell.language.spec).components(named: kind).first { $0.noun == noun }?.component
        guard let found else { return kind }
        func sentence(_ text: String) -> String { text.hasSuffix(".") ? text : text + "." }
        return "\(kind): \(sentence(found.summary))" + (found.source.map { " \(sentence($0.citation))" } ?? "")
    }

    private static func agents(of cells: [CellRecord]) -> String {
        let lists = distinct(cells.lazy.map(\.agents))
        let counts = lists.map(\.count)
        guard let least = counts.min(), let most = counts.max() else { return "" }
        let longest = lists.first { $0.count == most } ?? []
        let names = most > 6 ? "\(longest[0]) … \(longest[most - 1])" : longest.joined(separator: ", ")
        return "\(least == most ? "" : "\(least) to ")\(most): \(names)"
    }

    private static func rounds(of cells: [CellRecord]) -> String {
        let lengths = cells.map(\.plannedRounds)
        guard let least = lengths.min(), let most = lengths.max() else { return "" }
        let units = distinct(
            cells.lazy.compactMap { cell -> String? in
                guard let member = cell.settings["round"]?.members.first, let count = member.value.asNumber else {
                    return nil
                }
                let number = NumberText.short(count, decimals: 3)
                return "\(number) \(count == 1 ? String(member.key.dropLast()) : member.key)"
            })
        let each = units.isEmpty ? "" : " of \(list(units, most: 4)) per agent"
        return (least == most ? "" : "\(NumberText.grouped(least)) to ") + NumberText.grouped(most) + each
    }

    private static func seeds(of arms: [Arm]) -> String {
        let lists = distinct(arms.lazy.map { $0.cells.map(\.seed) })
        let counts = lists.map(\.count)
        guard let first = lists.first, let least = counts.min(), let most = counts.max() else { return "" }
        guard lists.count == 1 else {
            return "\(least == most ? "" : "\(least) to ")\(most) in an arm, not the same in all"
        }
        return "\(first.count) in every arm: \(list(first.map(String.init), most: 24))"
    }
}
