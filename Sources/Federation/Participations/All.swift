import Config
import Determinism

/// All agents come.
struct All: DrawnParticipation {
    static let component = Component("all", "All agents take part.", fields: [])

    let takesEverybody = true

    init(_ settings: Settings) {}

    func choose(_ present: inout [Bool], _ stream: inout RandomStream) {}
    func most(of agents: Int) -> Int { agents }
}
