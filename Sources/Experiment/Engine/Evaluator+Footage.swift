import Config
public import Learning

extension Evaluator {
    /// One episode of one agent: who plays it, where, and how.
    public struct Take: Sendable {
        /// The agent's place in the plan, from 0.
        public var agent: Int
        /// Which replica's agent, from 0.
        public var replica = 0
        /// Where it plays.
        public var place: Place
        /// Which of the place's worlds, from 0.
        public var world = 0
        /// Which episode of the evaluation, from 0.
        public var episode = 0
        /// How actions are chosen.
        public var rule: Actor.Rule

        /// The first episode in the first world of a place.
        public init(agent: Int, in place: Place, _ rule: Actor.Rule) {
            self.agent = agent
            self.place = place
            self.rule = rule
        }
    }

    /// How many worlds a place has for each agent.
    public func worlds(in place: Place) -> Int { place.copies?[0].count ?? 1 }

    /// Why a take cannot be played, in words; nil where it can.
    public func refusal(of take: Take) -> String? {
        let agent = plan.agents[take.agent]
        return Self.refusal(of: agent, in: take.place, isExact: agent.learnerType is any Tabular.Type)
            ?? Self.refusal(of: agent, by: take.rule)
    }

    /// The world a take is played in, by kind and settings.
    public func environment(of take: Take) -> Choice {
        take.place.copies?[take.replica][take.world]
            ?? cell.agents[take.replica * plan.agents.count + take.agent].environment
    }

    /// Plays one episode again that ``run(_:episodes:_:jobs:)`` plays among others, and looks at it.
    ///
    /// The episode has the numbers it has there: its total is the return that is averaged there. Agents with policies by
    /// state, of which returns are computed, play one episode by their table.
    ///
    /// - Parameters:
    ///   - take: one that ``refusal(of:)`` has nothing against.
    ///   - limit: how many moments are kept at most, beside the first.
    ///   - step: a moment to be kept in any case, where the episode reaches it.
    public mutating func footage(of take: Take, atMost limit: Int, including step: Int? = nil) -> Footage {
        let index = take.replica * plan.agents.count + take.agent
        let environment = plan.language.environments.make(environment(of: take))
        let streams = WorldStreams.evaluation(cell.keys[index], round: round)
        let tape = Tape(environment.spaces)
        let (agent, learner) = (plan.agents[take.agent], plan.agents[take.agent].learnerType)
        let isTabular = !(learner is any Acting.Type)
        if isTabular {
            let policy = cell.population.tabularPolicy(of: index) ?? []
            let isPlayed = environment.play(policy, take.rule, streams, episode: take.episode, onto: tape)
            precondition(isPlayed, "a policy by state needs a finite world")
        } else {
            var world = agent.seen(environment).world(streams, from: take.episode)
            cell.population.roll(agent: index, in: &world, take.rule, until: .episodes(1), onto: tape)
            agent.act(on: tape)
        }
        let isDrawn = isTabular || (take.rule == .stochastic && learner is any Answering.Type)
        return environment.footage(
            along: tape, streams, episode: take.episode, isDrawn: isDrawn, atMost: limit, including: step)
    }
}
