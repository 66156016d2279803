import Numerics

extension DeepQ {
    /// An agent's optimizers, looked up once per round.
    struct Tools {
        let q: any Optimizer
        let expectile: (any Optimizer)?
        let embedding: (any Optimizer)?
        /// How strongly the network is held where an exchange left it; nil where it is not.
        let pull: Float?
    }

    func optimizers(_ member: Member) -> Tools {
        Tools(
            q: member.optimizer("q"),
            expectile: replaying.robust.map { _ in member.optimizer(ExpectileTerm.role) },
            embedding: member.embeddingOptimizer(Self.embeddingName), pull: member.penalty?.weight)
    }

    /// One step of every network on the scratch's minibatch; v′ and D(s) in y are from before any of them moves.
    func update(_ state: inout State, _ optimizers: Tools, roundsCompleted: Int, _ scratch: Scratch) {
        let (batch, values, width) = (scratch.batch, self.values(state.q), state.q.shape.outputs)
        batch.beSeen(by: scratch.room)
        evaluateNext(state, scratch)
        let inputs = inputs(batch.observations, state, scratch)
        if let expectile = state.expectile {
            scratch.expectile?.activations.forward(expectile, inputs: batch.observations, rows: batch.count)
        }
        let outputs = scratch.q.activations.forward(state.q, inputs: inputs, rows: batch.count)
        scratch.batch.aim(
            at: scratch.values, pessimism: replaying.robust, lows: scratch.expectile?.activations.outputs,
            discount: replaying.discount,
            into: &scratch.targets)
        scratch.q.withOutputGradient(batch.count * width) { gradient in
            // ∂L_q/∂q(s, a) = 2 (q(s, a) − y) / batch for the action taken, 0 for the others
            let share = 2 / Float(batch.count)
            for row in 0..<batch.count {
                let action = Int(batch.actions[row])
                let error = values.value(outputs + row * width, of: action) - scratch.targets[row]
                values.spread(share * error, of: action, into: gradient + row * width)
            }
        }
        scratch.q.differentiate(
            state.q, inputs: inputs, rows: batch.count, slopes: scratch.lead?.slopes)
        scratch.q.pull(state.q, toward: state.anchor?.q, optimizers.pull)
        scratch.q.step(&state.q, &state.optimizer.q, optimizers.q, roundsCompleted: roundsCompleted)
        scratch.lead?.descend(
            &state.embedding, &state.optimizer.embedding, optimizers.embedding, rows: batch.count,
            width: state.q.shape.inputs, roundsCompleted: roundsCompleted)
        replaying.robust?.fit(
            &state.expectile, &state.optimizer.expectile, optimizers.expectile, to: scratch.values, of: scratch.batch,
            in: scratch.expectile, roundsCompleted: roundsCompleted)
        state.counters.updates += 1
        replaying.target.move(&state.qTarget, toward: state.q, after: state.counters.updates)
    }

    /// What the network is given of observations: they themselves, or behind what stands in front of them.
    private func inputs(
        _ observations: UnsafePointer<Float>, _ state: State, _ scratch: Scratch
    ) -> UnsafePointer<Float> {
        scratch.lead?.joined(state.embedding, observations, rows: scratch.batch.count) ?? observations
    }

    /// v′ = max_a q′(s′, a), or q′(s′, argmax_a q(s′, a)); the first of equals.
    private func evaluateNext(_ state: State, _ scratch: Scratch) {
        let (batch, own, width) = (scratch.batch, self.values(state.q), state.q.shape.outputs)
        let next = inputs(batch.nextObservations, state, scratch)
        let values = scratch.target.forward(state.qTarget, inputs: next, rows: batch.count)
        let judges =
            Rule.isDouble
            ? scratch.q.activations.forward(state.q, inputs: next, rows: batch.count) : values
        for row in 0..<batch.count {
            scratch.values[row] = own.value(values + row * width, of: own.best(judges + row * width))
        }
    }
}
