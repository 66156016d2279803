import Config
import Determinism
import Federation
import Foundation
import Learning
import Testing

@testable import Experiment

/// Whatever is cut into parts has as many.
///
/// The counts are found in the field tables of the catalogues: a digest whose exchange looks at fewer public states at a time
/// for a greater number is under the law.
@Suite("Every count of parts is held against what it divides")
struct PartitionLaws {
    /// The fields of digests of distributions that hold a whole number.
    static let fields = Language.standard[Digests.name].examples.flatMap { digest -> [Place] in
        guard type(of: digest.product).spaces.contains(.distribution),
            let component = Language.standard[Digests.name][digest.kind]
        else { return [] }
        return component.fields.compactMap { field in
            guard case .integer = field.type else { return nil }
            return Place(kind: digest.kind, key: field.key)
        }
    }

    struct Place: Sendable, CustomTestStringConvertible {
        let kind: String
        let key: String
        var testDescription: String { "\(kind).\(key)" }

        /// A distilling exchange with this digest, and another number there.
        func composition(_ number: Int) throws -> Composition {
            let digest = CanonicalValue.object([.init(kind, .object([.init(key, .integer(number))]))])
            let method = CanonicalValue.object([.init("fedhpd", .object([.init("digest", digest)]))])
            return try #require(Language.standard.methods.make(Choice(method)))
        }

        /// How many of six public states are looked at at a time.
        func statesAtOnce(_ number: Int) throws -> Int {
            let spaces = Spaces(observation: ["x", "y"], action: .discrete(count: 2))
            var facts = Facts(
                "x", agents: ["a", "b"].map { Facts.Agent($0, spaces: spaces, parts: []) },
                publicStates: .init(count: 6, width: 2))
            facts.meetings = 1
            return try #require(composition(number).meeting(facts)).statesAtOnce
        }

        var cuts: Bool { get throws { try statesAtOnce(2) < statesAtOnce(1) } }
    }

    @Test("As many parts as public states are fine, and one more is refused where it stands", arguments: fields)
    func counts(place: Place) throws {
        guard try place.cuts else {
            // No count of parts: nothing of the kind, or the size of a part.
            let (one, seven) = try (place.statesAtOnce(1), place.statesAtOnce(7))
            #expect(seven == one || (one == 1 && seven == 6))
            return
        }
        func found(_ parts: Int) -> [String] {
            SpecText.found(
                SpecText.text(
                    """
                    public_states: {uniform: {count: 6, ranges: {cart_position: [0, 1], cart_velocity: [0, 1], \
                    pole_angle: [0, 1], pole_angular_velocity: [0, 1]}}}
                    federation: [{fedhpd: {every: {rounds: 2}, digest: {\(place.kind): {\(place.key): \(parts)}}}}]
                    """))
        }
        #expect(found(6).isEmpty)
        #expect(found(7).count == 1 && found(7)[0].hasPrefix("12:") && found(7)[0].hasSuffix("spec/out-of-range"))
        #expect(try place.statesAtOnce(6) == 1)
    }

    @Test("There is a digest that cuts")
    func some() throws {
        #expect(try Self.fields.contains { try $0.cuts })
    }

    @Test("More clusters of visited states than the rollouts can visit are refused, and as many are not")
    func clusters() {
        func found(_ count: Int, agents: String = "[{name: v}]") -> [String] {
            SpecText.found(
                SpecText.text(
                    """
                    federation: [fedhpd]
                    public_states:
                      rollouts:
                        of: \(agents)
                        train: {rounds: 4}
                        snapshots: {from: 2, to: 4, every: 2}
                        episodes: 3
                        select: {clusters: {count: \(count), each: 2}}
                    """
                ).replacing("environment: cartpole", with: "environment: {cartpole: {maximum_steps: 5}}"))
        }
        // 2 snapshots of 3 episodes of 5 steps at most.
        #expect(found(30).isEmpty)
        #expect(found(31) == ["18:32 spec/out-of-range"])
        #expect(found(60, agents: "[{name: v}, {name: w}]").isEmpty)
        #expect(found(61, agents: "[{name: v}, {name: w}]") == ["18:32 spec/out-of-range"])
    }
}
