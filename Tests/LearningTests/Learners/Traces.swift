import Config
import Determinism
import TestSupport
import Testing

@testable import Learning

/// What the tests against PyTorch's traces share: an agent with the trace's networks and optimizers, and the norm.
enum Traces {
    /// A member that acts in `world`, each of its networks as the fixture's `networks` has them, with Adam at the fixture's
    /// learning rate where it is trained.
    static func member(_ fixture: Fixture, world: any World) throws -> Member {
        let networks = try #require(fixture.facts["networks"])
        let activation = try #require(fixture.facts["activation"])
        var designs: [String: NetworkDesign] = [:]
        var optimizers: [String: any Optimizer] = [:]
        for name in names(networks) {
            let hidden = try #require(networks[name]?["hidden"])
            designs[name] = NetworkDesign(
                Settings(NetworkDesign.fields, .object(sorting: [("hidden", hidden), ("activation", activation)])))
            if let rate = fixture.facts["learning_rates"]?[name] {
                optimizers[name] = Language.learning[Optimizers.name].make(
                    Choice(.object([.init("adam", .object([.init("learning_rate", rate)]))])))
            }
        }
        return Member(
            name: "a1", key: StreamKey(seed: 1, owner: "agent/a1"), world: world, designs: designs,
            optimizers: optimizers)
    }

    /// A world that exists; its episodes are not played.
    static func world<E: Environment>(_ environment: E) -> any World {
        environment.world(.training(StreamKey(seed: 1, owner: "agent/a1")))
    }

    /// A network with the fixture's initial parameters.
    static func initial(_ name: String, _ fixture: Fixture, _ shape: NetworkShape) throws -> Network {
        Network(shape, parameters: try fixture.floats("initial/\(name)"))
    }

    /// max |Δ| ÷ max |θ|
    static func deviation(_ ours: [Float], _ theirs: ArraySlice<Float>) -> Double {
        precondition(ours.count == theirs.count, "networks of one shape")
        let gap = zip(ours, theirs).reduce(0.0) { max($0, abs(Double($1.0) - Double($1.1))) }
        return gap / theirs.reduce(0.0) { max($0, abs(Double($1))) }
    }

    /// Row `index` of an array of parameters.
    static func row(_ index: Int, _ array: String, _ fixture: Fixture) throws -> ArraySlice<Float> {
        let width = try #require(try fixture.shape(array).last)
        return try fixture.floats(array)[index * width..<(index + 1) * width]
    }

    /// The keys of an object.
    static func names(_ object: CanonicalValue) -> [String] {
        guard case .object(let members) = object else { return [] }
        return members.map(\.key)
    }

    /// The variant of this name.
    static func variant(_ name: String, _ fixture: Fixture) throws -> CanonicalValue {
        try #require(fixture.facts["variants"]?.elements.first { $0["name"]?.asText == name })
    }
}
