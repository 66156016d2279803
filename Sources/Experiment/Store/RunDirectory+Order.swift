import Archive
import Config

extension RunDirectory {
    /// Directories in the order in which people think of cells: those of one experiment's directory by their spec's arms and
    /// sweep levels, as a checkpoint among them has it, and by seed; all others as they are. Directories of arms that no spec
    /// has come last, by name.
    public static func inSpecOrder(_ directories: [RunDirectory]) -> [RunDirectory] {
        var groups: [[(directory: RunDirectory, arm: String, seed: Int)]] = []
        var places: [String: Int] = [:]
        for directory in directories {
            let parts = directory.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            let seed = parts.last.flatMap { $0.hasPrefix("seed-") ? Int($0.dropFirst("seed-".count)) : nil }
            let experiment = seed != nil && parts.count > 1 ? parts.dropLast(2).joined(separator: "/") : nil
            // What lies loose among an experiment's directories parts them in no two.
            let place = experiment.flatMap { places[$0] } ?? groups.count
            if place == groups.count { groups.append([]) }
            if let experiment { places[experiment] = place }
            groups[place].append((directory, parts.dropLast().last ?? "", seed ?? 0))
        }
        return groups.flatMap { cells -> [RunDirectory] in
            guard cells.count > 1 else { return cells.map(\.directory) }
            let places = Self.places(of: cells.map { ($0.arm, $0.directory) })
            return cells.enumerated().sorted { one, other in
                let (left, right) = (one.element, other.element)
                if left.arm != right.arm {
                    switch (places[left.arm], places[right.arm]) {
                    case (let first?, let second?): return first.lexicographicallyPrecedes(second)
                    case (nil, nil): return naturallyPrecedes(left.arm, right.arm)
                    case (let first, _): return first != nil
                    }
                }
                return (left.seed, one.offset) < (right.seed, other.offset)
            }.map(\.element.directory)
        }
    }

    /// How many arms' checkpoints are asked for a spec that has the others, and how many of one cell's for a sound one.
    private static let (mostArms, mostRounds) = (16, 3)

    /// The places of arms, by the names of their directories, in the spec that has most of them.
    private static func places(of cells: [(arm: String, directory: RunDirectory)]) -> [String: [Int]] {
        var arms: [(name: String, first: RunDirectory)] = []
        for (arm, directory) in cells where arms.last?.name != arm { arms.append((arm, directory)) }
        guard arms.count > 1 else { return [:] }
        var best: [String: [Int]] = [:]
        // Of arms that an older spec does not have, a newer one may know.
        for (arm, directory) in arms.prefix(mostArms) where best[arm] == nil {
            guard let text = directory.embeddedSpec, let order = ArmOrder(text, in: directory.language) else {
                continue
            }
            var found: [String: [Int]] = [:]
            for (name, _) in arms { found[name] = order.place(of: name) }
            if found.count > best.count { best = found }
        }
        return best
    }

    /// The spec in the newest checkpoint that can be read; nil where there is none.
    private var embeddedSpec: String? {
        do throws(ArchiveError) {
            for round in try rounds().reversed().prefix(Self.mostRounds) {
                do throws(ArchiveError) {
                    guard case .text(let text) = try checkpoint(round: round).read("spec") else { continue }
                    return text.values.first
                } catch { continue }
            }
        } catch {
            // Whoever reads the run itself says what is in the way.
            return nil
        }
        return nil
    }
}
