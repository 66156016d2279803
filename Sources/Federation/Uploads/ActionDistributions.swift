import Config
import Learning

/// The agent's action distribution at every public state.
struct ActionDistributions: Upload, Idling {
    static let component = Component(
        "action_distributions",
        "The action distribution at every public state; no weights and no experience leave the agent.",
        details: """
            The probabilities of all actions, one Float32 per public state and action: N_p · A · 4 bytes per agent and time
            asked. Where controls are drawn: mean and standard deviation of each, μ and σ, N_p · 2n · 4 bytes for n controls;
            a Gaussian policy's `offset` is not in them.
            \(StateSample.words)
            Needs `public_states` and equal action spaces; the networks may differ in every way.
            """,
        source: Source(
            .fedHPD, evidence: .authorCode,
            grounds: [
                .from(.authorCode, "probabilities of actions, or μ and σ, at public states that everybody has"),
                .from(.ours, "Float32 on the wire, and bytes by what is sent"),
            ]),
        fields: [StateSample.field])

    init(_ settings: Settings) { drawnStates = StateSample.size(settings) }

    let kind = "action_distributions"
    let drawnStates: Int?
    static let space = Signature.Space.distribution

    func requests(_ facts: Facts) -> [Request] {
        guard let states = facts.askedStates, let spaces = facts.spaces else { return [] }
        return [Self.request(kind, at: 0..<states.count, spaces)]
    }

    /// The distributions at some of the public states.
    private static func request(_ kind: String, at states: Range<Int>, _ spaces: Spaces) -> Request {
        let columns = states.count.saturatingTimes(spaces.action.distributionWidth)
        var signature = Signature(kind, .distribution, .single, width: columns, columns: columns)
        if case .box = spaces.action { signature.controls = spaces.action.distributionWidth / 2 }
        return Request(.distributions(at: states), signature)
    }

    func idle(_ facts: Facts) -> [IdleSetting] {
        facts.idleSample(drawnStates, at: "\(Self.component.kind).sample", help: "delete it, or sample fewer")
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        facts.lackingStates + facts.unequalSpaces
            + facts.lacking("has no action distributions") { $0.hasDistributions }
    }
}
