internal import Config
internal import Determinism
internal import Experiment

extension PlanPage {
    /// What is prepared, run and collected, in order.
    var stages: Table {
        var table = Table(
            "Stages",
            columns: [
                .numbers("", keys: "number"), .text("stage", key: "stage"), .text("what", key: "what"),
                .text("where", key: "where"),
            ])
        var recipes: Set<String> = []
        for plan in plans {
            guard let source = plan.publicStates, let fingerprint = plan.stageFingerprint,
                recipes.insert(fingerprint.hexadecimal).inserted
            else { continue }
            let (states, isExact) = plan.publicStateCount
            let count = (isExact ? "" : "at most ") + NumberText.grouped(states)
            table.append([
                .label(table.rows.count + 1), .text("public states"), .text("\(count) states from \(source.kind)"),
                .text("\(store)/stages/\(fingerprint.short)….h5"),
            ])
        }
        table.append([
            .label(table.rows.count + 1), .text("cells"),
            .text("\(plans.count { $0.parentArm == nil }), side by side"),
            .text("\(store)/\(plans[0].experiment)/<arm>/seed-<n>"),
        ])
        let second = plans.filter { $0.parentArm != nil }
        if let plan = second.first {
            var beginnings: [String] = []
            for plan in second {
                let initial = plan.initial
                let words =
                    initial?.agent.map { initial?.isMean == true ? "the mean of all agents" : "'\($0)'" }
                    ?? "all agents"
                if !beginnings.contains(words) { beginnings.append(words) }
            }
            let from = beginnings.joined(separator: " or ")
            table.append([
                .label(table.rows.count + 1), .text("adaptation"),
                .text("\(second.count), each from \(from) of its arm's cell of the same seed, once that has ended"),
                .text("\(store)/\(plan.experiment)/<arm>,adaptation=<variant>/seed-<n>"),
            ])
        }
        table.append([
            .label(table.rows.count + 1), .text("collect"),
            .text(plans[0].measures.map(\.name).joined(separator: ", ")), .text("metrics.jsonl of every cell"),
        ])
        return table
    }

    /// Every agent: its world with what was drawn or set, its networks, its optimizers.
    ///
    /// - Parameter replica: which copy of the agents, from 1.
    func agents(of plan: CellPlan, replica: Int = 1) -> Table {
        let agents = replica == 1 ? plan.agents : plan.copies[replica - 1].agents
        let haveAdapters = agents.contains(where: \.hasAdapter)
        let beginnings = plan.beginnings
        var table = Table(
            "Agents",
            caption: haveAdapters ? "Adapters are their agents' own: no exchange sends or replaces them." : "",
            columns: [.text("agent", key: "agent"), .text("environment", key: "environment")]
                + (haveAdapters ? [.text("adapter", key: "adapter")] : []) + [
                    .text("learner", key: "learner"),
                    .text("hidden layers", key: "networks"), .numbers("parameters", keys: "parameters"),
                    .text("optimizers", key: "optimizers"),
                ] + (beginnings == nil ? [] : [.text("begins as", key: "initial")]))
        let vocabulary = Vocabulary(plan.language.spec)
        for (place, (agent, cost)) in zip(agents, plan.agentCosts).enumerated() {
            let adapter: [Table.Cell] = haveAdapters ? [.text(Self.words(agent.adapter))] : []
            table.append(
                [.text(agent.name), .text(Self.words(agent.environment))] + adapter + [
                    .text(agent.learner.kind),
                    .text(
                        agent.networks.map {
                            "\($0.name) \(Self.words($0.value.hidden, $0.value.activations.map(\.rawValue)))"
                        }.joined(separator: ", ")),
                    .count(cost.parameters),
                    .text(
                        agent.optimizers.map { optimizer in
                            let component = vocabulary.components(named: optimizer.value.kind).first?.component
                            return Self.words(optimizer.value, of: component, always: ["learning_rate"])
                        }.joined(separator: ", ")),
                ] + (beginnings.map { [.text($0[place])] } ?? []))
        }
        return table
    }

    /// `16-16-32 tanh`, or `linear`.
    private static func words(_ hidden: [Int], _ activations: [String]) -> String {
        guard !hidden.isEmpty else { return "linear" }
        let isUniform = activations.allSatisfy { $0 == activations[0] }
        return hidden.map(String.init).joined(separator: "-") + " "
            + (isUniform ? activations[0] : activations.joined(separator: "-"))
    }

    /// `adam learning_rate=0.002 decay=step`: the kind, the values asked for, and what is not its default.
    private static func words(
        _ choice: Choice, of component: Component? = nil, always shown: [String] = []
    ) -> String {
        let fixed: [(String, CanonicalValue)] = shown.compactMap { key in
            (choice.values[key] ?? component?.field(key)?.defaultValue).map { (key, $0) }
        }
        let others = choice.values.members.filter { !shown.contains($0.key) }.map { ($0.key, $0.value) }
        return choice.kind
            + (fixed + others).map { " \($0)=\($1.members.first?.key ?? $1.flow)" }.joined()
    }

    /// What happens at the end of which rounds; arms with equal schedules together.
    var schedule: Table {
        var table = Table(
            "Rounds",
            columns: [
                .text("arm", key: "arm"), .text("every", key: "every"), .text("phases, in order", key: "phases"),
                .numbers(plans.contains(where: \.mayMeetLess) ? "times ≤" : "times", keys: "times"),
            ])
        var groups: [(first: String, others: Int, lines: [ScheduleLine])] = []
        var known: [[ScheduleLine]: Int] = [:]
        for plan in arms {
            let lines = ScheduleLine.lines(of: plan.schedule)
            if let index = known[lines] {
                groups[index].others += 1
            } else {
                known[lines] = groups.count
                groups.append((plan.arm, 0, lines))
            }
        }
        for group in groups {
            let name = group.others > 0 ? "\(group.first) and \(group.others) more" : group.first
            for (index, line) in group.lines.enumerated() {
                table.append([
                    index == 0 ? .text(name) : .blank,
                    .text(line.period == 1 ? "round" : "\(line.period) rounds"), .text(line.words), .count(line.count),
                ])
            }
        }
        return table
    }

    /// Which stream feeds what.
    func seeds(of ledger: SeedLedger) -> Table {
        var table = Table(
            "Random streams",
            caption:
                "Arms enter no stream: in cells of equal seed the same owner draws the same worlds and first networks.",
            columns: [
                .text("owner", key: "owner"), .numbers("seed", keys: "seed"), .text("key", key: "key"),
                .text("feeds", key: "feeds"),
            ])
        for entry in ledger.entries {
            let digits = String(entry.key.word, radix: 16)
            table.append([
                .text(entry.owner), .label(Int(entry.seed)),
                .text(String(repeating: "0", count: 16 - digits.count) + digits),
                .text(entry.purposes.map(\.name.description).joined(separator: ", ")),
            ])
        }
        return table
    }

    /// What every arm costs, and all of it together.
    var costs: Table {
        let peer: [Table.Column] = arms.contains(where: \.hasPeers) ? [.numbers("peer", keys: "peer_bytes")] : []
        var table = Table(
            "Costs",
            columns: [
                .text("arm", key: "arm"), .numbers("cells", keys: "cells"),
                .numbers("training steps ≤", keys: "training_steps_bound"),
                .numbers("evaluation steps ≤", keys: "evaluation_steps_bound"),
                .numbers("network arithmetic ≤", keys: "operations_bound"), .numbers("setup", keys: "setup_bytes"),
                .numbers("up", keys: "up_bytes"), .numbers("down", keys: "down_bytes"),
            ] + peer + [
                .text("on the wire", key: "wire"), .numbers("checkpoint ≈", keys: "checkpoint_bytes_estimate"),
                .numbers("disk ≈", keys: "disk_bytes_estimate"), .numbers("memory ≈", keys: "memory_bytes_estimate"),
            ])
        var sizes = CheckpointSizes()
        var cells: [String: Int] = [:]
        for plan in plans { cells[plan.arm, default: 0] += 1 }
        var most: (arm: String, forecast: MemoryForecast)?
        for plan in arms {
            let memory = plan.memory
            if memory.bytes > most?.forecast.bytes ?? 0 { most = (plan.arm, memory) }
            let costs = costs(of: plan)
            let checkpoint = sizes.bytes(of: plan)
            let sums = ["setup", "up", "down", "peer"].map { way in
                costs.ledger.entries.reduce(0) { $0 + ($1.direction.rawValue == way ? $1.bytes : 0) }
            }
            let before: [Table.Cell] = [
                .text(plan.arm), .count(cells[plan.arm] ?? 0),
                .amount(Double(costs.trainingStepsBound), unit: ""),
                .amount(Double(costs.evaluationStepsBound), unit: ""), .amount(costs.operationsBound, unit: "FLOP"),
            ]
            let wire: [Table.Cell] = sums.prefix(3 + peer.count).map { .bytes(Double($0)) }
            let after: [Table.Cell] = [
                .text(Self.words(of: costs)), .bytes(Double(checkpoint)),
                .bytes(Double(CheckpointSizes.disk(checkpoint, of: plan))), .bytes(memory.bytes),
            ]
            table.append(before + wire + after)
        }
        if let (arm, forecast) = most {
            table.caption =
                "Most memory at the peak of '\(arm)': \(forecast.largest.name), \(NumberText.bytes(forecast.largest.bytes))."
        }
        let known = arms.flatMap { plan in plan.oracleKnowledge.map { "\(plan.arm): \($0)" } }
        if !known.isEmpty {
            table.caption = [
                table.caption, "An oracle's knowledge, which no byte counts. \(known.joined(separator: ". ")).",
            ]
            .filter { !$0.isEmpty }.joined(separator: " ")
        }
        return table
    }

    /// The costs of an arm's cells.
    func costs(of arm: CellPlan) -> PlanCosts {
        arm.hasDrawnMeetings ? .covering(plans.filter { $0.arm == arm.arm }) : arm.costs
    }

    /// How well the bytes on the wire are known.
    static func words(of costs: PlanCosts) -> String {
        if costs.isLedgerExact { return "exact" }
        return costs.ledger.total == .max ? "unknown" : "at most"
    }
}

/// Phases that follow one another at the same rounds.
private struct ScheduleLine: Hashable {
    let exchange: String?
    let period: Int
    let count: Int
    var names: [String]

    var words: String {
        exchange.map { "\($0): \(names.joined(separator: " → "))" } ?? names.joined(separator: ", ")
    }

    static func lines(of schedule: PlanSchedule) -> [ScheduleLine] {
        var lines: [ScheduleLine] = []
        for phase in schedule.phases {
            if let last = lines.last, last.exchange == phase.exchange, last.period == phase.period,
                last.count == phase.count
            {
                lines[lines.count - 1].names.append(phase.name)
            } else {
                lines.append(
                    ScheduleLine(
                        exchange: phase.exchange, period: phase.period, count: phase.count, names: [phase.name]))
            }
        }
        return lines
    }
}
