import Config
import Numerics

extension ProximalPolicy {
    /// Tape, minibatch and working memory of one agent.
    final class Scratch {
        let tape: Tape
        let box: ControlBox?
        /// The networks where they look at one state only.
        let acting: Activations
        let judging: Activations
        let policy: PolicyWorkspace
        let value: PolicyWorkspace
        let surrogate: ClippedSurrogate.Workspace
        /// What networks are given of observations; nil where it is they.
        let room: ObservationRoom?
        /// σ of each control.
        let deviations: UnsafeMutablePointer<Float>
        /// V and Â by step of the rollout, and the order in which its steps are learned from.
        let values: UnsafeMutablePointer<Double>
        let advantages: UnsafeMutablePointer<Double>
        let order: UnsafeMutablePointer<Int32>
        // Columns of a minibatch.
        let observations: UnsafeMutablePointer<Float>
        let actions: UnsafeMutablePointer<Int32>
        let controls: UnsafeMutablePointer<Float>
        let logProbabilities: UnsafeMutablePointer<Float>
        let batchAdvantages: UnsafeMutablePointer<Double>
        let batchReturns: UnsafeMutablePointer<Double>
        /// The policies that the one in training is held by; nil where it is not held.
        let references: References?
        /// The gradient of log σ; nil where actions are discrete.
        private(set) var deviationGradient: Network?

        init(
            _ spaces: Spaces, policy: NetworkShape, value: NetworkShape, rollout: Int, batch: Int,
            room: ObservationRoom?, references: References?
        ) {
            self.room = room
            self.references = references
            tape = Tape(spaces)
            box = ControlBox(spaces.action)
            acting = Activations(policy, capacity: 1)
            judging = Activations(value, capacity: 1)
            self.policy = PolicyWorkspace(policy, capacity: batch)
            self.value = PolicyWorkspace(value, capacity: batch)
            surrogate = ClippedSurrogate.Workspace(rows: batch, outputs: policy.outputs)
            deviations = .allocate(capacity: max(spaces.action.controlWidth, 1))
            values = .allocate(capacity: rollout)
            advantages = .allocate(capacity: rollout)
            order = .allocate(capacity: rollout)
            observations = .allocate(capacity: max(batch * spaces.observation.count, 1))
            actions = .allocate(capacity: batch)
            controls = .allocate(capacity: max(batch * spaces.action.controlWidth, 1))
            logProbabilities = .allocate(capacity: batch)
            batchAdvantages = .allocate(capacity: batch)
            batchReturns = .allocate(capacity: batch)
            deviationGradient = ProximalPolicy.deviationShape(spaces).map { Network(zeros: $0) }
        }

        deinit {
            deviations.deallocate()
            values.deallocate()
            advantages.deallocate()
            order.deallocate()
            observations.deallocate()
            actions.deallocate()
            controls.deallocate()
            logProbabilities.deallocate()
            batchAdvantages.deallocate()
            batchReturns.deallocate()
        }

        /// σ from log σ.
        func setDeviations(_ logDeviation: borrowing Network) {
            for index in 0..<logDeviation.shape.outputs {
                deviations[index] = Float(
                    max(Elementary.exp(Double(logDeviation.parameters.pointer[index])), GaussianHead.floor))
            }
        }
    }

    func scratch(_ block: Block) -> Scratch {
        let member = block.members[0]
        let scratch = Scratch(
            member.world.spaces, policy: member.shape(of: Self.policyRole), value: member.shape(of: Self.valueRole),
            rollout: rolloutSteps, batch: batchSize,
            room: ObservationRoom(normalizer, member, of: self, rows: batchSize),
            references: member.penalty?.policy.map { _ in
                References(rollout: rolloutSteps, outputs: member.shape(of: Self.policyRole).outputs)
            })
        scratch.tape.reserve(min(rolloutSteps, member.world.maximumSteps))
        return scratch
    }

    func footprint(of member: Member, answering states: Int) -> Footprint {
        var footprint = Footprint()
        let spaces = member.world.spaces
        for role in networks {
            let shape = member.shape(of: role)
            footprint.addNetwork(shape, member.optimizer(role))
            footprint.addWorkspace(shape, rows: role.name == Self.policyRole.name ? max(batchSize, states) : batchSize)
            footprint.addActivations(shape, rows: 1)
        }
        if let shape = Self.deviationShape(spaces) {
            footprint.addNetwork(shape, member.optimizer(Self.policyRole))
            footprint.add(.gradients, 4 * Double(shape.paddedCount))
        }
        footprint.addNormalizer(normalizer, of: member, rows: max(batchSize, states))
        let controls = spaces.action.controlWidth
        let action = controls == 0 ? 1 : controls
        footprint.add(
            .pending, Double(rolloutSteps) * Double(4 * (spaces.observation.count + action + 1) + 8 + 1))
        footprint.add(.experience, Double(rolloutSteps) * 20)
        footprint.add(.experience, Double(batchSize) * Double(4 * (2 * spaces.action.outputs + 6) + 24))
        footprint.addTape(spaces, steps: min(rolloutSteps, member.world.maximumSteps))
        footprint.addAnchor(
            member,
            networks.map { ($0.name, member.shape(of: $0)) }
                + (Self.deviationShape(spaces).map { [("log_deviation", $0)] } ?? []))
        if member.penalty?.policy != nil {
            footprint.add(.experience, 2 * 4 * Double(rolloutSteps) * Double(spaces.action.outputs))
        }
        return footprint
    }
}

extension ProximalPolicy.Scratch {
    /// Lends the gradient of log σ, where there is one.
    func withDeviationGradient(_ body: (UnsafeMutablePointer<Float>) -> Void) {
        guard var gradient = deviationGradient.take() else { return }
        body(gradient.parameters.mutablePointer)
        deviationGradient = gradient
    }

    /// Adds to the gradient of log σ what pulls it back to where an exchange left it.
    func pullDeviation(_ deviation: Network, toward anchor: Network, _ weight: Float) {
        guard var gradient = deviationGradient.take() else { return }
        GradientNorm.pull(&gradient, of: deviation, toward: anchor, weight: weight)
        deviationGradient = gradient
    }

    /// One optimizer step of log σ down its gradient times a factor.
    func stepDeviation(
        _ deviation: inout Network, _ moments: inout OptimizerState, _ optimizer: any Optimizer, _ factor: Float,
        roundsCompleted: Int
    ) {
        guard var gradient = deviationGradient.take() else { return }
        if factor != 1 { GradientNorm.scale(&gradient, by: factor) }
        optimizer.step(
            &deviation, gradient: gradient, state: &moments, rate: optimizer.rate(after: roundsCompleted))
        deviationGradient = gradient
    }
}
