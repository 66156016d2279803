import Numerics

/// What a type of learner can do beside learning, found once: looking for a conformance costs more than a step, and finding
/// it in a value would copy the value.
///
/// Each is nil where the learner does not conform. A phase of a round is one function, so that the loop over agents stands
/// where the conformance is known.
struct Abilities<L: Learner>: Sendable {
    let acting = (L.self as? any Acting.Type)?.phases as? ActingPhases<L>
    let answering = (L.self as? any Answering.Type)?.phases as? AnsweringPhases<L>
    let slots = (L.self as? any PartHolding.Type)?.slotFinder as? SlotFinder<L>
    let table = (L.self as? any Tabular.Type)?.tableReader as? TableReader<L>
    let planning = (L.self as? any Planning.Type)?.planningPhases as? PlanningPhases<L>
    let episodic = (L.self as? any Episodic.Type)?.episodicReader as? EpisodicReader<L>
    let checks = (L.self as? any StateChecking.Type)?.stateChecker as? StateChecker<L>
    let restarting = (L.self as? any Restarting.Type)?.restarter as? Restarter<L>
    let anchoring = (L.self as? any Anchored.Type)?.anchorer as? Anchorer<L>
    let pulled = (L.self as? any Pulled.Type)?.pulled
}

/// The phases of learners that answer the federation.
struct AnsweringPhases<L: Learner>: Sendable {
    /// An answer of every agent, into its own row, after a step toward a target if there is one.
    let answer:
        @Sendable (
            inout BlockStorage<L>, Query, _ after: Target?, [Participant], Rows, Round, _ workers: Int
        ) -> Void
    /// One optimizer step of every agent toward a target.
    let fit: @Sendable (inout BlockStorage<L>, Target, [Participant], Round, _ workers: Int) -> Void
    /// A lesson for every agent.
    let teach: @Sendable (inout BlockStorage<L>, @escaping Lesson, [Participant], Round, _ workers: Int) -> Void
}

extension Answering {
    fileprivate static var phases: any Sendable {
        AnsweringPhases<Self>(
            answer: { storage, query, target, participants, rows, round, workers in
                storage.forEachAgent(participants, workers) { row, index, learner, block, state, scratch in
                    if let target { learner.fit(&state, member: index, block, to: target.of(row), round, &scratch) }
                    learner.answer(
                        query, by: state, member: index, block, into: rows.rows(row..<row + 1), &scratch)
                }
            },
            fit: { storage, target, participants, round, workers in
                storage.forEachAgent(participants, workers) { row, index, learner, block, state, scratch in
                    learner.fit(&state, member: index, block, to: target.of(row), round, &scratch)
                }
            },
            teach: { storage, lesson, participants, round, workers in
                storage.forEachAgent(participants, workers) { row, index, learner, block, state, scratch in
                    lesson(row, block.members[index]) { target in
                        learner.fit(&state, member: index, block, to: target, round, &scratch)
                    }
                }
            })
    }
}

/// The phases of learners that act.
struct ActingPhases<L: Learner>: Sendable {
    /// Fresh episodes of every agent in its world, summed up.
    let evaluate: @Sendable (inout BlockStorage<L>, [any World], _ episodes: Int, Actor.Rule, _ workers: Int) -> [Score]
    /// One agent's policy, rolled out onto a tape.
    let roll: @Sendable (inout BlockStorage<L>, _ agent: Int, inout any World, Actor.Rule, Limit, Tape) -> Void
}

extension Acting {
    fileprivate static var phases: any Sendable {
        ActingPhases<Self>(
            evaluate: { storage, worlds, episodes, rule, workers in
                var scores = [Score](repeating: Score(), count: storage.count)
                scores.withUnsafeMutableBufferPointer { buffer in
                    let own = Shared(buffer)
                    let all = (0..<storage.count).map { Participant(agent: $0, row: $0) }
                    storage.forEachAgent(all, workers) { agent, index, learner, _, state, scratch in
                        var world = worlds[agent]
                        let tape = Tape(world.spaces)
                        var score = Score()
                        for _ in 0..<episodes {
                            tape.clear()
                            score += world.roll(
                                learner.actor(state, member: index, rule, &scratch), until: .episodes(1), onto: tape)
                        }
                        own.value[agent] = score
                    }
                }
                return scores
            },
            roll: { storage, agent, world, rule, limit, tape in
                let (block, index) = storage.place(of: agent)
                let actor = storage.learners[block].actor(
                    storage.states[block], member: index, rule, &storage.scratch.items[block])
                _ = world.roll(actor, until: limit, onto: tape)
            })
    }
}

/// Where the parts of a learner's agents are.
struct SlotFinder<L: Learner>: Sendable {
    let slots: @Sendable (L, Member) -> [Slot<L.State>]
}

extension PartHolding {
    fileprivate static var slotFinder: any Sendable { SlotFinder<Self> { $0.slots(of: $1) } }
}

/// Policies by state.
struct TableReader<L: Learner>: Sendable {
    let policy: @Sendable (L, L.State, _ member: Int, FiniteModel) -> [Double]
}

extension Tabular {
    fileprivate static var tableReader: any Sendable {
        TableReader<Self> { $0.tabularPolicy(of: $1, member: $2, in: $3) }
    }
}

/// The phases of learners that plan together, step by step.
struct PlanningPhases<L: Learner>: Sendable {
    /// What every agent has seen of a step, into its own row.
    let sum: @Sendable (BlockStorage<L>, _ step: Int, [Participant], DoubleRows) -> Void
    /// The plan of a step for every agent, its own or the only one.
    let take: @Sendable (inout BlockStorage<L>, _ step: Int, [Participant], DoubleRows) -> Void
}

extension Planning {
    fileprivate static var planningPhases: any Sendable {
        PlanningPhases<Self>(
            sum: { storage, step, participants, rows in
                for participant in participants {
                    let (block, index) = storage.place(of: participant.agent)
                    storage.learners[block].sum(
                        storage.states[block], member: index, step: step, into: rows.row(participant.row))
                }
            },
            take: { storage, step, participants, rows in
                storage.forEachAgent(participants, 1) { row, index, learner, _, state, _ in
                    learner.take(&state, member: index, step: step, rows.row(rows.count == 1 ? 0 : row))
                }
            })
    }
}

/// What agents do by step and state, and how often it was planned.
struct EpisodicReader<L: Learner>: Sendable {
    let policy: @Sendable (L, L.State, _ member: Int) -> [Int]
    let plannings: @Sendable (L, L.State, _ member: Int) -> Int
}

extension Episodic {
    fileprivate static var episodicReader: any Sendable {
        EpisodicReader<Self>(
            policy: { $0.episodicPolicy(of: $1, member: $2) }, plannings: { $0.plannings(of: $1, member: $2) })
    }
}

/// What a block knows of its state.
struct StateChecker<L: Learner>: Sendable {
    let flaw: @Sendable (L, L.State, Block) -> Flaw?
}

extension StateChecking {
    fileprivate static var stateChecker: any Sendable { StateChecker<Self> { $0.flaw(of: $1, in: $2) } }
}

/// Where agents are held.
struct Anchorer<L: Learner>: Sendable {
    let anchor: @Sendable (L, inout L.State) -> Void
}

extension Anchored {
    fileprivate static var anchorer: any Sendable { Anchorer<Self> { $0.anchor(&$1) } }
}

/// What is made anew after an exchange.
struct Restarter<L: Learner>: Sendable {
    let restarts: @Sendable (L) -> Bool
    let restart: @Sendable (L, inout L.State, Member) -> Void
}

extension Restarting {
    fileprivate static var restarter: any Sendable {
        Restarter<Self>(restarts: { $0.restarts }, restart: { $0.restart(&$1, $2) })
    }
}
