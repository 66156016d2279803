import Config
import Determinism
import Numerics
import TestSupport
import Testing

@testable import Learning

@Suite("InvertedPendulum against Gymnasium on MuJoCo: single steps within 1e-14, rewards and flags exactly")
struct InvertedPendulumTests {
    /// MuJoCo 2.3.3 made `InvertedPendulum-v5`, 4.0.0 the other.
    private func trajectory(_ fixture: String) -> GymnasiumTrajectory<InvertedPendulum> {
        GymnasiumTrajectory(
            fixture: fixture, names: [],
            state: { InvertedPendulum.State(position: $0[0], angle: $0[1], velocity: $0[2], angularVelocity: $0[3]) },
            numbers: { [$0.position, $0.angle, $0.velocity, $0.angularVelocity] },
            environment: { episode, settings in
                // One episode edits the compiled model: 8 kg of pole, without any more inertia about its own center.
                guard episode["label"]?.asText == "perturbed-fields" else { return InvertedPendulum(settings) }
                let cart = InvertedPendulum.Capsule(length: 0.2, radius: 0.1, density: 1000)
                var pole = InvertedPendulum.Capsule.pole(height: 0.6, density: 1000)
                pole.mass = 8
                return InvertedPendulum(settings, cart: cart, pole: pole)
            },
            move: { $0.move(&$1, control: $2[0]) },
            // MuJoCo sums in another order. Behind the stops, velocities of some m/s turn round within a step or two.
            tolerance: { _, _ in (1e-14, 0) })
    }

    @Test("random, balancing and excessive controls, with perturbed constants")
    func golden() throws {
        #expect(try trajectory("InvertedPendulum-v5").compare() == 6)
    }

    @Test("every constant by itself, all of them, and each of the stops, alone and together")
    func perturbed() throws {
        #expect(try trajectory("inverted-pendulum").compare() == 21)
    }

    @Test("left to themselves, episodes drift apart no faster than the pole falls", arguments: [false, true])
    func free(_ isPerturbed: Bool) throws {
        var trajectory = trajectory(isPerturbed ? "inverted-pendulum" : "InvertedPendulum-v5")
        trajectory.runsFreely = true
        // One rounding, about 1e-16, grows by the largest eigenvalue of the linearized model upright, per step of 0.04 s or
        // 0.045 s: below 1e-12 for thirty steps of the model as it is.
        trajectory.tolerance = { episode, step in
            let rate =
                switch episode {
                case "perturbed-fields": 0.252
                case "all constants, balanced": 0.314
                default: 0.182
                }
            return (max(1e-13, 1e-15 * Elementary.exp(rate * Double(step))), 0)
        }
        #expect(try trajectory.compare() == (isPerturbed ? 21 : 6))
    }

    @Test("under a controller that sees its own state, 150 steps stay within 1e-9 of MuJoCo's")
    func closedLoop() throws {
        let episodes = try Fixture.json("InvertedPendulum-v5")["episodes"]?.elements ?? []
        let episode = try #require(episodes.first { $0["label"]?.asText == "scripted-balance" })
        let states = (episode["states"]?.elements ?? []).map { $0.elements.compactMap(\.asNumber) }
        let start = (episode["initial_state"]?.elements ?? []).compactMap(\.asNumber)
        let environment = InvertedPendulum(.init(InvertedPendulum.component.fields, .object([])))
        var state = InvertedPendulum.State(
            position: start[0], angle: start[1], velocity: start[2], angularVelocity: start[3])
        #expect(states.count == 150)
        for recorded in states {
            let rule = 8 * state.angle + 1.2 * state.angularVelocity + 0.4 * state.position + 0.7 * state.velocity
            _ = environment.move(&state, control: Double(Float(min(max(rule, -3), 3))))
            let numbers = [state.position, state.angle, state.velocity, state.angularVelocity]
            // Controls are Float32: differences grow until they round one of them the other way, at 5e-11 or so.
            #expect(zip(numbers, recorded).allSatisfy { abs($0 - $1) <= 1e-9 })
        }
    }

    @Test("a state beyond all bounds, or no number, ends the episode")
    func bounds() {
        let environment = InvertedPendulum(.init(InvertedPendulum.component.fields, .object([])))
        let good = InvertedPendulum.State(position: 0, angle: 0, velocity: 0, angularVelocity: 0)
        var states = [good, good, good, good, good]
        states[1].position = 1e12
        states[2].velocity = .infinity
        states[3].angle = .nan
        states[4].position = .nan
        let ends = states.map { state in
            var state = state
            return environment.move(&state, control: 0).terminated
        }
        #expect(ends == [false, true, true, true, true])
    }
}
