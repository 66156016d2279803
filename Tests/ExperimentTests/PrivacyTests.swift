import Archive
import Config
import Determinism
import Federation
import TestSupport
import Testing

@testable import Experiment

/// What the server learns of an agent, against a public accountant and against reasons why nobody can say.
@Suite("The privacy account")
struct PrivacyTests {
    @Test("ε is that of the formula, and never below a public accountant's")
    func fixture() throws {
        let rows = try Fixture.json("privacy")["rows"]?.elements ?? []
        #expect(rows.count > 80)
        for row in rows {
            let multiplier = try #require(row["multiplier"]?.asNumber)
            let messages = try #require(row["messages"]?.asNumber)
            let delta = try #require(row["delta"]?.asNumber)
            let account = try #require(
                try Self.account(
                    "upload: delta, protect: [{clip: 2}, {gaussian: {multiplier: \(multiplier), delta: \(delta)}}]",
                    rounds: 2 * Int(messages)))
            let found = try #require(account.epsilon())
            for kind in ["tight", "renyi"] {
                let other = try #require(row[kind]?.asNumber)
                #expect(found >= other, "\(row.json)")
            }
            let rho = messages / (2 * multiplier * multiplier)
            #expect(abs((account.rho() ?? 0) / rho - 1) < 1e-12)
            // ln by its series around a power of e, in no library: see `logarithm`.
            let formula = rho + 2 * (rho * Self.logarithm(1 / delta)).squareRoot()
            #expect(abs(found - formula) < 1e-9 * max(1, formula))
        }
    }

    /// ln x = 2 artanh((x − 1)/(x + 1)), after halving into [1/√2, √2].
    private static func logarithm(_ x: Double) -> Double {
        let ln2 = 0.693147180559945309417
        let halvings = Double(Int(x.exponent))
        let rest = x.significand
        let ratio = (rest - 1) / (rest + 1)
        let series = (0..<60).reversed().reduce(0.0) { $0 * ratio * ratio + 1 / Double(2 * $1 + 1) }
        return halvings * ln2 + 2 * ratio * series
    }

    static func account(_ axes: String, rounds: Int = 12, more: String = "", exchanges: String = "") throws
        -> PrivacyAccount?
    {
        let text = """
            concord: 1
            name: private
            seeds: [4]
            environment: cartpole
            optimizer: adam
            round: {steps: 40}
            network: {hidden: [6]}
            rounds: \(rounds)
            learner: {dqn: {learning_starts: 20}}
            agents: [{name: a, count: 4}]
            federation: [{parameter_average: {every: {rounds: 2}, \(axes)}}\(exchanges)]
            \(more)

            """
        let (study, findings) = SpecText.compile(text)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        return compiled.plan(of: compiled.cells[0]).privacy
    }

    static let chain = "upload: delta, protect: [{clip: 0.5}, {gaussian: 2}]"

    @Test(
        "says why there is no guarantee",
        arguments: [
            ("protect: [{gaussian: 1}]", "no clip"), ("protect: [{clip: 1}]", "no noise"),
            ("protect: [{gaussian: 1}, {clip: 1}]", "behind the noise"),
            ("protect: [{clip: 1}, {gaussian: {probability: 0.5}}]", "probability 0.5"),
            ("participation: {best: 2}, \(chain)", "who meets depends on how agents train"),
            ("weights: samples, \(chain)", "agents report"),
            ("faults: [{byzantine: {count: 1, attack: sign_flip}}], \(chain)", "who lies leaves clip and noise out"),
        ])
    func reasons(axes: String, words: String) throws {
        let account = try #require(try Self.account(axes))
        #expect(account.epsilon() == nil && account.rho() == nil)
        #expect(account.reasons.count == 1 && account.reasons[0].contains(words), "\(account.reasons)")
    }

    @Test("adds ρ up over exchanges, and a plain one leaves nothing of it")
    func several() throws {
        let one = try #require(try Self.account(Self.chain))
        #expect(one.rho() == 6.0 / 8)
        let two = try #require(
            try Self.account(
                Self.chain, exchanges: ", {parameter_average: {name: other, every: {rounds: 3}, \(Self.chain)}}"))
        #expect(two.rho() == 10.0 / 8)
        #expect(two.epsilon() == PrivacyLoss.epsilon(rho: 1.25, delta: 1e-5))
        #expect(two.rho(after: 5) == 3.0 / 8)
        let plain = try #require(
            try Self.account(Self.chain, exchanges: ", {parameter_average: {name: other, every: {rounds: 3}}}"))
        #expect(plain.rho() == nil && plain.reasons == ["'other': nothing protects what it sends"])
        #expect(plain.exchanges[0].loss.reasons.isEmpty)
        #expect(try Self.account("upload: delta") == nil)
    }

    @Test("counts a sensitivity of its own, parts measured one by one, and whoever misses meetings at most")
    func variants() throws {
        let louder = try #require(
            try Self.account("protect: [{clip: 0.5}, {gaussian: {multiplier: 2, sensitivity: 0.25}}]"))
        #expect(louder.rho() == 6.0 * 0.25 / 2 / 0.25)
        let parts = try #require(
            try Self.account("protect: [{clip: {norm: 0.5, over: each_part}}, {gaussian: 2}]"))
        #expect(abs((parts.rho() ?? 0) - 6.0 / 8) < 1e-12)
        let some = try #require(try Self.account("participation: {count: 2}, \(Self.chain)"))
        #expect(some.rho() == 6.0 / 8 && !some.isExact)
        let early = try #require(
            try Self.account(
                Self.chain, more: "measure: [{rounds_to: {window: 3, at_least: 15}}]\nstop: {when: rounds_to}"))
        #expect(early.rho() == nil && early.reasons[0].contains("when the run ends"))
    }

    @Test("stands in checkpoints and in the record as far as the run has come")
    func record() throws {
        var cell = try DeltaTests.cell(
            DeltaTests.text(DeltaTests.dqn, Self.chain, more: "measure: [training_return, privacy_loss]"))
        for round in 1...5 {
            let advanced = cell.advance(1)
            let row = try #require(advanced)
            let rho = Double(round / 2) / 8
            #expect(row["privacy_loss"]?.asNumber == PrivacyLoss.epsilon(rho: rho, delta: 1e-5))
        }
        guard case .group(let group)? = try cell.tree()["federation/parameter_average"],
            case .text(let words)? = group.attributes["privacy"]
        else {
            Issue.record("the exchange says nothing of privacy")
            return
        }
        #expect(words.hasPrefix("rho 0.25, epsilon") && words.contains("what the server learned so far"))
    }

    @Test("names those who are sent an agent's messages where there is no server; an agent's ρ is the same")
    func peers() throws {
        let account = try #require(
            try Self.account("topology: {peer_to_peer: ring}, protect: [{clip: 0.5}, {gaussian: 2}]"))
        #expect(account.rho() == 6.0 / 8)
        #expect(account.exchanges.map(\.loss.learners) == ["the agents it is linked with"])
    }
}
