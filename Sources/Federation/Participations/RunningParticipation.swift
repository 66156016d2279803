import Learning

/// A participation that goes by how agents train, with what it keeps, its type erased.
protocol RunningParticipation: KeepingAxis {
    mutating func choose(among present: [Int], _ training: [Score]) -> [Int]
}

extension RunningAxis: RunningParticipation where A: RankingParticipation {
    mutating func choose(among present: [Int], _ training: [Score]) -> [Int] {
        axis.choose(among: present, training, &state)
    }
}

extension RankingParticipation {
    /// With what it keeps.
    func running(_ facts: Facts, agents: Int) -> any RunningParticipation { RunningAxis(self, facts, agents: agents) }
}
