import Config
import Determinism
import Diagnostics
import Federation
import Learning

/// A learner in an environment, with an exchange or without, put together from the catalogues with their defaults, but for
/// the setting without which the learner could not act there.
///
/// The spec is compiled as a user's would be: what `check` refuses is left out of the benchmarks for the reason it gives.
struct BenchmarkCombination {
    let language: Language
    let learner: (kind: String, example: any Learner)
    let environment: (kind: String, example: any Environment)
    var method: (kind: String, composition: Composition)?
    var agents = 1

    /// The hidden layers of an agent's first network, which are as a silent spec has them: `64-64 relu`.
    static func networkName(of agent: AgentPlan) -> String {
        guard let design = agent.networks.first?.value else { return "no network" }
        let activation = design.activations.first.map { " \($0.rawValue)" } ?? ""
        return design.hidden.map(String.init).joined(separator: "-") + activation
    }

    /// How many public states there are, where the exchange wants some.
    static let states = 1000

    /// Its plan, or why there is none.
    var plan: Result<CellPlan, Unfit> {
        var findings = Findings()
        let source = SourceFile(name: "benchmark", text: text)
        if let study = Study.compile(source, beside: "", in: language, into: &findings), let cell = study.cells.first {
            return .success(study.plan(of: cell))
        }
        let message = findings.diagnostics.first { $0.severity == .error }?.message ?? "the spec does not compile"
        // "'frd' cannot work with 'a': td does not show …" is told of frd and td: what they are stands before it.
        let reason = message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? message
        for name in ["\(learner.kind) ", "'a' "] where reason.hasPrefix(name) {
            return .failure(Unfit(reason: String(reason.dropFirst(name.count))))
        }
        return .failure(Unfit(reason: reason))
    }

    /// Why something is not measured.
    struct Unfit: Error {
        let reason: String
    }

    /// One round: an episode where the learner takes episodes, else a hundred of its unit; a hundred steps where every step
    /// is learned from.
    private var round: Duration {
        let type = type(of: learner.example)
        if type.replays { return Duration(100, .steps) }
        return type.roundUnits.contains(.episodes)
            ? Duration(1, .episodes) : Duration(100, type.roundUnits.first ?? .steps)
    }

    private var text: String {
        """
        concord: 1
        name: benchmark
        seeds: [1]
        round: {\(round.unit.rawValue): \(round.count)}
        rounds: 1000000
        environment: \(environment.kind)
        learner: \(learnerText)
        optimizer: \(optimizer)
        agents: [{name: a, count: \(agents)}]
        \(publicStates)federation: [\(method.map { "{\($0.kind): {every: {rounds: 1}}}" } ?? "")]
        """
    }

    /// The first optimizer, of those that take plain steps where there are no networks.
    private var optimizer: String {
        let isPlain = learner.example.networks.isEmpty
        return language.optimizers.examples.first { $0.product.isPlain || !isPlain }?.kind ?? ""
    }

    /// The learner as it is, or with the setting it needs to act in this world.
    private var learnerText: String {
        let refusal = (learner.example as? any Acting)?.refusal(of: environment.example.spaces)
        guard let remedy = refusal?.remedy else { return learner.kind }
        return "{\(learner.kind): {\(remedy.key): \(remedy.word)}}"
    }

    private var publicStates: String {
        guard let method, method.composition.asksPublicStates else { return "" }
        let ranges = environment.example.spaces.observation.map { "\($0): [-0.5, 0.5]" }.joined(separator: ", ")
        return "public_states: {uniform: {count: \(Self.states), ranges: {\(ranges)}}}\n"
    }
}

extension Learner {
    /// Whether it learns from what it remembers, step by step.
    static var replays: Bool { purposes.contains(.replay) }
}
