import Determinism
import Numerics

extension DeterministicPolicyGradient {
    /// One update on the scratch's mini-batch: critic, expectile, actor, targets.
    func learn(_ state: inout State, _ member: Member, _ round: Round, _ scratch: Scratch) {
        let completed = round.number - 1
        judge(state, scratch)
        improveCritic(&state, member, completed, scratch)
        if let workspace = scratch.expectile {
            state.expectile?.descend(
                in: workspace, &state.optimizer.expectile, member.optimizer("expectile"), inputs: scratch.batch.states,
                rows: scratch.batch.rows, roundsCompleted: completed)
        }
        improveActor(&state, member, completed, scratch)
        state.counters.updates += 1
        let isDue = follow.isDue(&state.counters)
        follow.move(&state.criticTarget, toward: state.critic, isDue: isDue)
        follow.move(&state.actorTarget, toward: state.actor, isDue: isDue)
    }

    /// v′, y and the slope of D's loss, all before anything moves.
    private func judge(_ state: State, _ scratch: Scratch) {
        let (batch, rows) = (scratch.batch, scratch.batch.rows)
        let outputs = scratch.askedActor.forward(state.actorTarget, inputs: batch.nextStates, rows: rows)
        steer(outputs, from: batch.nextStates, scratch)
        let values = scratch.pairs.withUnsafeBufferPointer { pairs in
            pairs.baseAddress.map { scratch.askedCritic.forward(state.criticTarget, inputs: $0, rows: rows) }
        }
        guard let values else { return }
        let expectiles = state.expectile.flatMap { network in
            scratch.expectile.map { $0.activations.forward(network, inputs: batch.states, rows: rows) }
        }
        scratch.targets.withUnsafeMutableBufferPointer { targets in
            guard let targets = targets.baseAddress else { return }
            target.targets(of: batch, nextValues: values, expectiles: expectiles, into: targets)
            guard let robust = target.robust, let expectiles else { return }
            scratch.expectile?.withOutputGradient(rows) { gradient in
                target.expectileGradient(of: batch, nextValues: values, expectiles: expectiles, robust, into: gradient)
            }
        }
    }

    /// One step on mean (Q(s, a) − y)².
    private func improveCritic(_ state: inout State, _ member: Member, _ completed: Int, _ scratch: Scratch) {
        let (batch, rows) = (scratch.batch, scratch.batch.rows)
        pair(batch.states, with: batch.taken, scratch)
        scratch.pairs.withUnsafeBufferPointer { pairs in
            guard let pairs = pairs.baseAddress else { return }
            let values = scratch.critic.activations.forward(state.critic, inputs: pairs, rows: rows)
            scratch.critic.withOutputGradient(rows) { gradient in
                for row in 0..<rows { gradient[row] = 2 * (values[row] - scratch.targets[row]) / Float(rows) }
            }
            scratch.critic.descend(
                &state.critic, &state.optimizer.critic, member.optimizer("critic"), inputs: pairs, rows: rows,
                roundsCompleted: completed)
        }
    }

    /// One step on −mean Q(s, π(s)).
    private func improveActor(_ state: inout State, _ member: Member, _ completed: Int, _ scratch: Scratch) {
        let (batch, rows, controls) = (scratch.batch, scratch.batch.rows, scratch.batch.controls)
        let outputs = scratch.actor.activations.forward(state.actor, inputs: batch.states, rows: rows)
        steer(outputs, from: batch.states, scratch)
        scratch.pairs.withUnsafeBufferPointer { pairs in
            scratch.slopes.withUnsafeMutableBufferPointer { slopes in
                guard let pairs = pairs.baseAddress, let slopes = slopes.baseAddress else { return }
                scratch.critic.activations.forward(state.critic, inputs: pairs, rows: rows)
                scratch.critic.withOutputGradient(rows) { gradient in
                    for row in 0..<rows { gradient[row] = -1 / Float(rows) }
                }
                scratch.critic.inputGradient(state.critic, inputs: pairs, rows: rows, into: slopes)
            }
        }
        let width = batch.width + controls
        scratch.actor.withOutputGradient(rows * controls) { gradient in
            for row in 0..<rows {
                for control in 0..<controls {
                    // ∂a/∂z = h (1 − tanh² z)
                    let turned = scratch.steering[row * controls + control]
                    gradient[row * controls + control] =
                        scratch.slopes[row * width + batch.width + control] * scratch.box.components[control].half
                        * (1 - turned * turned)
                }
            }
        }
        scratch.actor.descend(
            &state.actor, &state.optimizer.actor, member.optimizer("actor"), inputs: batch.states, rows: rows,
            roundsCompleted: completed)
    }

    /// Pairs states with the controls c + h tanh z of these outputs z; leaves tanh z in the scratch.
    private func steer(_ outputs: UnsafePointer<Float>, from states: UnsafePointer<Float>, _ scratch: Scratch) {
        let (rows, width, controls) = (scratch.batch.rows, scratch.batch.width, scratch.batch.controls)
        scratch.steering.withUnsafeMutableBufferPointer { steering in
            if let base = steering.baseAddress {
                Kernels.active.tanh(outputs, count: rows * controls, into: base)
            }
        }
        for row in 0..<rows {
            let start = row * (width + controls)
            for column in 0..<width { scratch.pairs[start + column] = states[row * width + column] }
            for control in 0..<controls {
                let component = scratch.box.components[control]
                scratch.pairs[start + width + control] =
                    component.center + component.half * scratch.steering[row * controls + control]
            }
        }
    }

    /// Puts states and controls side by side.
    private func pair(_ states: UnsafePointer<Float>, with taken: UnsafePointer<Float>, _ scratch: Scratch) {
        let (width, controls) = (scratch.batch.width, scratch.batch.controls)
        for row in 0..<scratch.batch.rows {
            let start = row * (width + controls)
            for column in 0..<width { scratch.pairs[start + column] = states[row * width + column] }
            for control in 0..<controls {
                scratch.pairs[start + width + control] = taken[row * controls + control]
            }
        }
    }
}

// MARK: What the federation asks

extension DeterministicPolicyGradient {
    func parts(of member: Member) -> [Part] {
        networks.flatMap { role in
            let shape = member.shape(of: role)
            let own = Part(role.name, network: shape)
            return role.name == "expectile" ? [own] : [own, Part(role.name + "_target", network: shape)]
        }
    }

    func read(_ part: Part, member index: Int, of state: State, into row: UnsafeMutableRawPointer) {
        switch part.name {
        case "actor": state.actor.copy(into: row)
        case "actor_target": state.actorTarget.copy(into: row)
        case "critic": state.critic.copy(into: row)
        case "critic_target": state.criticTarget.copy(into: row)
        default: state.expectile?.copy(into: row)
        }
    }

    func write(_ part: Part, member index: Int, of state: inout State, from row: UnsafeRawPointer) {
        switch part.name {
        case "actor": state.actor.replace(from: row)
        case "actor_target": state.actorTarget.replace(from: row)
        case "critic": state.critic.replace(from: row)
        case "critic_target": state.criticTarget.replace(from: row)
        default: state.expectile?.replace(from: row)
        }
    }

    /// A network taken from elsewhere is its own target.
    func adopt(_ network: Network, as name: String, member index: Int, into state: inout State) {
        switch name {
        case "actor": (state.actor, state.actorTarget) = (network, network)
        case "critic": (state.critic, state.criticTarget) = (network, network)
        default: state.expectile = network
        }
    }

    func trace(_ state: State, member index: Int, into fingerprint: inout LaneFingerprint) {
        let networks = [state.actor, state.actorTarget, state.critic, state.criticTarget, state.expectile]
        for network in networks.compactMap({ $0 }) { network.feed(&fingerprint) }
        state.optimizer.actor.feed(&fingerprint)
        state.optimizer.critic.feed(&fingerprint)
        state.optimizer.expectile?.feed(&fingerprint)
    }
}
