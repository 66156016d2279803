import Config
import Determinism
import Numerics
import Testing

@testable import Learning

@Suite("Environments against Gymnasium's trajectories: each step within 1e-12, rewards and flags exactly")
struct GymnasiumTests {
    @Test("CartPole, with perturbed constants and both integrators")
    func cartPole() throws {
        let trajectory = GymnasiumTrajectory<CartPole>(
            fixture: "CartPole-v1",
            names: [
                ("length", "pole_half_length"), ("masspole", "pole_mass"), ("masscart", "cart_mass"),
                ("force_mag", "force"), ("tau", "time_step"), ("kinematics_integrator", "integrator"),
            ],
            state: { CartPole.State(position: $0[0], velocity: $0[1], angle: $0[2], angularVelocity: $0[3]) },
            numbers: { [$0.position, $0.velocity, $0.angle, $0.angularVelocity] })
        #expect(try trajectory.compare() == 7)
    }

    @Test("Acrobot, with perturbed constants and both equations of motion")
    func acrobot() throws {
        let trajectory = GymnasiumTrajectory<Acrobot>(
            fixture: "Acrobot-v1",
            names: [
                ("LINK_LENGTH_1", "link_length_1"), ("LINK_MASS_2", "link_mass_2"),
                ("LINK_COM_POS_1", "center_of_mass_1"), ("LINK_MOI", "moment_of_inertia"),
                ("book_or_nips", "equations"),
            ],
            state: { Acrobot.State(angle1: $0[0], angle2: $0[1], velocity1: $0[2], velocity2: $0[3]) },
            numbers: { [$0.angle1, $0.angle2, $0.velocity1, $0.velocity2] })
        #expect(try trajectory.compare() == 4)
    }

    @Test("MountainCar, at the goal, at the wall and with perturbed constants")
    func mountainCar() throws {
        let trajectory = GymnasiumTrajectory<MountainCar>(
            fixture: "MountainCar-v0", names: [],
            state: { MountainCar.State(position: $0[0], velocity: $0[1]) }, numbers: { [$0.position, $0.velocity] })
        #expect(try trajectory.compare() == 4)
    }

    @Test("Pendulum, beyond the torque's limits, with perturbed constants and with Float32 actions")
    func pendulum() throws {
        let trajectory = GymnasiumTrajectory<Pendulum>(
            fixture: "Pendulum-v1", names: [("g", "gravity"), ("m", "mass"), ("l", "length")],
            state: { Pendulum.State(angle: $0[0], velocity: $0[1]) }, numbers: { [$0.angle, $0.velocity] },
            move: { $0.move(&$1, torque: $2[0]) },
            // Given Float32 actions, Gymnasium computes the torque's part in Float32.
            tolerance: { episode, _ in episode.contains("float32") ? (1e-7, 1e-7) : (1e-12, 1e-14) })
        #expect(try trajectory.compare() == 5)
    }

    @Test("MountainCarContinuous, at the goal, beyond full power and with perturbed constants")
    func mountainCarContinuous() throws {
        let trajectory = GymnasiumTrajectory<MountainCarContinuous>(
            fixture: "MountainCarContinuous-v0", names: [],
            state: { MountainCarContinuous.State(position: $0[0], velocity: $0[1]) },
            numbers: { [$0.position, $0.velocity] },
            move: { $0.move(&$1, control: $2[0]) },
            // One rounding to Float32 where Gymnasium's own Float32 arithmetic comes and goes with the types it is given.
            tolerance: { episode, step in
                let isMixed = step == 0 || episode.contains("float32") || episode.contains("out-of-range")
                return (isMixed ? 1.2e-7 : 1e-12, isMixed ? 1e-8 : 1e-15)
            })
        #expect(try trajectory.compare() == 5)
    }

    @Test("Steps read the controls they are given")
    func controls() {
        let pendulum = Pendulum(.init(Pendulum.component.fields, .object([])))
        let car = MountainCarContinuous(.init(MountainCarContinuous.component.fields, .object([])))
        var stream = StreamKey(seed: 0, owner: "test").stream(.environment)
        for control: Float in [-0.75, 0, 0.5] {
            var (one, other) = (pendulum.initial(&stream), car.initial(&stream))
            var (sameOne, sameOther) = (one, other)
            withUnsafePointer(to: control) { pointer in
                _ = pendulum.step(&one, Action(control: pointer), &stream)
                _ = car.step(&other, Action(control: pointer), &stream)
            }
            _ = pendulum.move(&sameOne, torque: Double(control))
            _ = car.move(&sameOther, control: Double(control))
            #expect(one == sameOne && other == sameOther)
        }
    }

    @Test("Acrobot's goal of height is the goal of angles where links are a meter long, and scales with them")
    func acrobotGoal() {
        func acrobot(_ members: [(String, CanonicalValue)]) -> Acrobot {
            Acrobot(.init(Acrobot.component.fields, .object(sorting: members)))
        }
        let plain = acrobot([])
        let high = acrobot([("goal", .text("height"))])
        let long = acrobot([("goal", .text("height")), ("link_length_2", .number(3))])
        var stream = StreamKey(seed: 0, owner: "test").stream(.environment)
        var ends = [0, 0]
        for _ in 0..<400 {
            func draw() -> Double { stream.uniform(from: -Double.pi, to: Double.pi) }
            let start = Acrobot.State(angle1: draw(), angle2: draw(), velocity1: 0, velocity2: 0)
            var (a, b, c) = (start, start, start)
            var unused = stream
            let one = plain.step(&a, Action(index: 1), &unused)
            let same = high.step(&b, Action(index: 1), &unused)
            let other = long.step(&c, Action(index: 1), &unused)
            #expect(a == b && a == c && one.terminated == same.terminated && one.reward == same.reward)
            #expect(other.terminated == (-Elementary.cos(c.angle1) - 3 * Elementary.cos(c.angle1 + c.angle2) > 2))
            ends[0] += one.terminated ? 1 : 0
            ends[1] += one.terminated != other.terminated ? 1 : 0
        }
        #expect(ends[0] > 20 && ends[1] > 20)
    }

    @Test("CartPole's limits are the first values beyond which an episode ends")
    func limits() {
        let cartPole = CartPole(.init(CartPole.component.fields, .object([])))
        var stream = StreamKey(seed: 0, owner: "test").stream(.environment)
        let cases: [(Double, Double, Bool)] = [(2.4, 0, false), (2.4.nextUp, 0, true), (0, 0.2095, true)]
        for (position, angle, ends) in cases {
            // Without velocity, explicit Euler leaves positions where they are for one step.
            var state = CartPole.State(position: position, velocity: 0, angle: angle, angularVelocity: 0)
            #expect(cartPole.step(&state, Action(index: 0), &stream).terminated == ends)
        }
    }
}
