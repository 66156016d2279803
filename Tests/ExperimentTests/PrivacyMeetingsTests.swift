import Testing

@testable import Experiment
@testable import Federation

@Suite("Meetings that a privacy account counts")
struct PrivacyMeetingsTests {
    @Test(
        "Read off one pass over the clock, they are those of a plan that ends there",
        arguments: [
            "when: asynchronous", "when: {asynchronous: {speed: [0.3, 2.5]}}",
            "when: {asynchronous: {speed: [0.4, 4], latency: [0, 0.7]}}, faults: [{straggling: {slowdown: 7, probability: 0.3}}]",
        ])
    func asynchronous(axes: String) throws {
        let text = """
            federation: [{parameter_average: {every: {rounds: 2}, \(axes)}}]
            """
        let plan = try #require(SpecText.plans(SpecText.text(text, agents: "[{name: a, count: 4}]")).first)
        let composition = plan.compositions[0]
        var facts = plan.facts(of: composition, plan.sketches)
        facts.rounds = 40
        let most = composition.mostMeetings(facts)
        for round in 1...40 {
            facts.rounds = round
            let itinerary = try #require(composition.forecast(facts, groups: 1).itinerary)
            #expect(most.until(round) == (itinerary.rounds.max() ?? 0) / 2, "round \(round)")
        }
        #expect(most.until(0) == 0 && most.until(40) > 0)
    }

    @Test("A trigger that bounds its meetings bounds them here")
    func bounded() throws {
        let text = "federation: [{parameter_average: {every: {rounds: 2}, when: {environment_done: 10}}}]"
        let plan = try #require(SpecText.plans(SpecText.text(text)).first)
        let composition = plan.compositions[0]
        let most = composition.mostMeetings(plan.facts(of: composition, plan.sketches))
        #expect((1...10).map(most.until) == [0, 1, 1, 2, 2, 2, 2, 2, 2, 2])
    }
}
