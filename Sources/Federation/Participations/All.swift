import Config
import Determinism

/// All agents come.
struct All: DrawnParticipation {
    static let component = Component(
        "all", "All agents take part.",
        details: """
            m = K: all of K agents are at every meeting, unless `faults` take some away. Nothing is drawn.
            """,
        source: Source(
            .federatedAveraging, evidence: .recalled,
            grounds: [.from(.recalled, "C = 1: all clients take part in every round")]),
        fields: [])

    let takesEverybody = true

    init(_ settings: Settings) {}

    func choose(_ present: inout [Bool], _ stream: inout RandomStream) {}
    func most(of agents: Int) -> Int { agents }
}
