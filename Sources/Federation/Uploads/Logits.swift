import Config
import Learning

/// The logits of the agent's policy at public states.
struct Logits: Upload, Idling {
    static let component = Component(
        "logits",
        "The logits of all actions at public states: what a softmax makes the action distribution of.",
        details: """
            z(s) = the policy network's outputs, with π(·|s) = softmax z(s): one Float32 per public state and action, N_p · A · 4 bytes
            per agent and time asked. Logits say more than probabilities: all of them may be larger or smaller by the same number, which
            says nothing of actions, and their mean is no mean of policies but of their logarithms.
            \(StateSample.words)
            Needs `public_states` and equal spaces of discrete actions; the networks may differ in every way.
            """,
        source: Source(
            .fedMD, evidence: .authorCode,
            grounds: [
                .from(.authorCode, "outputs before the softmax, at examples of a public data set that are drawn anew"),
                .from(.ours, "policies in place of classifiers; Float32 on the wire"),
            ]),
        fields: [StateSample.field])

    init(_ settings: Settings) { drawnStates = StateSample.size(settings) }

    let kind = "logits"
    let drawnStates: Int?
    static let space = Signature.Space.logit

    func requests(_ facts: Facts) -> [Request] {
        guard let states = facts.askedStates, let spaces = facts.spaces else { return [] }
        let columns = states.count.saturatingTimes(spaces.action.outputs)
        return [
            Request(
                .logits(at: 0..<states.count), Signature(kind, .logit, .single, width: columns, columns: columns))
        ]
    }

    func idle(_ facts: Facts) -> [IdleSetting] {
        facts.idleSample(drawnStates, at: "\(Self.component.kind).sample", help: "delete it, or sample fewer")
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        facts.lackingStates + facts.unequalSpaces
            + (facts.lacking("has no policy of logits") { $0.hasDistributions }
            + facts.drawingControls("controls have no logits")).prefix(1)
    }
}
