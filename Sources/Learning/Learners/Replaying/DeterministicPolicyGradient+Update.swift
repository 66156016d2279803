import Config
import Numerics

extension DeterministicPolicyGradient {
    /// Tape, minibatch and working memory of one agent.
    final class Scratch {
        let tape: Tape
        let batch: Minibatch
        let box: ControlBox
        let acting: Activations
        let actor: PolicyWorkspace
        let critic: PolicyWorkspace
        let actorTarget: Activations
        let criticTarget: Activations
        let expectile: PolicyWorkspace?
        /// Room for what stands in front of observations; nil where nothing does.
        let actorLead: LeadingInputs?
        let criticLead: LeadingInputs?
        /// What networks are given of observations; nil where it is they.
        let room: ObservationRoom?
        /// What `[s, a]` is for the critics, and its gradient: batch × (observation + controls).
        let judged: UnsafeMutablePointer<Float>
        let slope: UnsafeMutablePointer<Float>
        /// tanh of the actor's outputs: batch × controls.
        let bent: UnsafeMutablePointer<Float>
        /// The noise of the next step, in the controls' units.
        let noise: UnsafeMutablePointer<Float>
        /// v′ and y by transition.
        var values: [Float]
        var targets: [Float]

        init(
            _ spaces: Spaces, actor: NetworkShape, critic: NetworkShape, expectile: NetworkShape?,
            leads: (actor: LeadingInputs?, critic: LeadingInputs?), room: ObservationRoom?, batch size: Int
        ) {
            self.room = room
            (actorLead, criticLead) = leads
            guard let box = ControlBox(spaces.action) else { preconditionFailure("controls live in a box") }
            self.box = box
            tape = Tape(spaces)
            batch = Minibatch(spaces, count: size)
            acting = Activations(actor, capacity: 1)
            self.actor = PolicyWorkspace(actor, capacity: size)
            self.critic = PolicyWorkspace(critic, capacity: size)
            actorTarget = Activations(actor, capacity: size)
            criticTarget = Activations(critic, capacity: size)
            self.expectile = expectile.map { PolicyWorkspace($0, capacity: size) }
            judged = .allocate(capacity: size * critic.inputs)
            slope = .allocate(capacity: size * critic.inputs)
            bent = .allocate(capacity: size * box.count)
            noise = .allocate(capacity: box.count)
            values = [Float](repeating: 0, count: size)
            targets = values
        }

        deinit {
            judged.deallocate()
            slope.deallocate()
            bent.deallocate()
            noise.deallocate()
        }
    }

    /// An agent's optimizers, looked up once per round.
    struct Tools {
        let actor: any Optimizer
        let critic: any Optimizer
        let expectile: (any Optimizer)?
        let embedding: (actor: (any Optimizer)?, critic: (any Optimizer)?)
        /// How strongly actor and critic are held where an exchange left them; nil where they are not.
        let pull: Float?
    }

    func optimizers(_ member: Member) -> Tools {
        Tools(
            actor: member.optimizer("actor"), critic: member.optimizer("critic"),
            expectile: replaying.robust.map { _ in member.optimizer(ExpectileTerm.role) },
            embedding: embeddingOptimizers(member), pull: member.penalty?.weight)
    }

    /// One step of every network on the scratch's minibatch, each with what the ones before it left; v′ and D(s) in y are
    /// from before any of them moves.
    func update(_ state: inout State, _ optimizers: Tools, roundsCompleted: Int, _ scratch: Scratch) {
        scratch.batch.beSeen(by: scratch.room)
        evaluateNext(state, scratch)
        if let expectile = state.expectile {
            scratch.expectile?.activations.forward(
                expectile, inputs: scratch.batch.observations, rows: scratch.batch.count)
        }
        scratch.batch.aim(
            at: scratch.values, pessimism: replaying.robust, lows: scratch.expectile?.activations.outputs,
            discount: replaying.discount,
            into: &scratch.targets)
        fitCritic(&state, optimizers, roundsCompleted, scratch)
        replaying.robust?.fit(
            &state.expectile, &state.optimizer.expectile, optimizers.expectile, to: scratch.values, of: scratch.batch,
            in: scratch.expectile, roundsCompleted: roundsCompleted)
        improveActor(&state, optimizers, roundsCompleted, scratch)
        state.counters.updates += 1
        replaying.target.move(&state.criticTarget, toward: state.critic, after: state.counters.updates)
        replaying.target.move(&state.actorTarget, toward: state.actor, after: state.counters.updates)
    }

    /// v′ = Q′(s′, π′(s′)).
    private func evaluateNext(_ state: State, _ scratch: Scratch) {
        let batch = scratch.batch
        let outputs = scratch.actorTarget.forward(
            state.actorTarget, inputs: inputs(batch.nextObservations, state, scratch), rows: batch.count)
        steer(outputs, scratch)
        join(batch.nextObservations, state, scratch)
        let values = scratch.criticTarget.forward(state.criticTarget, inputs: scratch.judged, rows: batch.count)
        for row in 0..<batch.count { scratch.values[row] = values[row] }
    }

    /// One step of Q toward y.
    private func fitCritic(_ state: inout State, _ optimizers: Tools, _ roundsCompleted: Int, _ scratch: Scratch) {
        let (batch, controls) = (scratch.batch, scratch.box.count)
        let width = state.critic.shape.inputs
        place(batch.observations, state, scratch)
        for row in 0..<batch.count {
            (scratch.judged + (row + 1) * width - controls).update(
                from: batch.controls + row * controls, count: controls)
        }
        let outputs = scratch.critic.activations.forward(state.critic, inputs: scratch.judged, rows: batch.count)
        let share = 2 / Float(batch.count)
        scratch.critic.withOutputGradient(batch.count) { gradient in
            for row in 0..<batch.count { gradient[row] = share * (outputs[row] - scratch.targets[row]) }
        }
        scratch.critic.differentiate(
            state.critic, inputs: scratch.judged, rows: batch.count,
            slopes: scratch.criticLead?.slopes)
        scratch.critic.pull(state.critic, toward: state.anchor?.critic, optimizers.pull)
        scratch.critic.step(
            &state.critic, &state.optimizer.critic, optimizers.critic, roundsCompleted: roundsCompleted)
        scratch.criticLead?.descend(
            &state.criticEmbedding, &state.optimizer.criticEmbedding, optimizers.embedding.critic, rows: batch.count,
            width: width, roundsCompleted: roundsCompleted)
    }

    /// One step of π up the critic's slope.
    private func improveActor(_ state: inout State, _ optimizers: Tools, _ roundsCompleted: Int, _ scratch: Scratch) {
        let (batch, controls) = (scratch.batch, scratch.box.count)
        let width = state.critic.shape.inputs
        let inputs = inputs(batch.observations, state, scratch)
        steer(scratch.actor.activations.forward(state.actor, inputs: inputs, rows: batch.count), scratch)
        join(batch.observations, state, scratch)
        scratch.critic.activations.forward(state.critic, inputs: scratch.judged, rows: batch.count)
        scratch.critic.withOutputGradient(batch.count) {
            $0.update(repeating: -1 / Float(batch.count), count: batch.count)
        }
        scratch.critic.differentiateInputs(
            of: state.critic, inputs: scratch.judged, rows: batch.count, into: scratch.slope)
        scratch.actor.withOutputGradient(batch.count * controls) { gradient in
            // ∂L/∂z = ∂L/∂a · h (1 − tanh² z)
            for row in 0..<batch.count {
                for index in 0..<controls {
                    let bent = scratch.bent[row * controls + index]
                    gradient[row * controls + index] =
                        scratch.slope[(row + 1) * width - controls + index]
                        * (scratch.box.components[index].half * (1 - bent * bent))
                }
            }
        }
        scratch.actor.differentiate(
            state.actor, inputs: inputs, rows: batch.count,
            slopes: scratch.actorLead?.slopes)
        scratch.actor.pull(state.actor, toward: state.anchor?.actor, optimizers.pull)
        scratch.actor.step(&state.actor, &state.optimizer.actor, optimizers.actor, roundsCompleted: roundsCompleted)
        scratch.actorLead?.descend(
            &state.actorEmbedding, &state.optimizer.actorEmbedding, optimizers.embedding.actor, rows: batch.count,
            width: state.actor.shape.inputs, roundsCompleted: roundsCompleted)
    }

    /// What the actor is given of observations: they themselves, or behind what stands in front of them.
    private func inputs(
        _ observations: UnsafePointer<Float>, _ state: State, _ scratch: Scratch
    ) -> UnsafePointer<Float> {
        scratch.actorLead?.joined(state.actorEmbedding, observations, rows: scratch.batch.count) ?? observations
    }

    /// tanh of an actor's outputs.
    private func steer(_ outputs: UnsafePointer<Float>, _ scratch: Scratch) {
        Kernels.active.tanh(outputs, count: scratch.batch.count * scratch.box.count, into: scratch.bent)
    }

    /// [s, c + h tanh z] for the critics.
    private func join(_ states: UnsafePointer<Float>, _ state: State, _ scratch: Scratch) {
        let (controls, width) = (scratch.box.count, state.critic.shape.inputs)
        place(states, state, scratch)
        for row in 0..<scratch.batch.count {
            let judged = scratch.judged + (row + 1) * width - controls
            for index in 0..<controls {
                let component = scratch.box.components[index]
                judged[index] = component.center + component.half * scratch.bent[row * controls + index]
            }
        }
    }

    /// [s, …] for the critics, behind what stands in front of it.
    private func place(_ states: UnsafePointer<Float>, _ state: State, _ scratch: Scratch) {
        let (observed, width) = (scratch.tape.observationWidth, state.critic.shape.inputs)
        let lead = scratch.criticLead
        for row in 0..<scratch.batch.count {
            let judged = scratch.judged + row * width
            lead?.write(state.criticEmbedding, to: judged)
            (judged + (lead?.count ?? 0)).update(from: states + row * observed, count: observed)
        }
    }
}
