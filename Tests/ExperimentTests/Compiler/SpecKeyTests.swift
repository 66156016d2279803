import Config
import Testing

@testable import Experiment

/// Every key at the top level of a spec, and in its tables, changes the study: none parses and does nothing.
///
/// What agents have (their kinds' keys too) `FieldReadingTests` goes over.
struct SpecKeyTests {
    static let language = Language.standard

    /// A whole spec, key by key; two values of one key are told apart by what is compiled.
    private static let whole = [
        "concord": "1", "name": "test", "seeds": "[1, 2]", "round": "{episodes: 1}", "rounds": "10",
        "environment": "cartpole", "learner": "reinforce", "network": "{hidden: [4]}", "optimizer": "adam",
        "agents": "[{name: a}, {name: b}]",
    ]

    /// By path: a value of the top level's key, another that differs in what stands at the path, and what else both need.
    struct Pair: Sendable {
        let one: String
        let other: String
        var more: [String: String] = [:]
    }

    private static let evaluated = "{every: {rounds: 2}}"
    private static let measured = ["measure": "[{rounds_to: {at_least: 9, window: 2}}, bytes]"]

    /// A second stage, and the same with something else said of it.
    private static func adapted(
        _ changes: String, worlds: String = "[fresh]", variants: String = "{v: {train: [policy]}}",
        rounds: String = "{rounds: 5}", than first: String = ""
    ) -> Pair {
        func stage(_ worlds: String, _ variants: String, _ rounds: String, _ more: String) -> String {
            "{worlds: \(worlds), rounds: \(rounds), variants: \(variants)\(more.isEmpty ? "" : ", \(more)")}"
        }
        return Pair(
            one: stage("[fresh]", "{v: {train: [policy]}}", "{rounds: 5}", first),
            other: stage(worlds, variants, rounds, changes),
            more: [
                "worlds": "{fresh: {count: 2}, other: {count: 3}}", "evaluation": evaluated,
                "measure": "[training_return]",
            ])
    }

    static let pairs: [String: Pair] = [
        "train": Pair(one: "[policy]", other: "[]"),
        "adaptation.worlds": adapted("", worlds: "[other]"),
        "adaptation.start": adapted("start: {from: own}"),
        "adaptation.rounds": adapted("", rounds: "{rounds: 6}"),
        "adaptation.variants": adapted("", variants: "{v: {train: []}}"),
        "adaptation.learner": adapted("learner: {reinforce: {discount: 0.5}}"),
        "adaptation.optimizer": adapted("optimizer: {adam: {learning_rate: 0.5}}"),
        "adaptation.optimizers": adapted("optimizers: {policy: {adam: {learning_rate: 0.5}}}"),
        "adaptation.adapter": adapted("adapter: {linear: {observation: {scale: 2}}}"),
        "adaptation.evaluation": adapted("evaluation: {every: {rounds: 1}}"),
        "adaptation.checkpoint": adapted("checkpoint: {every: {rounds: 3}}"),
        "adaptation.measure": adapted("measure: [bytes]"),
        "adaptation.record": adapted("record: {every: {rounds: 2}}"),
        "adaptation.trace": adapted("trace: none"),
        "name": Pair(one: "one", other: "other"),
        "about": Pair(one: "one", other: "other"),
        "seeds.list": Pair(one: "{list: [1]}", other: "{list: [2]}"),
        "seeds.from": Pair(one: "{from: 1, to: 4}", other: "{from: 2, to: 4}"),
        "seeds.to": Pair(one: "{from: 1, to: 4}", other: "{from: 1, to: 5}"),
        "seeds.count": Pair(one: "{from: 1, count: 4}", other: "{from: 1, count: 5}"),
        "seeds.step": Pair(one: "{from: 1, to: 5, step: 2}", other: "{from: 1, to: 5, step: 4}"),
        "round": Pair(one: "{episodes: 1}", other: "{episodes: 2}"),
        "rounds.rounds": Pair(one: "{rounds: 5}", other: "{rounds: 6}"),
        "rounds.episodes": Pair(one: "{episodes: 5}", other: "{episodes: 6}"),
        "rounds.steps": Pair(
            one: "{steps: 50}", other: "{steps: 60}",
            more: ["round": "{steps: 10}", "learner": "{ppo: {rollout: 10, batch: 5}}"]),
        "rounds.updates": Pair(
            one: "{updates: 50}", other: "{updates: 60}",
            more: [
                "round": "{updates: 10}", "environment": "windy_cliff", "learner": "q_learning", "network": "",
                "optimizer": "{sgd: {learning_rate: 0.1}}",
            ]),
        "stop.when": Pair(one: "{diverged: any}", other: "{diverged: any, when: rounds_to}", more: measured),
        "stop.when.measure": Pair(
            one: "{when: {measure: early}}", other: "{when: {measure: late}}",
            more: [
                "measure":
                    "[{early: {rounds_to: {at_least: 9, window: 2}}}, {late: {rounds_to: {at_least: 99, window: 2}}}]"
            ]),
        "stop.diverged": Pair(one: "{diverged: any}", other: "{diverged: every_agent}"),
        "replicas": Pair(
            one: "1", other: "2",
            more: [
                "round": "{updates: 10}", "environment": "garnet", "learner": "value_iteration", "network": "",
                "optimizer": "{sgd: {learning_rate: 0.1}}", "measure": "[bytes]",
            ]),
        "nominal": Pair(
            one: "{cartpole: {gravity: 9}}", other: "{cartpole: {gravity: 8}}",
            more: ["evaluation": "{every: {rounds: 2}, worlds: [nominal]}"]),
        "public_states": Pair(
            one: "{rollouts: {train: {rounds: 2}, snapshots: {from: 1, to: 2, every: 1}}}",
            other: "{rollouts: {train: {rounds: 2}, snapshots: {from: 1, to: 2, every: 2}}}",
            more: ["federation": "[fedhpd: {every: {rounds: 2}}]"]),
        "federation": Pair(one: "[]", other: "[parameter_average: {every: {rounds: 2}}]"),
        "worlds": Pair(
            one: "{set: {count: 2}}", other: "{set: {count: 3}}",
            more: ["evaluation": "{every: {rounds: 2}, worlds: [set]}"]),
        "worlds.count": Pair(
            one: "{set: {count: 2}}", other: "{set: {count: 3}}",
            more: ["evaluation": "{every: {rounds: 2}, worlds: [set]}"]),
        "worlds.environment": Pair(
            one: "{set: {count: 2}}", other: "{set: {count: 2, environment: {cartpole: {gravity: 5}}}}",
            more: ["evaluation": "{every: {rounds: 2}, worlds: [set]}"]),
        "worlds.list": Pair(
            one: "{set: [{cartpole: {gravity: 5}}]}", other: "{set: [{cartpole: {gravity: 6}}]}",
            more: ["evaluation": "{every: {rounds: 2}, worlds: [set]}"]),
        "evaluation.every": Pair(one: evaluated, other: "{every: {rounds: 3}}"),
        "evaluation.episodes": Pair(one: evaluated, other: "{every: {rounds: 2}, episodes: 3}"),
        "evaluation.policy": Pair(one: evaluated, other: "{every: {rounds: 2}, policy: stochastic}"),
        "evaluation.worlds": Pair(one: evaluated, other: "{every: {rounds: 2}, worlds: [own, nominal]}"),
        "evaluation.exact": Pair(
            one: evaluated, other: "{every: {rounds: 2}, exact: true}", more: ["environment": "windy_cliff"]),
        "evaluation.start": Pair(
            one: "{every: {rounds: 2}, exact: true}", other: "{every: {rounds: 2}, exact: true, start: uniform}",
            more: [
                "round": "{updates: 10}", "environment": "windy_cliff", "learner": "q_learning", "network": "",
                "optimizer": "{sgd: {learning_rate: 0.1}}", "measure": "[exact_return]",
            ]),
        "checkpoint.every": Pair(one: "{every: {rounds: 2}}", other: "{every: {rounds: 3}}"),
        "checkpoint.keep": Pair(one: "{keep: 2}", other: "{keep: 4}"),
        "measure": Pair(one: "[training_return]", other: "[bytes]"),
        "record.every": Pair(one: "{every: {rounds: 2}}", other: "{every: {rounds: 3}}"),
        "record.at_most": Pair(one: "{at_most: 2}", other: "{at_most: 3}"),
        "trace": Pair(one: "none", other: "{every: {rounds: 2}}"),
        "arms": Pair(one: "{x: {}}", other: "{x: {}, y: {learner: a2c}}"),
        "sweep": Pair(
            one: "{s: {learner.reinforce.discount: [0.9]}}", other: "{s: {learner.reinforce.discount: [0.9, 0.8]}}"),
    ]

    /// Keys that agents have, which `FieldReadingTests` holds; the version, which has one value; the file of
    /// first networks, which must exist (`InitialNetworkTests`).
    static let elsewhere: Set<String> = [
        "concord", "agents", "environment", "learner", "network", "networks", "optimizer",
        "optimizers",
        "start", "initial", "adapter",
    ]

    @Test("every key of a spec changes what is compiled", arguments: pairs.keys.sorted())
    func changes(path: String) throws {
        let pair = try #require(Self.pairs[path])
        let key = String(path.prefix { $0 != "." })
        let studies = [pair.one, pair.other].map { value in
            Self.seen(pair.more.merging([key: value]) { $1 })
        }
        #expect(studies[0].found == [] && studies[1].found == [], "\(studies[0].found) \(studies[1].found)")
        #expect(studies[0].told != studies[1].told, "\(path) is parsed and changes nothing")
    }

    @Test("no key of a spec is left out")
    func complete() {
        let covered = Set(Self.pairs.keys)
        var missing: [String] = []
        for field in Self.language.spec where field.isShown && !Self.elsewhere.contains(field.key) {
            let inner = Self.inner(field.type).map { "\(field.key).\($0)" }
            missing +=
                inner.isEmpty && !covered.contains(field.key) ? [field.key] : inner.filter { !covered.contains($0) }
        }
        #expect(missing == [])
    }

    private static func inner(_ type: FieldType) -> [String] {
        switch type {
        case .table(let fields), .named(.table(let fields)): fields.filter(\.isShown).map(\.key)
        default: []
        }
    }

    private static func seen(_ changes: [String: String]) -> (told: [String], found: [String]) {
        let lines = whole.merging(changes) { $1 }.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }
        let text = lines.map { "\($0.key): \($0.value)\n" }.joined()
        let (study, findings) = SpecText.compile(text)
        guard let study else { return ([], findings.diagnostics.map { "\($0)" }) }
        let plans = study.cells.map { "\(study.plan(of: $0).canonical)" }
        return ([study.name, study.about ?? ""] + plans, [])
    }
}
