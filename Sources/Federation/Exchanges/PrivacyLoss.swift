import Numerics

/// What those learn of one agent who are sent its messages through an exchange, as far as noise bounds it: zero-concentrated
/// differential privacy, where two runs are adjacent in which one agent's uploads are what they are, or zeros in their place
/// (zero-out). Where uploads can be replaced by any other ones, ρ is four times as much.
///
/// Bun & Steinke, TCC 2016 [recalled]: normal noise of deviation σ on rows at most C long is ρ-zCDP with ρ = C²/(2σ²); ρ of
/// several messages adds up; ρ-zCDP is (ρ + 2 √(ρ ln 1/δ), δ)-DP.
public struct PrivacyLoss: Sendable, Equatable {
    /// The exchange.
    public let exchange: String
    /// Who is sent an agent's messages, in words. Where there is no server, everybody whom an agent is linked with is sent the same,
    /// so that all of them together learn no more.
    public let learners: String
    /// What an agent sends in one meeting: messages.
    public let messagesPerMeeting: Int
    /// ρ of one message; infinite where nothing bounds it.
    public let rhoPerMessage: Double
    /// With which δ ε is told.
    public let delta: Double
    /// Why there is no guarantee; empty where there is one.
    public let reasons: [String]

    /// ρ of so many meetings.
    public func rho(meetings: Int) -> Double { rhoPerMessage * Double(meetings.saturatingTimes(messagesPerMeeting)) }

    /// ρ + 2 √(ρ ln 1/δ).
    public static func epsilon(rho: Double, delta: Double) -> Double {
        rho + 2 * (rho * -Elementary.log(delta)).squareRoot()
    }
}

extension Composition {
    /// Whether anything protects uploads on their way.
    public var isProtected: Bool { !guards.isEmpty }

    /// What those learn of an agent at a meeting who are sent its messages.
    ///
    /// - Parameter facts: of the exchange, as for a forecast.
    public func privacy(_ facts: Facts) -> PrivacyLoss {
        let noise = noise(facts)
        return PrivacyLoss(
            exchange: name, learners: topology.hasServer ? "the server" : "the agents it is linked with",
            messagesPerMeeting: meeting(facts)?.questions ?? 0, rhoPerMessage: noise.rho,
            delta: noise.delta, reasons: noise.reasons + besides(facts))
    }

    /// How often an agent can have met others, round by round.
    ///
    /// - Parameter facts: of the exchange, as for a forecast.
    public func mostMeetings(_ facts: Facts) -> MostMeetings {
        if isAsynchronous { return .at(rounds: itineraryMeetings(facts)) }
        let watch = (trigger as? any WatchingTrigger)?.most(of: facts.size, looks: facts.meetings)
        return .every(facts.period, most: watch?.meetings ?? facts.meetings)
    }

    /// What the chain of guards is worth: the first noise that counts; of several precisions, the one that is worth least.
    private func noise(_ facts: Facts) -> (rho: Double, delta: Double, reasons: [String]) {
        var (rho, delta, reasons) = (0.0, 1.0, [String]())
        for request in requests(facts) {
            let own = noise(on: request.signature)
            (rho, delta) = (max(rho, own.rho), min(delta, own.delta))
            if let reason = own.reason, !reasons.contains(reason) { reasons.append(reason) }
        }
        return (rho, delta, reasons)
    }

    private func noise(on payload: Signature) -> (rho: Double, delta: Double, reason: String?) {
        var (signature, hasNoise, wasUnsure) = (payload, false, nil as Double?)
        for own in guards {
            if let noisy = own as? any NoisyGuard {
                hasNoise = true
                if noisy.probability < 1 {
                    wasUnsure = noisy.probability
                } else if let bound = signature.bound {
                    let ratio = bound / noisy.deviation(on: signature)
                    let rho = ratio * ratio / 2
                    return rho.isFinite && rho > 0
                        ? (rho, noisy.delta, nil)
                        : (.infinity, 1, "its bound over the noise's deviation is beyond what numbers can say")
                }
            }
            // Behind unsure noise a bound of before is none of what is sent.
            signature = own.wire(signature, .up) ?? signature
            if hasNoise, signature.bound != nil, wasUnsure == nil {
                return (.infinity, 1, "the clip stands behind the noise, and nothing bounds what the noise hides")
            }
        }
        let reason =
            if guards.isEmpty { "nothing protects what it sends" } else if let wasUnsure {
                "noise comes with probability \(wasUnsure)"
            } else if hasNoise { "no clip bounds how long an upload is" } else { "no noise hides what an agent sends" }
        return (.infinity, 1, reason)
    }

    /// What is learned beside protected uploads.
    private func besides(_ facts: Facts) -> [String] {
        var reasons: [String] = []
        if trigger is any WatchingTrigger {
            reasons.append("when agents meet depends on how they train, by 'when' \(type(of: trigger).component.kind)")
        }
        if let ranking {
            reasons.append(
                "who meets depends on how agents train, by 'participation' \(type(of: ranking).component.kind)")
        }
        if let lie = lies.first(where: { $0.fault.isOnWire }) {
            reasons.append("who lies leaves clip and noise out, by 'faults' \(type(of: lie.fault).component.kind)")
        }
        if let report = weighting.report(facts) {
            reasons.append(
                "agents report \(report.kind) beside their uploads, for 'weights' \(type(of: weighting).component.kind)"
            )
        }
        return reasons
    }
}
