/// How many of those whose uploads make one result can lie, and how many may: of the result with which an honest agent goes on
/// in which liars are most beyond what the aggregate bears.
public struct Exposure: Sendable, Equatable {
    /// Liars among the senders, at most.
    public let liars: Int
    /// Senders of the result.
    public let senders: Int
    /// How many of these the aggregate bears; nil where that is not known.
    public let tolerated: Int?
    /// How far from what the others sent so many that are borne can take the result because of what the aggregate is told, in
    /// the unit of uploads.
    public let reach: Double

    /// Whether more can lie than the aggregate bears.
    public var isBeyond: Bool { tolerated.map { liars > $0 } ?? false }

    init(_ liars: Int, of senders: Int, _ aggregator: any Aggregator) {
        self.liars = liars
        self.senders = senders
        tolerated = aggregator.tolerated(of: senders)
        reach = aggregator.reach(of: min(liars, tolerated ?? liars), among: senders)
    }

    /// Liars beyond what is borne; negative where more would be.
    private var margin: Int { tolerated.map { liars - $0 } ?? 0 }

    /// Whether it is worse than another: liars are more beyond what is borne, or as much in a larger result.
    fileprivate func isWorse(than other: Exposure?) -> Bool {
        guard let other else { return true }
        return (margin, senders) > (other.margin, other.senders)
    }
}

extension Composition {
    /// How many of some agents lie, beside what the aggregate bears; nil where nobody does.
    ///
    /// Every result is looked at by itself: of a group of agents that count for one another, or of an agent and those it is
    /// linked with; and every number of agents that can come.
    ///
    /// - Parameters:
    ///   - peers: the agents of a group that talks by itself.
    ///   - liars: who lies, by place; nil where that is still to be drawn, and anybody can.
    ///   - meetings: who comes to which meeting; nil where that is not known, and anybody can of as few as can come.
    public func exposure(
        among peers: [Facts.Peer], liars: Set<Int>? = nil, at meetings: [[Int]]? = nil
    ) -> Exposure? {
        let suspects = lies.map { $0.fault.suspects(among: peers.map(\.name)) }
        let certain = liars ?? Set(suspects.flatMap(\.certain))
        let drawn = liars == nil ? suspects.reduce(0) { $0.saturatingPlus($1.drawn) } : 0
        let number = min(certain.count.saturatingPlus(drawn), peers.count)
        guard number > 0 else { return nil }
        var search = ExposureSearch(
            aggregator: aggregator, suspects: certain, drawn: drawn, isAnybodyHonest: number < peers.count)
        let circles = circles(among: peers)
        if let meetings {
            for present in Set(meetings).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                search.look(at: circles, present: present, of: peers.count)
            }
        } else {
            let most = participation.most(of: peers.count)
            search.look(at: circles, present: (hasAbsence ? min(2, most) : most)...most, of: peers.count)
        }
        // No honest agent goes on from what a liar sends.
        return search.worst ?? Exposure(0, of: 1, aggregator)
    }

    /// Who comes to the meetings of a group, where that is drawn, and few enough to be looked at; nil elsewhere.
    ///
    /// - Parameters:
    ///   - facts: who could meet (``Facts/peers``), when, and what keys the exchange's streams, by group.
    ///   - most: how often an agent's coming may be drawn.
    public func attended(_ facts: Facts, group: Int, atMost most: Int) -> [[Int]]? {
        let agents = facts.peers.count
        let draws = participation is any TimedParticipation ? facts.period : 1
        guard ranking == nil, agents.saturatingTimes(facts.meetings).saturatingTimes(draws) <= most,
            let attendance = attendance(facts, agents: agents)
        else { return nil }
        return (0..<facts.meetings).compactMap { meeting in
            let round = (meeting + 1) * facts.period
            guard meets(after: round, facts.keys[group]) ?? true else { return nil }
            let present = attendance.present(group, after: round)
            return present.isEmpty ? nil : present
        }
    }

    /// Whose uploads make one result, and whose it is.
    fileprivate struct Circle {
        /// The places of those who can send, in rising order.
        let senders: [Int]
        /// The one who makes the result; nil where all senders get it.
        var receiver: Int?
        /// Whether any of the senders may be left out, since groups go by what agents come to.
        var isOpen = false
    }

    private func circles(among peers: [Facts.Peer]) -> [Circle] {
        let groups = weighting.groups(among: peers)
        let isOpen = groups == nil
        let known = groups ?? [Array(peers.indices)]
        guard case .given(let neighbors)? = topology.links(among: peers) else {
            return known.map { Circle(senders: $0, isOpen: isOpen) }
        }
        var group = [Int?](repeating: nil, count: peers.count)
        for (number, members) in known.enumerated() { for place in members { group[place] = number } }
        return peers.indices.filter { group[$0] != nil }.map { receiver in
            let linked = (neighbors[receiver] + [receiver]).filter { group[$0] == group[receiver] }.sorted()
            return Circle(senders: linked, receiver: receiver, isOpen: isOpen)
        }
    }
}

/// Looks for the result in which liars are most beyond what is borne.
private struct ExposureSearch {
    let aggregator: any Aggregator
    /// Who lies for certain.
    let suspects: Set<Int>
    /// How many others lie; any can.
    let drawn: Int
    /// Whether there is an honest agent, so that results of liars alone do not matter.
    let isAnybodyHonest: Bool
    var worst: Exposure?

    /// Results of a meeting to which these come.
    mutating func look(at circles: [Composition.Circle], present: [Int], of agents: Int) {
        var isThere = [Bool](repeating: false, count: agents)
        for place in present { isThere[place] = true }
        for circle in circles {
            if let receiver = circle.receiver, !isThere[receiver] { continue }
            let senders = circle.senders.filter { isThere[$0] }
            look(at: circle, among: senders, sizes: senders.count...senders.count)
        }
    }

    /// Results of any meeting to which so many come.
    mutating func look(at circles: [Composition.Circle], present: ClosedRange<Int>, of agents: Int) {
        for circle in circles {
            let others = agents - circle.senders.count
            let sizes = max(present.lowerBound - others, 1)...max(min(present.upperBound, circle.senders.count), 1)
            look(at: circle, among: circle.senders, sizes: min(sizes.lowerBound, sizes.upperBound)...sizes.upperBound)
        }
    }

    /// A result made of so many of some senders, of whom as many lie as can.
    private mutating func look(at circle: Composition.Circle, among senders: [Int], sizes: ClosedRange<Int>) {
        if isAnybodyHonest {
            let receivers = circle.receiver.map { [$0] } ?? senders
            guard receivers.contains(where: { !suspects.contains($0) }) else { return }
        }
        guard sizes.upperBound > 0 else { return }
        let liars = senders.reduce(0) { $0 + (suspects.contains($1) ? 1 : 0) }.saturatingPlus(drawn)
        for size in (circle.isOpen ? 1 : sizes.lowerBound)...sizes.upperBound {
            // Who gets the result is among its senders, and honest.
            let number = min(liars, isAnybodyHonest ? size - 1 : size)
            guard number > 0 else { continue }
            let found = Exposure(number, of: size, aggregator)
            if found.isWorse(than: worst) { worst = found }
        }
    }
}
