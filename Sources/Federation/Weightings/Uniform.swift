import Config

/// All agents count alike.
struct Uniform: Weighting {
    static let component = Component("uniform", "All agents count alike, and get one result.", fields: [])

    let countsAlike = true

    init(_ settings: Settings) {}

    func weigh(_ batch: Batch, _ senders: Senders, _ state: inout Stateless) -> Weights { .equal }
}
