import Config
import Determinism
import Elsewhere
import Experiment
import Learning
import Testing

@Suite("A world of another module")
struct ElsewhereTests {
    @Test(
        "is the original, bit by bit, however actions are chosen and whatever its settings",
        arguments: [
            "{}", #"{"integrator":"semi_implicit","pole_half_length":0.7,"terminal_reward":{"value":-5}}"#,
        ])
    func sameBits(settings: String) throws {
        let choice = Choice(.object([.init(CartPoleElsewhere.original.kind, try CanonicalValue(parsing: settings))]))
        let ours = Language.standard.environments.make(choice)
        let other = CartPoleElsewhere(choice.settings(CartPoleElsewhere.original))
        for rule in [Actor.Rule.uniform, .stochastic, .greedy] {
            let (one, two) = (Self.play(ours, rule), Self.play(other, rule))
            #expect(one.score == two.score && one.score.episodes > 2)
            #expect(one.numbers == two.numbers && one.rewards == two.rewards)
        }
    }

    private static func play(
        _ world: any Environment, _ rule: Actor.Rule
    ) -> (score: Score, numbers: [UInt32], rewards: [Double]) {
        let tape = Tape(world.spaces)
        let shape = NetworkShape(inputs: 4, hidden: [8], activation: .tanh, outputs: 2)
        var stream = StreamKey(seed: 5, owner: "test").stream(.initialization)
        let actor = Actor(
            Network(shape, from: &stream), rule, activations: Activations(shape, capacity: 1), keepsActivations: false)
        var running = world.world(.training(StreamKey(seed: 7, owner: "test")))
        let score = running.roll(actor, until: .steps(3000), onto: tape)
        return (
            score, (0..<4 * tape.count).map { tape.observations[$0].bitPattern },
            (0..<tape.count).map { tape.rewards[$0] }
        )
    }
}
