/// Every kind of dataset that a checkpoint may hold, by the names on its way.
enum StoredItems {
    /// All of them.
    static let all: [StoredItem] = cell + agents + cohorts + federation

    /// The root of the names.
    static let root = Place(all)

    /// What may stand at some place: by the names that follow, and by what stands for any name.
    struct Place: Sendable {
        /// The item that is here; nil where this is a group.
        private(set) var item: StoredItem?
        /// What stands for names here, in angle brackets, with what follows.
        private(set) var others: [(placeholder: String, place: Place)] = []
        private var named: [String: Place] = [:]

        fileprivate init(_ items: [StoredItem]) {
            self.init()
            for item in items { add(item, item.path.split(separator: "/")[...]) }
        }

        private init() {}

        private mutating func add(_ item: StoredItem, _ path: ArraySlice<Substring>) {
            guard let first = path.first.map(String.init) else {
                self.item = item
                return
            }
            guard first.hasPrefix("<") else {
                named[first, default: Place()].add(item, path.dropFirst())
                return
            }
            if let index = others.firstIndex(where: { $0.placeholder == first }) {
                others[index].place.add(item, path.dropFirst())
            } else {
                var place = Place()
                place.add(item, path.dropFirst())
                others.append((first, place))
            }
        }

        /// What stands under a name of its own here.
        subscript(name: String) -> Place? { named[name] }
    }

    /// Placeholders of which there may be thousands with the same items: the first that has an item tells what it is.
    static let repeated: Set<String> = ["<agent>", "<row>"]
}
