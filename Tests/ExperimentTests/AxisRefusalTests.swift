import Testing

@testable import Experiment

@Suite("Axes that do not go together are refused at both places")
struct AxisRefusalTests {
    /// A spec whose exchange has these axes, a line each, and what is found: code, first place, second place.
    static func found(_ method: String, _ axes: [String], learner: String = "reinforce") -> [String] {
        let lines = axes.map { "      \($0)" }.joined(separator: "\n")
        let text = SpecText.text("federation:\n  - \(method):\n\(lines)", agents: "[{name: a, count: 3}]")
            .replacing("learner: reinforce", with: "learner: \(learner)")
        return SpecText.compile(text).findings.diagnostics.map { diagnostic in
            let places = [diagnostic.span, diagnostic.related?.span].compactMap { span in
                span.map { "\($0.startPosition.line):\($0.startPosition.column)" }
            }
            return ([diagnostic.code.rawValue] + places).joined(separator: " ")
        }
    }

    @Test(
        "Every pair",
        arguments: [
            (["weights: identity", "digest: control_variate"], "federation/unfit-axes 13:16 14:15"),
            (["weights: samples", "aggregate: median"], "federation/unfit-axes 13:16 14:18"),
            (["weights: {similarity: cosine}", "server: optimizer"], "federation/unfit-axes 13:17 14:15"),
            (["upload: logits", "digest: distill"], "federation/needs-public-states 12:5"),
            (["topology: peer_to_peer", "server: project"], "federation/unfit-axes 13:17 14:15"),
            (["weights: nearest_policies"], "federation/needs-public-states 12:5"),
            (["digest: toward"], "federation/unfit-learner 13:15 7:10"),
            (["participation: best", "topology: peer_to_peer"], "federation/unfit-axes 13:22 14:17"),
            (["weights: {similarity: divergence}"], "federation/unfit-axes 13:29 12:5"),
            (["weights: {groups: {by: {label: [[a1, b1]]}}}"], "agent/unknown-member 13:38"),
            (["weights: {groups: {by: {label: [[a1], [a1]]}}}"], "federation/misfit 13:38"),
            (["weights: {groups: {by: {label: [[a1]]}, count: 2}}"], "federation/unfit-axes 13:54 13:38"),
            (["weights: {groups: {by: {world_constant: weight}}}"], "federation/misfit 13:47 6:14"),
            (["weights: {groups: {count: 4}}"], "spec/out-of-range 13:33 10:9"),
            (["participation: {fraction: 0.1}"], "spec/out-of-range 13:33 10:9"),
            (["participation: {slowest_excluded: 0.9}", "faults: [straggling]"], "spec/out-of-range 13:41 10:9"),
            (["protect: [{mask: {range: 1e9, fraction_bits: 40}}]"], "spec/out-of-range 13:16 10:9"),
            (["topology: {peer_to_peer: {graph: {edges: [[a1, a4]]}}}"], "agent/unknown-member 13:48"),
            (["topology: {peer_to_peer: {graph: {edges: [[a1, a1]]}}}"], "federation/misfit 13:48"),
            (["topology: {peer_to_peer: {graph: {edges: [[a1, a2], [a2, a1]]}}}"], "federation/misfit 13:48"),
            (["participation: slowest_excluded"], "federation/unfit-axes 13:22 12:5"),
            (["when: {asynchronous: {}}", "weights: samples"], "federation/unfit-axes 13:14 14:16"),
            (["weights: visits"], "federation/unfit-learner 13:16 7:10"),
            (["when: {event: count_doubling}"], "federation/unfit-learner 13:14 7:10"),
            (["protect: [mask]", "faults: [dropout]"], "federation/unfit-axes 13:16 14:15"),
            (
                ["when: asynchronous", "faults: [{byzantine: {attack: collusion}}]"],
                "federation/unfit-axes 13:13 14:37"
            ),
            (["server: {project: center}"], "federation/unfit-learner 13:25 7:10"),
            (["server: {project: simplex}"], "federation/unfit-learner 13:25 7:10"),
        ])
    func pairs(axes: [String], expected: String) {
        let found = Self.found("parameter_average", axes)
        #expect(found.contains(expected), "\(found)")
    }

    @Test("What a known world's learner does not do, and what it does not upload")
    func knownWorlds() {
        func found(_ axes: String, _ learner: String) -> [String] {
            let text = """
                concord: 1
                name: test
                seeds: [1]
                round: {\(learner == "td" ? "steps" : "updates"): 4}
                rounds: 10
                environment: garnet
                learner: \(learner)
                optimizer: {sgd: {learning_rate: 0.1}}
                agents: [{name: a, count: 3}]
                federation:
                  - parameter_average:
                      \(axes)
                """
            return SpecText.compile(text).findings.diagnostics.map { diagnostic in
                let places = [diagnostic.span, diagnostic.related?.span].compactMap { span in
                    span.map { "\($0.startPosition.line):\($0.startPosition.column)" }
                }
                return ([diagnostic.code.rawValue] + places).joined(separator: " ")
            }
        }
        #expect(found("when: {environment_done: 3}", "td").contains("federation/unfit-learner 12:14 7:10"))
        #expect(
            found("when: {event: count_doubling}", "value_iteration").contains("federation/unfit-learner 12:14 7:10"))
        #expect(found("when: {event: count_doubling}", "td") == [])
        // Trajectories that are sampled have steps and returns, and linear systems have none.
        let exact = "{softmax_policy_gradient: {gradient: exact}}"
        for axis in ["weights: samples", "when: {environment_done: 3}", "participation: {best: 2}"] {
            #expect(found(axis, "softmax_policy_gradient") == [], "\(axis)")
            #expect(found(axis, exact).contains { $0.hasPrefix("federation/unfit-learner 12:") }, "\(axis)")
        }
    }
}
