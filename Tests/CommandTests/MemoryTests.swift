import Foundation
import Glibc
import Testing

/// What a plan says of memory, against what the built program takes.
@Suite("Memory is predicted before it is taken")
struct MemoryTests {
    /// A cell of a hundred megabytes or more of one family's own.
    struct Family: Sendable, CustomTestStringConvertible {
        let learner: String
        let settings: String
        let environment: String
        let round: String
        let rest: String
        var testDescription: String { learner }
    }

    private static let adam = "optimizer: adam\n"
    private static let sgd = "optimizer: {sgd: {learning_rate: 0.1}}\n"

    static let families = [
        Family(
            learner: "reinforce", settings: "{}", environment: "{cartpole: {maximum_steps: 5}}", round: "{episodes: 1}",
            rest: adam + "network: {hidden: [1200, 1200]}\nagents: [{name: a, count: 2}]"),
        Family(
            learner: "a2c", settings: "{}", environment: "{cartpole: {maximum_steps: 5}}", round: "{episodes: 1}",
            rest: adam + "network: {hidden: [900, 900]}\nagents: [{name: a, count: 2}]"),
        Family(
            learner: "ppo", settings: "{rollout: 8, batch: 4, epochs: 1}", environment: "cartpole",
            round: "{steps: 10}",
            rest: "network: {hidden: [900, 900], initialization: pytorch}\nagents: [{name: a, count: 2}]"),
        Family(
            learner: "dqn", settings: "{replay: 500000}", environment: "cartpole", round: "{steps: 20}",
            rest: adam + "network: {hidden: [8]}\nagents: [{name: a, count: 2}]"),
        Family(
            learner: "double_dqn", settings: "{replay: 500000}", environment: "cartpole", round: "{steps: 20}",
            rest: adam + "network: {hidden: [8]}\nagents: [{name: a, count: 2}]"),
        Family(
            learner: "ddpg", settings: "{replay: 10, batch: 2, learning_starts: 5}", environment: "pendulum",
            round: "{steps: 8}", rest: adam + "network: {hidden: [900, 900]}\nagents: [{name: a, count: 2}]"),
        Family(
            learner: "td", settings: "{features: one_hot}",
            environment: "{garnet: {states: 250, branching: 50, instance: {uniform: [0, 1000000]}}}",
            round: "{steps: 3}",
            rest: sgd + "agents: [{name: a, count: 80}]"),
        Family(
            learner: "sarsa", settings: "{}",
            environment: "{garnet: {states: 250, branching: 50, instance: {uniform: [0, 1000000]}}}",
            round: "{steps: 3}", rest: sgd + "agents: [{name: a, count: 80}]"),
        Family(
            learner: "value_iteration", settings: "{}", environment: "{garnet: {states: 200, branching: 50}}",
            round: "{updates: 1}", rest: sgd + "agents: [{name: a, count: 2}]\nreplicas: 80"),
        Family(
            learner: "exact_policy_gradient", settings: "{}", environment: "{garnet: {states: 100, branching: 20}}",
            round: "{updates: 1}", rest: sgd + "agents: [{name: a, count: 2}]\nreplicas: 150"),
        Family(
            learner: "softmax_policy_gradient", settings: "{batch: {episodes: 1}}",
            environment: "{garnet: {states: 200, branching: 50}}", round: "{updates: 1}",
            rest: sgd + "agents: [{name: a, count: 2}]\nreplicas: 80"),
        Family(
            learner: "q_learning", settings: "{batch: 1}", environment: "{garnet: {states: 200, branching: 50}}",
            round: "{updates: 1}", rest: sgd + "agents: [{name: a, count: 2}]\nreplicas: 80"),
        Family(
            learner: "ucbvi", settings: "{}", environment: "{episodic_mdp: {states: 60, actions: 5, horizon: 3}}",
            round: "{episodes: 1}", rest: "agents: [{name: a, count: 2}]\nreplicas: 60"),
        Family(
            learner: "ucb_hoeffding", settings: "{}",
            environment: "{episodic_mdp: {states: 60, actions: 5, horizon: 3}}", round: "{episodes: 1}",
            rest: "agents: [{name: a, count: 2}]\nreplicas: 60"),
        Family(
            learner: "online_table", settings: "{rule: sarsa}",
            environment: "{garnet: {states: 200, branching: 50, observation: state}}", round: "{steps: 3}",
            rest: sgd + "agents: [{name: a, count: 2}]\nreplicas: 80"),
    ]

    private static func spec(_ family: Family) -> String {
        """
        concord: 1
        name: large
        seeds: [1]
        round: \(family.round)
        rounds: 2
        environment: \(family.environment)
        learner: {\(family.learner): \(family.settings)}
        \(family.rest)
        checkpoint: {every: {rounds: 1}}

        """
    }

    @Test("The peak of every family's run is 0.9 to 1.5 times smaller than the plan says", arguments: families)
    func peak(_ family: Family) throws {
        try BuiltProgram.withScratchDirectory(files: "") { directory in
            try Self.spec(family).write(toFile: directory + "/large.yaml", atomically: true, encoding: .utf8)
            let plan = try BuiltProgram.run("concord plan large.yaml --json", in: directory)
            let arm = try #require(
                (try JSONSerialization.jsonObject(with: Data(plan.output.utf8)) as? [String: Any])?["memory"]
                    as? [[String: Any]])
            let predicted = try #require(arm.first?["bytes"] as? Double)
            let run = try BuiltProgram.run(
                "python3 -c 'import os; p = os.spawnvp(os.P_NOWAIT, \"concord\", [\"concord\", \"run\", \"large.yaml\", \"-j1\"]); "
                    + "s, r = os.wait4(p, 0)[1:]; print(\"peak\", s, r.ru_maxrss * 1024)'", in: directory)
            let words = try #require(run.output.split(separator: "\n").last { $0.hasPrefix("peak") }).split(
                separator: " ")
            #expect(words[1] == "0", "\(run.errors)")
            let measured = try #require(Double(words[2]))
            #expect(measured >= 90e6, "the family's own data are not most of \(measured)")
            let ratio = predicted / measured
            #expect(ratio >= 0.9 && ratio <= 1.5, "\(predicted) predicted, \(measured) measured: \(ratio)")
        }
    }

    @Test("Every learner of the catalogue is measured")
    func everyLearner() throws {
        try BuiltProgram.withScratchDirectory(files: "") { directory in
            let list = try BuiltProgram.run("concord list learners --json", in: directory)
            for family in Self.families { #expect(list.output.contains("\"\(family.learner)\"")) }
            #expect(list.output.components(separatedBy: "\"kind\"").count - 1 == Self.families.count, "\(list.output)")
        }
    }

    @Test("A cell that no machine holds is warned of, planned at once, and refused before any work")
    func beyondAnyMachine() throws {
        let spec = BuiltProgram.repository + "/experiments/invalid/study-memory.yaml"
        try BuiltProgram.withScratchDirectory(files: "") { directory in
            for command in ["check", "plan"] {
                let outcome = try BuiltProgram.run("concord \(command) \(spec)", in: directory)
                #expect(outcome.exitCode == 0)
                #expect((outcome.output + outcome.errors).contains("warning[study/memory]"))
                #expect((outcome.output + outcome.errors).contains("of 1000 agents"))
            }
            for options in ["", "--memory 64G"] {
                let outcome = try BuiltProgram.run("concord run \(spec) \(options)", in: directory)
                #expect(outcome.exitCode == 1)
                #expect(outcome.errors.contains("not enough memory: main seed 1 takes about"))
                #expect(!FileManager.default.fileExists(atPath: directory + "/checkpoints"))
            }
        }
    }

    @Test("Fewer jobs are named where fewer fit, and --memory decides")
    func fewerJobs() throws {
        let family = try #require(Self.families.first { $0.learner == "dqn" })
        try BuiltProgram.withScratchDirectory(files: "") { directory in
            let text = Self.spec(family).replacingOccurrences(of: "seeds: [1]", with: "seeds: [1, 2, 3]")
                .replacingOccurrences(of: "replay: 500000", with: "replay: 1000")
            try text.write(toFile: directory + "/large.yaml", atomically: true, encoding: .utf8)
            let refused = try BuiltProgram.run("concord run large.yaml -j3 --memory 25M", in: directory)
            #expect(refused.exitCode == 1 && refused.errors.contains("fits (--memory"), "\(refused.errors)")
            #expect(try BuiltProgram.run("concord run large.yaml -j3 --memory 1G", in: directory).exitCode == 0)
            // What is done needs none.
            #expect(try BuiltProgram.run("concord run large.yaml -j3 --memory 1M", in: directory).exitCode == 0)
            // What is finished and has lost rows is run again, in memory like anything else.
            let again = try BuiltProgram.run(
                "rm checkpoints/large/main/seed-2/metrics.jsonl; concord run large.yaml -j3 --memory 1M", in: directory)
            #expect(again.exitCode == 1 && again.errors.contains("not enough memory: main seed 2"), "\(again.errors)")
            let unclear = try BuiltProgram.run("concord run large.yaml --memory much", in: directory)
            #expect(unclear.exitCode == 64 && unclear.errors.contains("'much' is no size"))
        }
    }

    @Test(
        "Where the system refuses memory, the program says so and ends, with 1 or as a signal ends it, without a backtrace"
    )
    func refusedBySystem() throws {
        try BuiltProgram.withScratchDirectory(files: "") { directory in
            try Self.spec(Self.families[0]).write(toFile: directory + "/large.yaml", atomically: true, encoding: .utf8)
            let outcome = try BuiltProgram.run(
                "ulimit -v 250000; unset SWIFT_BACKTRACE; concord run large.yaml -j1 --memory 1T", in: directory)
            // Who asks for what is refused differs: numbers and HDF5 say so; Swift itself raises SIGABRT, 134 to a shell, and
            // libraries that take what they get SIGSEGV, 139.
            let ranOut = "because memory ran out"
            let said = [1: "memory", 134: ranOut, 139: ranOut][outcome.exitCode]
            #expect(outcome.errors.contains("concord: "), "\(outcome)")
            #expect(outcome.errors.contains(said ?? "an exit code of its own"), "\(outcome)")
            #expect(!outcome.errors.contains("Backtrac"))
            let unforced = try BuiltProgram.run("ulimit -v 250000; concord run large.yaml -j1", in: directory)
            #expect(unforced.exitCode == 1 && unforced.errors.contains("not enough memory"), "\(unforced.errors)")
        }
    }

    @Test("SIGQUIT leaves at once, with words and 131, and no core")
    func quit() throws {
        try BuiltProgram.withScratchDirectory(files: "") { directory in
            let text = Self.spec(Self.families[0]).replacingOccurrences(of: "[1200, 1200]", with: "[64]")
                .replacingOccurrences(of: "rounds: 2", with: "rounds: 10000000")
            try text.write(toFile: directory + "/large.yaml", atomically: true, encoding: .utf8)
            // Every wait is bounded: a program that does not hear is killed, and the test says 137.
            let outcome = try BuiltProgram.run(
                """
                concord run large.yaml -j1 & p=$!
                n=0; while [ ! -e checkpoints/large/main/seed-1/metrics.jsonl ] && [ $n -lt 300 ]; do sleep 0.1; n=$((n+1)); done
                kill -QUIT $p
                n=0; while kill -0 $p 2>/dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done
                kill -KILL $p 2>/dev/null; wait $p; echo left with $?; ls
                """, in: directory)
            #expect(outcome.output.contains("left with 131"), "\(outcome)")
            #expect(outcome.errors.contains("left at once (SIGQUIT)"))
            #expect(!outcome.output.contains("core"))
        }
    }
}
