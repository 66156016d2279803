import Determinism

extension Composition {
    /// The axes between an upload and its result before the first meeting, of one group.
    ///
    /// - Parameters:
    ///   - agents: how many agents' numbers are kept; none in a forecast.
    ///   - group: the places of the group's agents in the population.
    ///   - names: of all agents, by their places.
    ///   - key: of the group's streams; nil in a forecast.
    ///   - isSpread: whether the agents are spread over ranks.
    func atWork(
        _ facts: Facts, agents: Int, group: [Int], names: [String], key: StreamKey?, isSpread: Bool = false
    ) -> AxesAtWork {
        let own = key == nil ? [] : facts.peers.map(\.name)
        let standing = trigger.asynchrony.flatMap { rule -> StandingServer? in
            guard let key, let pace = times(of: own, key) else { return nil }
            let itinerary = Itinerary(agents: own.count, period: facts.period, pace)
            return StandingServer(
                rule: rule, pace: pace, state: .init(itinerary: itinerary))
        }
        let lies = lies.filter(\.fault.isOnWire)
        let relative = upload as? any RelativeUpload
        let settled = SettledAxes(
            aggregator: aggregator, guards: guards, summing: summing, lies: lies,
            liars: lies.map { lie in
                key.map { liars(by: lie, among: own, $0).map { group[$0] } } ?? []
            },
            names: names, peers: facts.peers,
            places: Dictionary(uniqueKeysWithValues: group.enumerated().map { ($0.element, $0.offset) }),
            links: topology.links(among: facts.peers), isPersonal: isPersonal, isRelative: relative != nil,
            isCutByColumns: isSpread && combinesByColumns)
        return AxesAtWork(
            settled: settled,
            weighting: weighting.countsAlike ? nil : weighting.running(facts, agents: agents),
            server: type(of: server).sendsAggregates ? nil : server.running(facts, agents: agents),
            participation: ranking?.running(facts, agents: agents),
            upload: relative?.running(facts, agents: agents),
            visits: countsVisits ? VisitTally(agents: agents, width: facts.countedPart?.width ?? 0) : nil,
            tally: countsTraining ? TrainingTally(agents: agents) : nil,
            trigger: (trigger as? any WatchingTrigger)?.running(facts, agents: agents), standing: standing)
    }

    /// Whether columns of uploads are all that is looked at between uploads and their only result. Guards, liars and differences go
    /// over whole rows, and so do results of one's own, and a server to which agents come one by one.
    private var combinesByColumns: Bool {
        (aggregator is any ColumnwiseAggregator || aggregator is any BlockwiseAggregator) && !isPersonal
            && guards.isEmpty
            && !lies.contains(where: \.fault.isOnWire)
            && !(upload is any RelativeUpload) && !isAsynchronous && (weighting.countsAlike || !weighting.seesRows)
    }
}
