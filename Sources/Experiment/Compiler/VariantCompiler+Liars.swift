import Config
import Determinism
import Diagnostics
import Federation
import Learning

extension VariantCompiler {
    /// How often agents' coming is drawn to see how many liars meet how many others; beyond it, the fewest that can come are
    /// looked at.
    private static let mostDraws = 1_000_000

    /// The aggregate bears those who lie, in every result that an honest agent goes on from.
    mutating func checkLiars(
        _ composition: Composition, _ value: CanonicalValue, at path: String, _ teams: [Team], _ agents: [String],
        _ shared: CanonicalValue, _ round: Duration, _ rounds: Int
    ) {
        let peers = peers(agents, teams)
        let meetings = meetings(of: composition, peers, shared, round, rounds)
        guard let exposure = composition.exposure(among: peers, at: meetings), exposure.isBeyond,
            let tolerated = exposure.tolerated
        else { return }
        let remedy = aggregate(
            instead: value, among: peers, at: meetings, facts(of: composition, teams, agents, shared))
        findings.add(
            .beyondTolerance, "'\(composition.name)' can have more liars than '\(composition.aggregate)' bears",
            at: provenance["\(path).\(composition.pathOfLies(among: agents))"].span,
            related: provenance["\(path).aggregate"].span.map {
                .init($0, "bears \(tolerated) of \(exposure.senders)")
            },
            help: Self.help(exposure, remedy, of: agents.count))
    }

    /// What can be done where an aggregate does not bear so many liars.
    private static func help(_ exposure: Exposure, _ remedy: (kind: String, bears: Int)?, of agents: Int) -> String {
        let (liars, senders) = (exposure.liars, exposure.senders)
        let lie = liars == 1 ? "lies" : "lie"
        let reason =
            senders < agents
            ? "a result can be made of \(senders) uploads, of which \(liars) \(lie), so that it can be theirs"
            : "\(liars) of \(senders) senders \(lie), so that the result can be theirs"
        guard let remedy else { return "\(reason), and no aggregate bears that here: have fewer lie" }
        return "\(reason); aggregate: \(remedy.kind) bears \(remedy.bears)"
    }

    /// The first aggregate of the catalogue, with its defaults, that bears the liars of an exchange and goes with all else it says;
    /// nil where none does.
    private func aggregate(
        instead value: CanonicalValue, among peers: [Facts.Peer], at meetings: [[Int]]?, _ facts: Facts
    ) -> (kind: String, bears: Int)? {
        let choice = Choice(value)
        let written = language.methods.make(choice)?.unfit(facts) ?? []
        for kind in language[Aggregators.name].components.map(\.kind) {
            let aggregate = CanonicalValue.object([.init(kind, .object([]))])
            let other = CanonicalValue.object([.init(choice.kind, choice.values.setting("aggregate", to: aggregate))])
            guard let composition = language.methods.make(Choice(other)),
                composition.unfit(facts).allSatisfy(written.contains),
                let exposure = composition.exposure(among: peers, at: meetings), !exposure.isBeyond,
                let bears = exposure.tolerated
            else { continue }
            return (kind, bears)
        }
        return nil
    }

    /// The agents with the numbers of their worlds, where none is drawn.
    private func peers(_ names: [String], _ teams: [Team]) -> [Facts.Peer] {
        guard let nominal = teams.first?.nominalEnvironment,
            teams.allSatisfy({ $0.nominalEnvironment == nominal && $0.values["environment"] == nominal })
        else { return names.map { Facts.Peer($0) } }
        let constants = language.constants(of: Choice(nominal))
        return names.map { Facts.Peer($0, constants: constants) }
    }

    /// Who comes to the meetings of all seeds and replicas; nil where that is not drawn, or too often.
    private func meetings(
        of composition: Composition, _ peers: [Facts.Peer], _ shared: CanonicalValue, _ round: Duration, _ rounds: Int
    ) -> [[Int]]? {
        var ignored = Findings()
        guard !composition.isAttendedByAll, let period = composition.every.rounds(of: round),
            let seeds = SeedList.read(tree, at: nil, into: &ignored)
        else { return nil }
        let replicas = max(shared["replicas"]?.asInteger ?? 1, 1)
        var facts = Facts(composition.name, agents: [])
        facts.peers = peers
        facts.period = period
        facts.meetings = rounds / period
        let most = Self.mostDraws / max(seeds.count.saturatingTimes(replicas), 1)
        guard most > 0 else { return nil }
        let owner = StreamOwner.exchange(composition.name)
        for seed in seeds {
            facts.keys +=
                replicas == 1
                ? [StreamKey(seed: seed, owner: owner)]
                : (1...replicas).map { StreamKey(seed: seed, owner: StreamOwner.replica($0, owner)) }
        }
        var meetings: Set<[Int]> = []
        for group in facts.keys.indices {
            guard let found = composition.attended(facts, group: group, atMost: most) else { return nil }
            meetings.formUnion(found)
        }
        return Array(meetings)
    }
}
