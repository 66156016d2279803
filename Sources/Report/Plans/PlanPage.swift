internal import Config
internal import Diagnostics
public import Determinism
public import Experiment

/// The execution plan of a study for people: stages, agents, a round's phases, random streams, and costs before they are
/// spent.
public struct PlanPage: Sendable {
    /// The question the spec asks.
    public let about: String?
    /// The plans shown, in the study's order; at least one.
    public let plans: [CellPlan]
    /// Who drew the numbers of each plan from ranges.
    let draws: [[RandomSource]]
    /// Where the cells and stages will live.
    public let store: String

    /// A page of some plans of one study, with who drew each one's numbers.
    public init(about: String?, plans: [CellPlan], draws: [[RandomSource]], store: String) {
        precondition(!plans.isEmpty && plans.count == draws.count, "a plan has at least one cell")
        self.about = about
        self.plans = plans
        self.draws = draws
        self.store = store
    }

    /// The first cell of every arm, in order: cells of an arm differ in seeds and draws alone.
    public var arms: [CellPlan] {
        var known: Set<String> = []
        return plans.filter { known.insert($0.arm).inserted }
    }

    /// Everything, as text: agents that are alike in one line, and of many lines the first ones.
    ///
    /// - Parameter width: characters in a line of sentences; nil leaves them as long as they are.
    public func text(width: Int?) -> String {
        func section(_ title: String, _ table: Table) -> String { self.section(title, table, width) }
        var text = WrappedText.lines("\(plans[0].experiment)\(about.map { ": \($0)" } ?? "")", width: width)
        text += WrappedText.lines(extent, width: width, hanging: 2)
        text += section("Stages", stages)
        let groups = agentGroups
        for group in groups.prefix(4) {
            text += section("Agents of \(Self.names(group))", agents(of: group[0]).alikeTogether(of: "agents"))
        }
        if groups.count > 4 { text += "\n… and \(groups.count - 4) more arms with other agents; --arm shows one\n" }
        for group in worldGroups.prefix(4) {
            text += section("Worlds of \(Self.names(group))", worlds(of: group[0]))
        }
        text += section("Rounds", schedule)
        for (plans, forecast) in clocks {
            text += section("Virtual clock of \(Self.names(plans))", Self.clock(forecast))
        }
        let liars = liars
        if !liars.rows.isEmpty { text += section(liars.title, shown(liars)) }
        text += section(
            "Random streams of \(plans[0].title)\(Self.replica(of: plans[0]))",
            seeds(of: plans[0].seedLedger.adding(draws[0])).shortened(of: "streams"))
        text += section("Costs per cell", costs)
        if let privacy { text += section("Privacy", privacy) }
        return text
    }

    private func section(_ title: String, _ table: Table, _ width: Int?) -> String {
        let shown = width.map { table.text(within: $0 - 2) } ?? table.plainText
        let body = shown.split(separator: "\n", omittingEmptySubsequences: false)
        return "\n" + WrappedText.lines(title, width: width, hanging: 2)
            + body.map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n")
            + (table.caption.isEmpty ? "" : WrappedText.lines(table.caption, width: width, indent: 2))
    }

    private var extent: String {
        let seeds = plans.filter { $0.arm == plans[0].arm }.map { String($0.seed) }
        let names =
            arms.prefix(8).map(\.arm).joined(separator: ", ") + (arms.count > 8 ? ", … (\(arms.count) arms)" : "")
        let list = seeds.count > 12 ? seeds.prefix(12).joined(separator: ", ") + ", …" : seeds.joined(separator: ", ")
        let lengths = plans.map(\.rounds)
        let (least, most) = (lengths.min() ?? 0, lengths.max() ?? 0)
        let length =
            "\(least == most ? "" : "\(least) to ")\(Counted.words(most, "round")) of \(plans[0].round.words) per agent"
        let ends =
            (plans[0].stop.map { ["until '\($0)'"] } ?? [])
            + (plans[0].stopsWhenDiverged.map {
                [$0 == .any ? "unless anything diverges" : "unless every agent diverges"]
            } ?? [])
        let extent = ends.isEmpty ? length : "\(ends.joined(separator: ", ")), at most \(length)"
        let replicas = plans[0].replicas > 1 ? "; \(NumberText.grouped(plans[0].replicas)) replicas in each" : ""
        return "\(plans.count) cell\(plans.count == 1 ? "" : "s"): \(names); seeds \(list)\(replicas); \(extent)"
    }

    private static func names(_ group: [CellPlan]) -> String {
        let names = group.prefix(8).map(\.arm).joined(separator: ", ") + (group.count > 8 ? ", …" : "")
        return "\(names), seed \(group[0].seed)\(replica(of: group[0]))"
    }

    /// What is left out of many replicas; nothing where there is one.
    private static func replica(of plan: CellPlan) -> String {
        guard plan.replicas > 1 else { return "" }
        let others = plan.replicas - 1
        return ", replica 1, and \(NumberText.grouped(others)) more replica\(others == 1 ? "" : "s") (--json has all)"
    }

    /// Arms whose agents are equal are shown together.
    private var agentGroups: [[CellPlan]] { groups { $0.canonical["agents"] } }

    /// Arms whose sets of worlds are equal are shown together; those without sets are left out.
    private var worldGroups: [[CellPlan]] { groups { $0.canonical["worlds"] }.filter { !$0[0].worlds.isEmpty } }

    /// The arms by some part of their plans, told apart by its fingerprint: a study may have thousands.
    private func groups(_ part: (CellPlan) -> CanonicalValue?) -> [[CellPlan]] {
        var groups: [[CellPlan]] = []
        var known: [String: Int] = [:]
        for plan in arms {
            let key = part(plan)?.fingerprint.hexadecimal ?? ""
            if let index = known[key] {
                groups[index].append(plan)
            } else {
                known[key] = groups.count
                groups.append([plan])
            }
        }
        return groups
    }
}
