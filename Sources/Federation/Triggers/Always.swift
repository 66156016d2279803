import Config
import Determinism

/// Agents meet whenever they could.
struct Always: Trigger {
    static let component = Component("always", "Agents meet after every `every`.", fields: [])

    let isAlways = true

    init(_ settings: Settings) {}

    func fires(_ stream: inout RandomStream) -> Bool? { true }
}
