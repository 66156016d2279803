/// What agents would do, told on every rank.
extension Population {
    /// What an agent would do in every state of a finite world, `states × actions` probabilities; nil where it has no
    /// table.
    public func tabularPolicy(of agent: Int) -> [Double]? {
        let place = places[agent]
        guard let rank else { return kinds[place.kind].tabularPolicy(of: place.agent) }
        return rank.numbers(of: isHere(agent) ? kinds[place.kind].tabularPolicy(of: place.agent) : nil)
    }

    /// What an agent would do in its next episode, by step and state of the step; nil where it does not go by the step.
    public func episodicPolicy(of agent: Int) -> [Int]? {
        let place = places[agent]
        guard let rank else { return kinds[place.kind].episodicPolicy(of: place.agent) }
        let own = isHere(agent) ? kinds[place.kind].episodicPolicy(of: place.agent) : nil
        return rank.numbers(of: own?.map(Double.init))?.map(Int.init)
    }

    /// How often an agent's policy was planned; nil where none is.
    public func plannings(of agent: Int) -> Int? {
        let place = places[agent]
        guard let rank else { return kinds[place.kind].plannings(of: place.agent) }
        let own = isHere(agent) ? kinds[place.kind].plannings(of: place.agent) : nil
        return rank.numbers(of: own.map { [Double($0)] })?.first.map { Int($0) }
    }
}
