import Config
import Determinism
import Learning
import Numerics

/// Some agents are not honest.
struct Byzantine: LyingFault, Idling {
    static let component = Component(
        "byzantine",
        "Some agents lie: for the whole run they send, or learn from, what the attack says in place of what is true.",
        details: """
            Who lies is named (`agents`), or drawn once for the whole run from the exchange's own stream, of each replica by
            itself: so many (`count`), or ⌊φ K⌋ of K agents (`fraction`); one agent where none of the three is written. The plan
            names those who were drawn.
            Liars train on as everybody does, take in what they are sent, and are measured like others. They lie behind
            what alters honest uploads, such as `clip`, which they leave out; what encodes numbers, they do as everybody, since
            nothing else would be read. Whoever is away from a meeting does not lie at it.
            An attack means what uploads are: of parameters it sends other models, of differences other steps.
            Who lies by several faults is one liar. `concord plan` has for every exchange the result in which liars are most beyond
            what the aggregate bears: of a group of agents that count for one another, of those whom links join, of as few as come.
            """,
        source: Source(
            .byzantineGenerals, evidence: .recalled),
        fields: [
            Field("attack", .choice(from: Attacks.name), "What liars do").main.defaults(
                to: .object([.init("sign_flip", .object([]))])),
            Field("agents", .list(of: .name, atLeast: 1), "Who lies, by name").optional.distinct,
            Field("count", .integer(0...Limits.many), "How many lie; who, is drawn").optional,
            Field("fraction", .number(.unit), "Which share of the agents lies, φ; who, is drawn").optional,
        ])

    static let drawsForAll = true
    private let attack: any Attack
    private let names: [String]?
    private let count: Int?
    private let fraction: Double?

    init(_ settings: Settings) {
        attack = settings.make("attack", from: Attacks.name)
        names = settings.has("agents") ? settings.list("agents").compactMap(\.asText) : nil
        count = settings.has("count") ? settings.integer("count") : nil
        fraction = settings.has("fraction") ? settings.number("fraction") : nil
    }

    var knowsOthers: Bool { (attack as? any WireAttack)?.knowsOthers ?? false }
    var differsByReceiver: Bool { (attack as? any WireAttack)?.differsByReceiver ?? false }

    var isOnWire: Bool { attack is any WireAttack }

    func world(of environment: any Environment, _ streams: WorldStreams) -> (any World)? {
        (attack as? any WorldAttack)?.mislead(environment, streams)
    }

    var act: String { type(of: attack).component.kind }

    func suspects(among names: [String]) -> Suspects {
        if let chosen = self.names.map(Set.init) {
            return Suspects(certain: names.indices.filter { chosen.contains(names[$0]) })
        }
        return Suspects(drawn: min(number(among: names.count), names.count))
    }

    /// How many of so many agents lie, where they are drawn: no more than there are, unless more are written.
    func number(among agents: Int) -> Int {
        count ?? fraction.map { .share($0, of: agents, rounded: .down) } ?? 1
    }

    func liars(among names: [String], _ stream: inout RandomStream) -> [Int] {
        let suspects = suspects(among: names)
        guard self.names == nil else { return suspects.certain }
        return stream.distinctIndices(suspects.drawn, below: names.count).sorted()
    }

    func lie(_ rows: inout Batch, by liars: [Int], to receiver: Int?, _ passage: Passage) {
        guard let attack = attack as? any WireAttack, rows.base != nil, !liars.isEmpty else { return }
        var stream = passage.stream(to: differsByReceiver ? receiver : nil)
        attack.lie(&rows, by: liars, &stream)
    }

    func idle(_ facts: Facts) -> [IdleSetting] {
        guard let fraction, fraction > 0, facts.size > 0, number(among: facts.size) == 0 else { return [] }
        return [
            IdleSetting(
                "\(Self.component.kind).fraction", "is nobody of \(facts.size) agents: shares are rounded down",
                help: "count: 1")
        ]
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        let path = "faults.byzantine"
        let written = [("agents", names != nil), ("count", count != nil), ("fraction", fraction != nil)]
            .filter(\.1).map(\.0)
        if written.count > 1 {
            return [
                Unfit(
                    .twice, "'byzantine' is told who lies by '\(written[1])' and by '\(written[0])'",
                    at: .exchange("\(path).\(written[1])"),
                    other: .init(.exchange("\(path).\(written[0])"), "the other"),
                    help: "keep one of the two")
            ]
        }
        if attack is any WireAttack, let other = facts.payload.first(where: { $0.space != .parameter }) {
            return [
                Unfit(
                    .axes,
                    "'byzantine' lies about parameters by '\(act)', and '\(facts.exchange)' uploads \(other.space.words)",
                    at: .exchange("\(path).attack"), other: .init(.exchange("upload"), "the upload"),
                    help: facts.agents.contains(where: \.plans)
                        ? "attack: action_flip" : "attack: reward_flip, or attack: action_flip")
            ]
        }
        if let names { return facts.unknownAgents(names, at: .exchange("\(path).agents")) }
        let number = number(among: facts.size)
        guard facts.size > 0, number > facts.size else { return [] }
        return [
            Unfit(
                .count, "'byzantine' has \(number) agents lie, and '\(facts.exchange)' has \(facts.size)",
                at: .exchange("\(path).count"), other: facts.agentsRemark, help: "count: \(facts.size) at most")
        ]
    }
}
