import Archive
import Config
import Determinism
import Federation
import Learning

/// Networks read from a file in a checkpoint's layout: published weights, or another run's.
struct InitialNetworks: Sendable {
    private let tree: ArchiveTree
    private let plan: CellPlan.InitialPlan

    /// Reads the file and makes sure it is the one the plan was made with.
    init(_ plan: CellPlan.InitialPlan) throws(StageError) {
        self.plan = plan
        let file = ArchiveFile(plan.path)
        do {
            let found = Fingerprint(of: try file.files.read(plan.path)).hexadecimal
            guard found == plan.content else {
                throw StageError(
                    "\(plan.path) has changed since the plan was made: its SHA-256 is \(found), not \(plan.content)")
            }
            guard case .group(let tree) = try file.readForeign() else {
                throw StageError("\(plan.path) has no groups")
            }
            self.tree = tree
        } catch let error as StageError {
            throw error
        } catch {
            throw StageError("\(error)")
        }
    }

    /// Gives every agent its networks.
    func adopt(into population: inout Population, _ cell: CellPlan) throws(StageError) {
        for (index, agent) in cell.agents.enumerated() {
            let spaces = population.spaces(of: index)
            for named in agent.networks {
                let path = "agents/\(plan.agent ?? agent.name)/\(named.name)"
                guard case .group? = tree[path] else { throw StageError("\(plan.path) has no group /\(path)") }
                let shape = named.value.shape(
                    inputs: spaces.observation.count, outputs: spaces.action.distributionWidth)
                guard let parameters = parameters(path), parameters.count == shape.parameterCount,
                    hasShape(shape, path)
                else {
                    throw StageError("\(plan.path): /\(path) has not the shape of agent '\(agent.name)'")
                }
                population.adopt(Network(shape, parameters: parameters), as: named.name, agent: index)
            }
        }
    }

    /// Every layer's weight and bias, in order; nil where something is no array.
    private func parameters(_ path: String) -> [Float]? {
        var parameters: [Float] = []
        var layer = 0
        while tree["\(path)/layers/\(layer)"] != nil {
            for name in ["weight", "bias"] {
                guard case .array(let array)? = tree["\(path)/layers/\(layer)/\(name)"] else { return nil }
                parameters += array.numbers.map { Float($0) }
            }
            layer += 1
        }
        return parameters
    }

    /// Whether the weights are `[outputs, inputs]` as the shape wants them.
    private func hasShape(_ shape: NetworkShape, _ path: String) -> Bool {
        let widths = [shape.inputs] + shape.hidden + [shape.outputs]
        return zip(widths, widths.dropFirst()).enumerated().allSatisfy { layer, ends in
            guard case .array(let weight)? = tree["\(path)/layers/\(layer)/weight"] else { return false }
            return weight.shape == [ends.1, ends.0]
        }
    }
}
