/// The cells of an observation space: every component cut into equally many sections over its range.
struct ProxyGrid: Sendable {
    /// Sections per component.
    let sections: Int
    /// The components' names, in the observation's order.
    let names: [String]
    /// The lower ends of the ranges.
    let low: [Double]
    /// The upper ends.
    let high: [Double]
    /// Whether states beyond a range count for its outermost section; else they are not remembered.
    let clips: Bool

    /// How many cells there are, as far as they can be counted in an Int32; nil beyond.
    var cells: Int? {
        var cells = 1
        for _ in names {
            cells *= sections
            if cells > Int(Int32.max) { return nil }
        }
        return cells
    }

    /// The cell of a state: ((i₀ S + i₁) S + i₂) …, the first component counting most; nil where it is not remembered.
    func cell(of state: UnsafePointer<Float>) -> Int32? {
        var cell = 0
        for component in names.indices {
            let place = (Double(state[component]) - low[component]) / (high[component] - low[component])
            guard place.isFinite, clips || (place >= 0 && place <= 1) else { return nil }
            let section = min(max((place * Double(sections)).rounded(.down), 0), Double(sections - 1))
            cell = cell * sections + Int(section)
        }
        return Int32(cell)
    }

    /// Appends the center of a cell.
    func appendCenter(of cell: Int32, to states: inout [Float]) {
        var rest = Int(cell)
        let start = states.count
        states.append(contentsOf: repeatElement(0, count: names.count))
        for component in names.indices.reversed() {
            let section = Double(rest % sections) + 0.5
            states[start + component] = Float(
                low[component] + section * (high[component] - low[component]) / Double(sections))
            rest /= sections
        }
    }
}
