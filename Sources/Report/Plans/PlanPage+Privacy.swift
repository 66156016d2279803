internal import Determinism
internal import Experiment
internal import Federation

extension PlanPage {
    /// What is learned of an agent by those who are sent its messages, by arm and exchange; nil where nothing is protected.
    var privacy: Table? {
        var table = Table(
            "Privacy",
            caption: """
                What can be learned of one agent by whoever is sent its messages: the server, or without one the agents it is \
                linked with, all of them together. Zero-concentrated differential privacy of its uploads against zeros in their \
                place (zero-out adjacency: to add or remove an agent, where whoever is not there counts as zeros; to replace uploads \
                by any others, ρ is four times as much), ε = ρ + 2 √(ρ ln 1/δ). \
                Protection between parties of one process is simulated: seeds are in the plan.
                """,
            columns: [
                .text("arm", key: "arm"), .text("exchange", key: "exchange"), .numbers("messages", keys: "messages"),
                .numbers("ρ", keys: "rho"), .numbers("ε", keys: "epsilon"), .numbers("δ", keys: "delta"),
                .text("guarantee", key: "guarantee"),
            ])
        for plan in arms {
            guard let account = plan.privacy else { continue }
            let bound = account.isExact ? "each agent" : "each agent, at most"
            for exchange in account.exchanges {
                let (loss, rho) = (exchange.loss, exchange.rho(after: plan.rounds))
                table.append([
                    .text(plan.arm), .text(loss.exchange), .count(exchange.messages(after: plan.rounds)),
                    rho.map { .figure($0) } ?? .missing,
                    rho.map { .figure(PrivacyLoss.epsilon(rho: $0, delta: loss.delta)) } ?? .missing,
                    rho == nil ? .missing : .figure(loss.delta),
                    .text(rho == nil ? "no guarantee: " + loss.reasons.joined(separator: "; ") : bound),
                ])
            }
            guard account.exchanges.count > 1 || account.reasons != account.exchanges[0].loss.reasons else { continue }
            table.append([
                .text(plan.arm), .text("together"), .blank, account.rho().map { .figure($0) } ?? .missing,
                account.epsilon().map { .figure($0) } ?? .missing,
                account.reasons.isEmpty ? .figure(account.delta) : .missing,
                .text(account.reasons.isEmpty ? bound : "no guarantee: " + account.reasons.joined(separator: "; ")),
            ])
        }
        return table.rows.isEmpty ? nil : table
    }

    /// The same for programs, numbers in full.
    var privacyLists: CanonicalValue? {
        let accounts = arms.compactMap { plan in plan.privacy.map { (plan, $0) } }
        guard !accounts.isEmpty else { return nil }
        return .list(
            accounts.map { plan, account in
                let exchanges = account.exchanges.map { exchange in
                    let (loss, rounds) = (exchange.loss, plan.rounds)
                    return CanonicalValue.object(
                        sorting: [
                            ("exchange", .text(loss.exchange)),
                            ("messages", .integer(exchange.messages(after: rounds))),
                        ] + Self.numbers(exchange.rho(after: rounds), loss.delta, loss.reasons))
                }
                return .object(
                    sorting: [
                        ("arm", .text(plan.arm)), ("exact", .boolean(account.isExact)), ("exchanges", .list(exchanges)),
                    ] + Self.numbers(account.rho(), account.delta, account.reasons))
            })
    }

    private static func numbers(_ rho: Double?, _ delta: Double, _ reasons: [String]) -> [(String, CanonicalValue)] {
        [
            ("rho", rho.map(CanonicalValue.number) ?? .null),
            ("epsilon", rho.map { .number(PrivacyLoss.epsilon(rho: $0, delta: delta)) } ?? .null),
            ("delta", rho == nil ? .null : .number(delta)),
            ("no_guarantee", .list(reasons.map(CanonicalValue.text))),
        ]
    }
}
