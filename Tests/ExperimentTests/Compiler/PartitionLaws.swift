import Config
import Determinism
import Federation
import Foundation
import Learning
import Testing

@testable import Experiment

/// Whatever is cut into parts has as many.
///
/// The counts are found in the field tables of the catalogues: a digest that cuts the public states says so, and is under the
/// law.
@Suite("Every count of parts is held against what it divides")
struct PartitionLaws {
    /// The kinds of digest with the fields that hold a whole number.
    static let fields = Language.standard[Digests.name].components.flatMap { component in
        component.fields.compactMap { field -> Place? in
            guard case .integer(let range) = field.type else { return nil }
            return Place(kind: component.kind, key: field.key, range: range)
        }
    }

    struct Place: Sendable, CustomTestStringConvertible {
        let kind: String
        let key: String
        let range: ClosedRange<Int>
        var testDescription: String { "\(kind).\(key)" }

        /// The digest with another number there.
        func digest(_ number: Int) -> any Digest {
            let settings = CanonicalValue.object([.init(key, .integer(number))])
            return Language.standard[Digests.name].make(Choice(.object([.init(kind, settings)])))
        }
    }

    @Test(
        "A number that makes optimizer steps look at fewer public states is what the digest calls its parts",
        arguments: fields)
    func named(place: Place) {
        let (one, two) = (place.digest(place.range.lowerBound), place.digest(place.range.lowerBound + 1))
        guard one.stepsPerFiring.shareOfStates != two.stepsPerFiring.shareOfStates else { return }
        #expect(two.parts?.key == place.key && two.parts?.count == place.range.lowerBound + 1)
    }

    /// Methods on their own ground whose exchange cuts public states.
    static let methods = Language.standard.methods.examples.compactMap { example -> String? in
        example.product?.digest.parts == nil ? nil : example.kind
    }

    @Test("As many parts as public states are fine, and one more is refused where it stands", arguments: methods)
    func counts(kind: String) throws {
        let method = try #require(Language.standard.methods.examples.first { $0.kind == kind })
        let key = try #require(method.product?.digest.parts?.key)
        func found(_ parts: Int) -> [String] {
            SpecText.found(
                SpecText.text(
                    """
                    public_states: {uniform: {count: 6, ranges: {cart_position: [0, 1], cart_velocity: [0, 1], \
                    pole_angle: [0, 1], pole_angular_velocity: [0, 1]}}}
                    federation: [{\(kind): {every: {rounds: 2}, \(key): \(parts)}}]
                    """))
        }
        #expect(found(6).isEmpty)
        #expect(found(7).count == 1 && found(7)[0].hasPrefix("12:") && found(7)[0].hasSuffix("spec/out-of-range"))
    }

    @Test("There is a method that cuts, and a digest that says so")
    func some() {
        #expect(!Self.methods.isEmpty)
        #expect(Self.fields.contains { $0.digest(2).parts?.key == $0.key })
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
