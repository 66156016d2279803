import Config
import Determinism
import Diagnostics
import Learning
import Testing

@testable import Experiment

@Suite("Checks that the present catalogue cannot trigger, and checks over arms")
struct CheckTests {
    @Test("Spaces are compared by actions first, then by the observation's width")
    func spaces() {
        let names = ["x", "y"]
        let two = Spaces(observation: names, action: .discrete(count: 2))
        let three = Spaces(observation: names, action: .discrete(count: 3))
        let wide = Spaces(observation: names + ["z"], action: .discrete(count: 2))
        #expect(VariantCompiler.difference(two, two) == nil)
        #expect(VariantCompiler.difference(three, two) == "has 3 discrete actions, not 2 discrete actions")
        #expect(VariantCompiler.difference(wide, two) == "observes 3 numbers, not 2")
    }

    @Test("A mistake of the common part is reported once, whatever the number of arms")
    func once() {
        let arms = "arms: {w: {}, x: {rounds: 20}, y: {optimizer: sgd}, z: {network.hidden: [3]}}"
        let text = SpecText.text(arms).replacing("environment: cartpole", with: "environment: {cartpole: {gravty: 1}}")
        #expect(SpecText.found(text) == ["6:26 spec/unknown-key"])
    }

    @Test("A mistake of one arm is found although the others are right")
    func oneArm() {
        let arms = "arms: {x: {}, y: {agents.a.networks.policy: {hidden: [4, 4], activation: [relu]}}}"
        #expect(SpecText.found(SpecText.text(arms)) == ["11:74 network/activations"])
    }

    @Test("Edits cannot rename the study or nest arms", arguments: ["name", "seeds", "arms", "sweep", "concord"])
    func studyKeys(key: String) {
        #expect(SpecText.found(SpecText.text("arms: {x: {\(key): 5}}")) == ["11:12 edit/unknown-path"])
    }

    @Test("An arm named in a plan stays the arm's name, and is a directory")
    func names() {
        #expect(SpecText.plans(SpecText.text("arm: d5,every=10")).first?.directory == "test/d5,every=10/seed-1")
    }

    @Test("Durations of optimizers are planned in rounds")
    func decay() throws {
        let decay = "optimizer: {adam: {decay: {step: {every: {episodes: 50}}}}}"
        let text = SpecText.text().replacing("optimizer: adam", with: decay).replacing(
            "{episodes: 1}", with: "{episodes: 5}")
        let plan = try #require(SpecText.plans(text).first)
        let every = plan.agents[0].optimizers[0].value.values["decay"]?["step"]?["every"]
        #expect(every == Duration(10, .rounds).canonical)
        let odd = text.replacing("{episodes: 50}", with: "{episodes: 52}")
        #expect(SpecText.found(odd) == ["9:42 time/not-in-rounds"])
    }
}
