import Config
import Determinism
import Diagnostics
import Learning
import Testing

@testable import Experiment
@testable import Federation

/// Agents that meet a server one by one: against a program of a few lines, for any threads, across interruptions.
@Suite("Asynchronous federation")
struct AsynchronyTests {
    private static func study(_ exchange: String, rounds: Int = 12) -> (study: Study?, findings: Findings) {
        let text = """
            concord: 1
            name: asynchrony
            seeds: [5]
            rounds: \(rounds)
            round: {episodes: 1}
            environment: cartpole
            learner: reinforce
            network: {hidden: [4], activation: tanh}
            optimizer: {adam: {learning_rate: 0.01}}
            agents:
              - {name: a, count: 5}
            federation:
              - parameter_average:
                  every: {rounds: 2}
            \(exchange.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n"))
            """
        var findings = Findings()
        let study = Study.compile(SourceFile(name: "a.yaml", text: text), beside: "", in: .standard, into: &findings)
        return (study, findings)
    }

    private static func plan(_ exchange: String, rounds: Int = 12) throws -> CellPlan {
        let (study, findings) = study(exchange, rounds: rounds)
        let found = try #require(study, "\(findings)")
        return found.plan(of: found.cells[0])
    }

    private static func cell(_ plan: CellPlan) throws -> Cell {
        try Cell(plan, publicStates: nil, initial: nil)
    }

    private static let drawn = """
        when: {asynchronous: {speed: [0.4, 1.7], latency: [0, 0.6], staleness: 6, discount: 1}}
        faults: [{straggling: {share: 0.4, slowdown: 3, probability: 0.5}}]
        """

    @Test(
        "threads change no bit, nor does an interruption in mid-flight; bytes are the plan's", arguments: [1, 2, 3, 7])
    func resumed(cut: Int) throws {
        let plan = try Self.plan(Self.drawn)
        var whole = try Self.cell(plan)
        for _ in 1...12 { _ = whole.advance(1) }
        var first = try Self.cell(plan)
        for _ in 1...cut { _ = first.advance(3) }
        var second = try Self.cell(plan)
        try second.restore(first.tree(), round: cut, isScheduled: false)
        for _ in (cut + 1)...12 { _ = second.advance(2) }
        #expect(second.trace() == whole.trace())
        #expect(try second.tree().firstDifference(from: whole.tree()) == nil)
        #expect(plan.costs.isLedgerExact)
        #expect(plan.costs.contradictions(by: whole.ledger) == [])
        let rounds = try #require(whole.exchanges[0].roundsByAgent)
        #expect(rounds == plan.timeForecast?.agents.map(\.rounds))
        #expect(Set(rounds).count > 1)
    }

    /// θ̄ ← (1 − w) θ̄ + w θₖ in the order of arrivals, with agents that train alone.
    @Test("the server goes on as a program of a few lines does, and a row shows agents as they left it last")
    func reference() throws {
        let plan = try Self.plan(Self.drawn)
        var cell = try Self.cell(plan)
        var alone = try Self.cell(plan)
        let part = try #require(cell.population.parts(of: 0).first { $0.name == "policy" })
        func read(_ cell: Cell, _ agent: Int) -> [Float] {
            var row = [Float](repeating: 0, count: part.width)
            row.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                cell.population.read(part, from: [agent], into: PartRows(part, base, count: 1))
            }
            return row
        }
        var server = read(cell, 0)
        for agent in 1..<5 { #expect(read(cell, agent) == server) }
        let names = plan.agents.map(\.name)
        let key = StreamKey(seed: plan.seed, owner: "exchange/parameter_average")
        let times = try #require(plan.compositions[0].times(of: names, key))
        var (rounds, uploads, taken) = ([Int](repeating: 0, count: 5), 0, [Int](repeating: 0, count: 5))
        func due(_ agent: Int, _ from: Int) -> Int {
            from + times.ticks(of: agent, round: rounds[agent] + 1) + times.ticks(of: agent, round: rounds[agent] + 2)
                + times.latency(of: agent, round: rounds[agent] + 2)
        }
        var clock = (0..<5).map { due($0, 0) }
        var dropped = 0
        for end in 1...12 {
            _ = cell.advance(2)
            while let agent = (0..<5).filter({ clock[$0] <= end * RoundTimes.unit }).min(by: {
                (clock[$0], $0) < (clock[$1], $1)
            }) {
                for _ in 0..<2 {
                    rounds[agent] += 1
                    let participants = alone.population.participants([agent])
                    alone.population.train(participants, [Round(rounds[agent], length: plan.round)], 1)
                }
                let late = uploads - taken[agent]
                if late <= 6 {
                    let share = 0.6 / Double(1 + late)
                    let row = read(alone, agent)
                    let (kept, moved) = (Float(1 - share), Float(share))
                    for column in server.indices { server[column] = kept * server[column] + moved * row[column] }
                    uploads += 1
                } else {
                    dropped += 1
                }
                taken[agent] = uploads
                server.withUnsafeMutableBytes { bytes in
                    guard let base = bytes.baseAddress else { return }
                    let participants = alone.population.participants([agent])
                    alone.population.write(part, to: participants, from: PartRows(part, base, count: 1))
                }
                clock[agent] = due(agent, clock[agent])
            }
            for agent in 0..<5 {
                #expect(read(cell, agent) == read(alone, agent))
            }
        }
        #expect(uploads > 10)
        #expect(dropped > 0)
    }

    /// Agents of speed 1 are at the server after every second unit of time.
    @Test("what is under way at a row's time is in no row, nor in what the plan says was trained")
    func underWay() throws {
        let plan = try Self.plan("when: asynchronous", rounds: 5)
        var cell = try Self.cell(plan)
        var (steps, traces): ([Int], [[UInt64]]) = ([], [])
        for _ in 1...5 {
            _ = cell.advance(2)
            steps.append(cell.steps)
            traces.append(cell.trace())
        }
        #expect(steps[0] == 0 && steps[1] > 0 && steps[2] == steps[1] && steps[3] > steps[2] && steps[4] == steps[3])
        #expect(traces[2] == traces[1] && traces[4] == traces[3] && traces[3] != traces[1])
        #expect(plan.timeForecast?.agents.map(\.rounds) == [4, 4, 4, 4, 4])
        #expect(plan.timeForecast?.end == 5)
    }

    @Test(
        "agents that never come to the server within the run are warned of, with both places, and the help helps",
        arguments: [
            ("when: {asynchronous: {speed: [0.1, 0.1]}}", 12, 5),
            ("when: {asynchronous: {latency: [20, 30]}}", 12, 5),
            ("when: {asynchronous: {speed: [0.02, 2]}}", 2, 1), ("when: asynchronous", 1, 5),
            ("when: asynchronous\nfaults: [{straggling: {share: 0.4, slowdown: 100}}]", 12, 2),
        ])
    func neverThere(exchange: String, rounds: Int, fewest: Int) throws {
        let (study, findings) = Self.study(exchange, rounds: rounds)
        let plan = try #require(study.map { $0.plan(of: $0.cells[0]) }, "\(findings)")
        let found = try #require(findings.diagnostics.first)
        #expect(findings.diagnostics.map(\.code) == [.exchangeNeverFires])
        #expect(found.span != nil && found.related != nil)
        var cell = try Self.cell(plan)
        for _ in 1...rounds { _ = cell.advance(1) }
        let idle = try #require(cell.exchanges[0].roundsByAgent).count { $0 == 0 }
        #expect(
            idle >= fewest && found.message.contains(idle == 5 ? "nobody comes" : "\(idle) of 5 agents"), "\(found)")
        #expect(plan.costs.contradictions(by: cell.ledger) == [] && (idle < 5 || cell.ledger.total == 0))
        let help = try #require(found.help)
        let enough = try #require(help.firstMatch(of: /rounds: ([0-9]+)/).flatMap { Int($0.1) })
        #expect(Self.study(exchange, rounds: enough).findings.diagnostics.isEmpty, "\(help)")
        #expect(!Self.study(exchange, rounds: enough - 1).findings.diagnostics.isEmpty, "\(help)")
    }

    @Test("a period of more rounds than the run has units of time is none too many where agents are fast")
    func fast() throws {
        let (study, findings) = Self.study("when: {asynchronous: {speed: [4, 4]}}", rounds: 1)
        let plan = try #require(study.map { $0.plan(of: $0.cells[0]) }, "\(findings)")
        #expect(findings.diagnostics.isEmpty)
        var cell = try Self.cell(plan)
        _ = cell.advance(1)
        #expect(cell.exchanges[0].roundsByAgent == [4, 4, 4, 4, 4])
        #expect(plan.costs.contradictions(by: cell.ledger) == [] && cell.ledger.total > 0)
        #expect(plan.costs.trainingStepsBound == 5 * 4 * 500)
    }

    /// Five agents, of which one takes five times as long, and nobody waits for it.
    @Test("the clock of those who are waited for goes on; who is excluded is done at its own time")
    func excluded() throws {
        let plan = try Self.plan(
            "participation: {slowest_excluded: 0.2}\nfaults: [{straggling: {share: 0.2, slowdown: 5}}]")
        var cell = try Self.cell(plan)
        var times: [Double?] = []
        for _ in 1...12 {
            _ = cell.advance(1)
            times.append(cell.time)
        }
        #expect(times == (1...12).map(Double.init))
        let forecast = try #require(plan.timeForecast)
        #expect(forecast.end == 12)
        #expect(forecast.agents.compactMap(\.done).sorted() == [12, 12, 12, 12, 60])
        #expect(forecast.agents.map(\.meetings).sorted() == [0, 6, 6, 6, 6])
        #expect(forecast.agents.allSatisfy { $0.rounds == 12 })
    }

    /// Stragglers are drawn round by round: a program of a few lines that knows who comes to the next meeting.
    @Test("whoever comes again is waited for until it has done all its rounds", arguments: [1, 3, 8])
    func comesAgain(cut: Int) throws {
        let plan = try Self.plan(
            "participation: {slowest_excluded: 0.4}\nfaults: [{straggling: {share: 1, slowdown: 7, probability: 0.4}}]")
        let times = try #require(
            plan.compositions[0].times(
                of: plan.agents.map(\.name), StreamKey(seed: plan.seed, owner: "exchange/parameter_average")))
        func coming(after round: Int) -> [Int] {
            let last = (0..<5).map { agent in (round - 1...round).reduce(0) { $0 + times.ticks(of: agent, round: $1) } }
            return (0..<5).sorted { (last[$0], $0) < (last[$1], $1) }.prefix(3).sorted()
        }
        var (own, met, shown, expected) = ([Int](repeating: 0, count: 5), 0, 0, [Double]())
        for round in 1...12 {
            for agent in 0..<5 { own[agent] += times.ticks(of: agent, round: round) }
            let next = coming(after: round.isMultiple(of: 2) ? round : round + 1)
            let latest = next.map { own[$0] }.max() ?? 0
            if round.isMultiple(of: 2) {
                met = max(met, latest)
                for agent in next { own[agent] = met }
                shown = max(shown, met)
            } else {
                shown = max(shown, latest)
            }
            expected.append(Double(shown) / Double(RoundTimes.unit))
        }
        var cell = try Self.cell(plan)
        for _ in 1...cut { _ = cell.advance(1) }
        var resumed = try Self.cell(plan)
        try resumed.restore(cell.tree(), round: cut, isScheduled: false)
        var found: [Double?] = []
        for _ in (cut + 1)...12 {
            _ = resumed.advance(2)
            found.append(resumed.time)
        }
        #expect(found == Array(expected.dropFirst(cut)))
        #expect(plan.timeForecast?.end == expected.last)
        #expect(plan.timeForecast?.agents.map(\.done) == own.map { Double($0) / Double(RoundTimes.unit) })
    }

    @Test(
        "what needs all agents at once is refused, with both places",
        arguments: [
            ("when: asynchronous\naggregate: median", "'aggregate' is of several uploads", "median"),
            ("when: asynchronous\nweights: samples", "'weights' is of several uploads", "samples"),
            ("when: asynchronous\nparticipation: {fraction: 0.5}", "'participation' says who comes", "fraction"),
            ("when: asynchronous\nparticipation: {best: 2}", "'participation' says who comes", "best"),
            ("when: asynchronous\nfaults: [dropout]", "'faults' says who comes", "[dropout]"),
            ("when: asynchronous\nupload: delta", "'upload' delta is not what a server can go on from", "delta"),
            ("when: asynchronous\nprotect: [mask]", "'protect' mask hides all but sums", "[mask]"),
            ("when: asynchronous\nserver: optimizer", "'server' is of all agents", "optimizer"),
            ("when: asynchronous\ntopology: peer_to_peer", "'topology' is of all agents", "peer_to_peer"),
            (
                "when: asynchronous\ndigest: control_variate", "'digest' control_variate is of all agents",
                "control_variate"
            ),
            (
                "when: {event: {drift: 1}}\nupload: action_distributions", "but its digest 'replace' takes parameters",
                nil
            ),
            ("when: {asynchronous: {speed: [2, 1]}}", "the range from 2.0 to 1.0 is empty", nil),
            ("when: {asynchronous: {speed: [0, 1]}}", "speeds are from", nil),
            ("when: {asynchronous: {latency: [0.5, 0.25]}}", "the range from 0.5 to 0.25 is empty", nil),
        ] as [(String, String, String?)])
    func refused(exchange: String, words: String, other: String?) throws {
        let (study, findings) = Self.study(exchange)
        #expect(study == nil)
        let errors = findings.diagnostics.filter { $0.severity == .error }
        let error = try #require(errors.first { $0.message.contains(words) }, "\(errors.map(\.message))")
        #expect(error.span != nil)
        guard let other else { return }
        #expect(error.code == .unfitAxes && error.span?.text == "asynchronous", "\(error.span?.text ?? "nowhere")")
        #expect(error.related?.span.text == other, "\(error.related?.span.text ?? "nowhere")")
    }

    @Test("agents meet with the probability told, and the plan knows when", arguments: [0.25, 1])
    func probability(probability: Double) throws {
        let plan = try Self.plan("when: {probability: \(probability)}", rounds: 80)
        var cell = try Self.cell(plan)
        for _ in 1...80 { _ = cell.advance(1) }
        let forecast = plan.costs
        #expect(forecast.isLedgerExact)
        #expect(forecast.contradictions(by: cell.ledger) == [])
        let meetings = try #require(forecast.firings.first?.count)
        #expect(probability == 1 ? meetings == 40 : (3...20).contains(meetings))
    }

    @Test(
        "agents that are done tell once and meet as often as the plan allows",
        arguments: [("any", 0.0), ("any", 0.6), ("all", 0), ("all", 0.5)])
    func done(who: String, away: Double) throws {
        let plan = try Self.plan(
            """
            when: {environment_done: {return: 16, who: \(who)}}
            faults: [{dropout: \(away)}]
            """, rounds: 60)
        var cell = try Self.cell(plan)
        for _ in 1...60 { _ = cell.advance(1) }
        func bytes(_ ledger: Ledger, _ kind: String) -> Int {
            ledger.entries.filter { $0.kind == kind && $0.direction == .up }.reduce(0) { $0 + $1.bytes }
        }
        #expect(bytes(cell.ledger, "notice") == 5, "in sixty rounds everybody is done")
        let most = bytes(plan.costs.ledger, "parameters")
        let row = 4 * plan.costs.agents[0].parameters
        #expect(most == (who == "any" ? 5 : 1) * 5 * row)
        let sent = bytes(cell.ledger, "parameters")
        #expect(sent > 0 && sent <= most && sent.isMultiple(of: row))
        #expect(away > 0 || who == "any" || sent == most)
        #expect(plan.costs.contradictions(by: cell.ledger) == [])
        #expect(plan.costs.least.total == 0)
    }

    @Test("agents that have not moved far do not meet; those that have, do")
    func drift() throws {
        for (distance, all) in [("1e9", false), ("0", true)] {
            let plan = try Self.plan("when: {event: {drift: {distance: \(distance)}}}")
            var cell = try Self.cell(plan)
            for _ in 1...12 { _ = cell.advance(1) }
            let parameters = cell.ledger.entries.first { $0.kind == "parameters" && $0.direction == .up }?.bytes ?? 0
            let most = plan.costs.ledger.entries.first { $0.kind == "parameters" && $0.direction == .up }?.bytes ?? 0
            // At the first look agents are compared with what they began with.
            #expect(parameters == (all ? most : 0))
            let notices = cell.ledger.entries.first { $0.kind == "notice" }?.bytes ?? 0
            #expect(notices == (all ? 30 : 0))
        }
    }
}
