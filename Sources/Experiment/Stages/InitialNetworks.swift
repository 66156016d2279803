import Archive
import Config
import Determinism
import Federation
import Learning

/// Networks in a file in a checkpoint's layout: published weights, or another run's.
struct InitialNetworks: FirstNumbers {
    private let tree: ArchiveTree
    /// The agent whose networks all that begin so get; nil for the one of the same name.
    private let source: String?
    private let path: String

    /// Reads a file, whatever its content.
    init(reading path: String, source: String?) throws(StageError) {
        let item: ArchiveNode
        do {
            item = try ArchiveFile(path).readForeign()
        } catch {
            throw StageError("\(error)")
        }
        guard case .group(let tree) = item else { throw StageError("\(path) has no groups") }
        self.tree = tree
        self.source = source
        self.path = path
    }

    func adopt(into population: inout Population, _ cell: CellPlan, by isTaker: [Bool]) throws(StageError) {
        for index in 0..<population.count where isTaker[index % cell.agents.count] {
            let agent = cell.agents[index % cell.agents.count]
            let spaces = population.spaces(of: index)
            for role in agent.makeLearner().networks {
                guard let named = agent.networks.first(where: { $0.name == role.name }) else { continue }
                let network = try network(role, of: agent.name, named.value, in: spaces)
                population.adopt(network, as: named.name, agent: index)
            }
        }
    }

    /// The network of one agent.
    ///
    /// - Throws: ``StageError`` where the file has none, or one of another shape than the design has in these spaces.
    func network(
        _ role: NetworkRole, of agent: String, _ design: NetworkDesign, in spaces: Spaces
    ) throws(StageError) -> Network {
        let name = role.name
        let group = "agents/\(source ?? agent)/\(name)"
        guard case .group? = tree[group] else {
            let isStranger = source.map { tree["agents/\($0)"] == nil } ?? false
            throw StageError("\(path) has no group /\(group)", of: isStranger ? .initial("agent") : .part(name))
        }
        let shape = role.shape(design, in: spaces)
        guard hasShape(shape, group), let parameters = try parameters(group), parameters.count == shape.parameterCount
        else {
            let widths = [shape.inputs] + shape.hidden + [shape.outputs]
            throw StageError(
                "\(path): /\(group) has not the shape of agent '\(agent)', "
                    + widths.map(String.init).joined(separator: " → "), of: .part(name))
        }
        return Network(shape, parameters: parameters)
    }

    /// Every layer's weight and bias, in order; nil where something is no array.
    private func parameters(_ group: String) throws(StageError) -> [Float]? {
        var parameters: [Float] = []
        var layer = 0
        while tree["\(group)/layers/\(layer)"] != nil {
            for name in ["weight", "bias"] {
                let item = "\(group)/layers/\(layer)/\(name)"
                guard case .array(let array)? = tree[item] else { return nil }
                parameters += try SingleNumbers.read(array, of: "\(path): /\(item)")
            }
            layer += 1
        }
        return parameters
    }

    /// Whether the weights are `[outputs, inputs]` as the shape wants them, with a bias for each output.
    private func hasShape(_ shape: NetworkShape, _ path: String) -> Bool {
        let widths = [shape.inputs] + shape.hidden + [shape.outputs]
        return zip(widths, widths.dropFirst()).enumerated().allSatisfy { layer, ends in
            guard case .array(let weight)? = tree["\(path)/layers/\(layer)/weight"],
                case .array(let bias)? = tree["\(path)/layers/\(layer)/bias"]
            else { return false }
            return weight.shape == [ends.1, ends.0] && bias.count == ends.1
        }
    }
}
