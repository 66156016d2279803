import Config

extension Adapter {
    /// A linear map: of lists that have one number for all components or one per component, or of components by their names.
    struct Line: Sendable, Equatable {
        let scales: [Double]
        let offsets: [Double]
        /// Empty where nothing is clipped.
        let limits: [Double]
        /// Of which components the numbers are; nil where that goes by place.
        let names: [String]?

        /// Changes nothing.
        static let identity = Line(scales: [1], offsets: [0], limits: [], names: nil)

        private init(scales: [Double], offsets: [Double], limits: [Double], names: [String]?) {
            self.scales = scales
            self.offsets = offsets
            self.limits = limits
            self.names = names
        }

        init(_ settings: Settings, clips: Bool) {
            func numbers(_ key: String) -> [Double] {
                switch settings.value(key) {
                case .list(let list)?: list.compactMap(\.asNumber)
                case let one?: one.asNumber.map { [$0] } ?? []
                case nil: []
                }
            }
            scales = numbers("scale")
            offsets = numbers("offset")
            limits = clips ? numbers(Adapter.limit) : []
            names = nil
        }

        init(_ maps: [(name: String, settings: Settings)], clips: Bool) {
            names = maps.map(\.name)
            scales = maps.map { $0.settings.number("scale") }
            offsets = maps.map { $0.settings.number("offset") }
            let isClipped = clips && maps.contains { $0.settings.has(Adapter.limit) }
            limits =
                isClipped
                ? maps.map { $0.settings.has(Adapter.limit) ? $0.settings.number(Adapter.limit) : .infinity } : []
        }

        /// The map of components of such names, in their order; what has no name in it stays as it is.
        func settled(_ components: [String]) -> Line {
            guard let names else { return self }
            let places = components.map { names.firstIndex(of: $0) }
            return Line(
                scales: places.map { $0.map { scales[$0] } ?? 1 }, offsets: places.map { $0.map { offsets[$0] } ?? 0 },
                limits: limits.isEmpty ? [] : places.map { $0.map { limits[$0] } ?? .infinity }, names: nil)
        }

        /// Whether it changes nothing.
        var isIdentity: Bool {
            scales.allSatisfy { $0 == 1 } && offsets.allSatisfy { $0 == 0 } && limits.allSatisfy { $0 == .infinity }
        }

        /// Its lists by key.
        var lists: [(key: String, numbers: [Double])] {
            [("scale", scales), ("offset", offsets), (Adapter.limit, limits)]
        }

        /// The numbers of so many components.
        static func each(_ numbers: [Double], _ count: Int) -> [Double] {
            numbers.count == 1 ? Array(repeating: numbers[0], count: count) : numbers
        }
    }
}
