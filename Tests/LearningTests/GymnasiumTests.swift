import Config
import Determinism
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
